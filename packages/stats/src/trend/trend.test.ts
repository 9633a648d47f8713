import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inversionShares } from './kendall-scores.ts';
import { leastSquaresTrend } from './least-squares.ts';
import { mannKendall } from './mann-kendall.ts';
import { isUnknownTrend, type TrendPoint } from './outcome.ts';
import { theilSen } from './theil-sen.ts';
import { trend } from './trend.ts';

interface Case {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
  readonly line: Readonly<Record<'slope' | 'intercept' | 'standard_error' | 't' | 'p' | 'low' | 'high', number>>;
  readonly kendall: { readonly score: number; readonly p: number; readonly computed: 'exact' | 'normal' };
  readonly theil_sen: number;
}

/** Made by scripts/golden/trends.py. */
const { cases } = JSON.parse(readFileSync(new URL('./fixtures/trends.json', import.meta.url), 'utf8')) as {
  readonly cases: Case[];
};

const pointsOf = (values: readonly number[], times: readonly number[] = values.map((_, index) => index)) =>
  values.map((value, index): TrendPoint => ({ time: times[index] ?? 0, value }));

function known<T extends object>(outcome: T): Exclude<T, { readonly unknown: string }> {
  if (isUnknownTrend(outcome)) throw new Error(outcome.unknown);
  return outcome as Exclude<T, { readonly unknown: string }>;
}

function expectClose(found: number, wanted: number, relative: number): void {
  expect(Math.abs(found - wanted), `${found} is not ${wanted}`).toBeLessThanOrEqual(relative * Math.abs(wanted));
}

describe('golden values of scipy', () => {
  it.each(cases)('least squares: $name', ({ x, y, line }) => {
    const found = known(leastSquaresTrend(pointsOf(y, x)));
    const near = x.some((time) => time > 1e12) ? 1e-7 : 1e-10;
    expectClose(found.slope, line.slope, near);
    expectClose(found.intercept, line.intercept, near);
    expectClose(found.standard_error, line.standard_error, near);
    expectClose(found.t, line.t, near);
    expectClose(found.p, line.p, 10 * near);
    expectClose(found.interval.low, line.low, 10 * near);
    expectClose(found.interval.high, line.high, 10 * near);
  });

  it.each(cases.filter(({ name }) => !name.startsWith('twenty')))('Mann and Kendall: $name', ({ x, y, kendall }) => {
    const found = known(mannKendall(pointsOf(y, x)));
    expect([found.score, found.computed]).toEqual([kendall.score, kendall.computed]);
    expectClose(found.p, kendall.p, 1e-10);
  });

  it.each(cases)('Theil and Sen: $name', ({ x, y, theil_sen }) => {
    expectClose(known(theilSen(pointsOf(y, x))).slope, theil_sen, 1e-12);
  });
});

describe('the exact distribution of inversions', () => {
  it('is that of MacMahon', () => {
    expect(inversionShares([1, 1, 1]).map((share) => Math.round(share * 6))).toEqual([1, 2, 2, 1]);
    expect(inversionShares([2, 2]).map((share) => Math.round(share * 6))).toEqual([1, 1, 2, 1, 1]);
  });

  it('sums to 1 and is symmetric, with and without equal values', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, (groups) => {
        const shares = inversionShares(groups);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
        shares.forEach((share, index) => {
          expect(share).toBeCloseTo(shares.at(-1 - index) ?? Number.NaN, 10);
        });
      }),
    );
  });
});

