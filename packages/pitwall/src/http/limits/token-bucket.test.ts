import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';
import { fullBucket, refilled, secondsUntil, taken } from './token-bucket.ts';

const rule = { perSecond: 2, burst: 10 };

describe('a bucket', () => {
  it('holds its burst, then gives what comes back each second', () => {
    const empty = taken(fullBucket(rule, 0), 10);
    expect(secondsUntil(empty, rule, 1)).toBe(1);
    expect(refilled(empty, rule, 1_500)).toEqual({ tokens: 3, at: 1_500 });
    expect(refilled(empty, rule, 1e9).tokens).toBe(10);
  });

  it('that owes is waited for, as long as it says', () => {
    const owing = taken(fullBucket(rule, 0), 30);
    const seconds = secondsUntil(owing, rule, 1);
    expect(seconds).toBe(11);
    expect(secondsUntil(refilled(owing, rule, seconds * 1000), rule, 1)).toBe(0);
    expect(secondsUntil(refilled(owing, rule, (seconds - 1) * 1000), rule, 1)).toBeGreaterThan(0);
  });

  it('never gives more than its burst and what came back, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(10_000), amount: fc.nat(5) })), (steps) => {
        let bucket = fullBucket(rule, 0);
        let given = 0;
        for (const { at, amount } of steps) {
          bucket = refilled(bucket, rule, at);
          if (secondsUntil(bucket, rule, amount) > 0) continue;
          bucket = taken(bucket, amount);
          given += amount;
        }
        // a clock that goes back and forth gives its seconds again each time it goes forth
        const forward = steps.reduce((sum, { at }, index) => sum + Math.max(0, at - (steps[index - 1]?.at ?? 0)), 0);
        expect(given).toBeLessThanOrEqual(rule.burst + (forward / 1000) * rule.perSecond + 1e-9);
      }),
    );
  });
});

describe('a limiter', () => {
  it('has a bucket for each key, and forgets the one that was quiet for longest', () => {
    const limiter = createLimiter(rule, 2);
    limiter.take('a', 10, 0);
    limiter.take('b', 10, 0);
    expect([limiter.wait('a', 1, 0), limiter.wait('c', 1, 0)]).toEqual([1, 0]);
    limiter.take('a', 0, 0);
    limiter.take('c', 10, 0);
    expect([limiter.wait('a', 1, 0), limiter.wait('b', 1, 0)]).toEqual([1, 0]);
  });
});
