import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../compare/outcome.ts';
import { compareMissing, missingThresholds } from './missing.ts';

const share = (count: number, of: number) => ({ count, of });

describe('the share of missing values', () => {
  it('is no question where none is missing on either side', () => {
    expect(compareMissing(share(0, 100), share(0, 50))).toBeNull();
    expect(compareMissing(share(1, 100), share(0, 50))).not.toBeNull();
    expect(compareMissing(share(0, 100), share(1, 50))).not.toBeNull();
  });

  it.each([
    ['none', 10_000, 99],
    ['low', 100, 1],
    ['low', 1000, 49],
    ['medium', 20, 1],
    ['medium', 1000, 199],
    ['high', 5, 1],
    ['high', 5, 5],
  ])('has moved %s where of %i rows %i more are missing, or fewer', (severity, of, count) => {
    const [more, fewer] = [
      compareMissing(share(0, of), share(count, of)),
      compareMissing(share(count, of), share(0, of)),
    ];
    expect(more).toMatchObject({ change: count / of, severity });
    expect(fewer).toMatchObject({ change: -count / of, severity });
  });

  it('is measured in shares, not in counts', () => {
    expect(compareMissing(share(10, 100), share(100, 1000))).toMatchObject({ change: 0, severity: 'none' });
    expect(missingThresholds).toEqual([0.01, 0.05, 0.2]);
  });

  it('has the exact evidence of Fisher', () => {
    const evidence = compareMissing(share(0, 1000), share(6, 1000))?.evidence;
    if (!evidence || isUnknown(evidence)) throw new Error('expected evidence');
    // twice 1000! 1994! / (994! 2000!): all six on the one side, or all on the other
    const oneSide = [0, 1, 2, 3, 4, 5].reduce((p, k) => (p * (1000 - k)) / (2000 - k), 1);
    expect(evidence.p).toBeCloseTo(2 * oneSide, 12);
  });

  it('is unknown, not unchanged, where a side has fewer than two rows', () => {
    expect(compareMissing(share(1, 1), share(3, 100))).toEqual({
      change: null,
      severity: null,
      evidence: { method: 'two-proportions', unknown: 'fewer than two values' },
    });
  });
});