describe('few points', () => {
  it('below three are unknown', () => {
    for (const values of [[], [1], [1, 2]])
      expect(trend(pointsOf(values))).toEqual({ method: 'mann_kendall', unknown: 'fewer than three values' });
  });

  it('three and four never prove a trend, and have no interval', () => {
    expect(trend(pointsOf([1, 2, 300]))).toMatchObject({ slope: 149.5, interval: null });
    expectClose(known(trend(pointsOf([1, 2, 3]))).p, 1 / 3, 1e-12);
    expectClose(known(trend(pointsOf([4, 3, 2, 1]))).p, 1 / 12, 1e-12);
  });

  it('five in a row do, with an interval between their slopes', () => {
    const found = known(trend(pointsOf([0.7, 0.69, 0.67, 0.66, 0.64])));
    expectClose(found.p, 1 / 60, 1e-12);
    expect(found.interval?.low).toBeCloseTo(-0.02, 12);
    expect(found.interval?.high).toBeCloseTo(-0.01, 12);
  });

  it('from ten on are judged by the line', () => {
    expect(trend(pointsOf([1, 2, 3, 4, 5, 6, 7, 8, 9])).method).toBe('mann_kendall');
    expect(trend(pointsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 9])).method).toBe('least_squares');
  });
});

describe('odd data', () => {
  it('that never changes has no slope and proves nothing', () => {
    expect(trend(pointsOf([0.1, 0.1, 0.1]))).toMatchObject({ slope: 0, p: 1 });
    expect(trend(pointsOf(new Array<number>(12).fill(0.1)))).toMatchObject({ slope: 0, p: 1 });
    expect(trend(pointsOf(new Array<number>(12).fill(0)))).toMatchObject({ slope: 0, p: 1 });
  });

  it('is refused with a reason', () => {
    expect(trend(pointsOf([1, Number.NaN, 2]))).toMatchObject({ unknown: 'not a finite number among the values' });
    expect(trend(pointsOf([1, 2, 3], [1, Number.POSITIVE_INFINITY, 2]))).toMatchObject({
      unknown: 'not a finite number among the times',
    });
    expect(trend(pointsOf([1, 2, 3], [5, 5, 5]))).toMatchObject({ unknown: 'all at one time' });
    expect(trend(pointsOf([-1.7e308, 0, 1.7e308]))).toMatchObject({ unknown: 'numbers too large to compare' });
  });

  it('refuses a level that is none', () => {
    expect(() => trend(pointsOf([1, 2, 3]), { level: 1 })).toThrow(RangeError);
    expect(() => theilSen(pointsOf(new Array<number>(1_001).fill(1)))).toThrow(/at most 1000/);
  });
});

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 30 });

describe('laws', () => {
  it('never NaN, p between 0 and 1, the slope inside its interval', () => {
    fc.assert(
      fc.property(values, (ys) => {
        const found = known(trend(pointsOf(ys)));
        expect(found.p).toBeGreaterThan(0);
        expect(found.p).toBeLessThanOrEqual(1);
        expect(Number.isFinite(found.slope)).toBe(true);
        if (found.interval) {
          expect(found.interval.low).toBeLessThanOrEqual(found.slope);
          expect(found.interval.high).toBeGreaterThanOrEqual(found.slope);
        }
      }),
    );
  });

  it('time that runs backwards turns the slope, and order in the list means nothing', () => {
    fc.assert(
      fc.property(values, (ys) => {
        const forward = known(trend(pointsOf(ys)));
        const backward = known(
          trend(
            pointsOf(
              ys,
              ys.map((_, index) => -index),
            ),
          ),
        );
        const shuffled = known(trend(pointsOf(ys).toReversed()));
        expect(backward.slope).toBeCloseTo(-forward.slope, 5);
        expect(backward.p).toBeCloseTo(forward.p, 9);
        expect(shuffled.slope).toBeCloseTo(forward.slope, 5);
      }),
    );
  });

  it('an interval of few points leaves out 0 exactly where the test says that there is a trend', () => {
    const orders = fc.integer({ min: 5, max: 9 }).chain((n) =>
      fc.shuffledSubarray(
        Array.from({ length: n }, (_, index) => index),
        { minLength: n, maxLength: n },
      ),
    );
    fc.assert(
      fc.property(orders, (ys) => {
        const { interval, p } = known(trend(pointsOf(ys)));
        if (!interval) throw new Error('five points have an interval');
        expect(interval.low > 0 || interval.high < 0).toBe(p <= 0.05);
      }),
      { numRuns: 500 },
    );
  });
});
