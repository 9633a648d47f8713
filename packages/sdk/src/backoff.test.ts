import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffOf, someRandom } from './backoff.ts';

const usual = { firstMilliseconds: 500, mostMilliseconds: 30_000 };

describe('how long to wait', () => {
  it('doubles with each failure, up to the longest', () => {
    expect([1, 2, 3, 6, 7, 8, 1_000].map((failures) => backoffOf(usual, failures, () => 0))).toEqual([
      500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('is by chance up to half of that less, and never more', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, chance) => {
        const whole = backoffOf(usual, failures, () => 0);
        const wait = backoffOf(usual, failures, () => chance);
        expect(wait).toBeLessThanOrEqual(whole);
        expect(wait).toBeGreaterThanOrEqual(whole / 2);
      }),
    );
  });

  it('has chance from 0 on and below 1 where none is handed over', () => {
    const drawn = Array.from({ length: 1_000 }, someRandom);
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(990);
  });
});
