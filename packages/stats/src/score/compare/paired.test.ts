import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { absoluteErrors, squaredErrors } from './losses.ts';
import { mcnemar, pairedShares } from './mcnemar.ts';
import { comparePaired } from './paired-mean.ts';
import { compareResampled } from './resample.ts';
import { known } from './testing/known.ts';

describe('McNemar', () => {
  it('takes the exact test for few rows and mid-p for more, and says so', () => {
    expect(mcnemar(5, 15)).toMatchObject({ method: 'exact', statistic: 5, p: expect.closeTo(0.04138946533203125, 15) });
    expect(mcnemar(10, 16).method).toBe('mid_p');
    expect(mcnemar(0, 0)).toEqual({ method: 'exact', statistic: 0, p: 1 });
    expect(mcnemar(0, 0, 'chi_squared').p).toBe(1);
    expect(() => mcnemar(-1, 2)).toThrow(RangeError);
  });

  it('has p from 0 to 1, mid-p below exact, and the same for both orders', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (b, c) => {
        const [exact, mid] = [mcnemar(b, c, 'exact').p, mcnemar(b, c, 'mid_p').p];
        expect(exact).toBeLessThanOrEqual(1);
        expect(mid).toBeGreaterThan(0);
        expect(mid).toBeLessThanOrEqual(exact);
        expect(mcnemar(c, b, 'exact').p).toBe(exact);
        const { low, high } = pairedShares(b, c, b + c + 10, 0.95);
        expect(low).toBeLessThan(high);
      }),
    );
  });
});

describe('pairs of values', () => {
  it.each([
    [[1, Number.NaN], [1, 2], undefined, 'invalid', /row 1 are NaN and 2/],
    [[1, 2], [1, Infinity], undefined, 'invalid', /row 1 are 2 and Infinity/],
    [[1, 2], [1], undefined, 'invalid', /the same rows of both models, got 2 and 1/],
    [[], [], undefined, 'empty', /no row/],
    [[1, 2], [1, 3], [1, -1], 'invalid', /weight of row 1/],
    [[1, 2], [1, 3], [0, 0], 'no_weight', /weights of all rows/],
    [[1, 2], [1, 3], [1], 'invalid', /as many weights/],
    [[1e308, -1e308], [-1e308, 1e308], undefined, 'overflow', /too large/],
  ])('of %j and %j with weights %j are refused', (champion, challenger, weights, reason, explanation) => {
    const found = comparePaired({ metric: 'loss', better: 'lower', champion, challenger, ...(weights && { weights }) });
    expect(found).toMatchObject({
      difference: null,
      answer: 'unknown',
      reason,
      explanation: expect.stringMatching(explanation),
    });
  });

  it('of one row have a difference and no interval', () => {
    expect(comparePaired({ metric: 'loss', better: 'lower', champion: [1], challenger: [2] })).toMatchObject({
      difference: 1,
      interval: null,
      p: null,
      answer: 'unknown',
    });
  });

  it('that all differ by the same are told apart by their number, six of them at a level of 0.95', () => {
    const by = (rows: number, level = 0.95) =>
      comparePaired(
        { metric: 'loss', better: 'lower', champion: Array(rows).fill(1), challenger: Array(rows).fill(0.5) },
        { level },
      );
    expect(by(5)).toMatchObject({ method: 'paired_sign', p: 1 / 16, interval: null, answer: 'unknown' });
    expect(by(6)).toMatchObject({ method: 'paired_sign', p: 1 / 32, interval: { low: -0.5, high: -0.5 } });
    expect(by(6).answer).toBe('better');
    expect(by(6, 0.99).answer).toBe('unknown');
    expect(by(8, 0.99).answer).toBe('better');
    const same = (rows: number) => {
      const values = Array(rows).fill(0.5);
      const pair = { metric: 'loss', better: 'lower', champion: values, challenger: values } as const;
      return comparePaired(pair, { margin: 0.1 });
    };
    expect(same(5)).toMatchObject({ difference: 0, p: 1, interval: null, answer: 'unknown' });
    expect(same(6)).toMatchObject({ difference: 0, p: 1, answer: 'equal_within_margin' });
  });

  it('of weight 0 need no value', () => {
    const pairs = { metric: 'loss', better: 'lower', challenger: [2, 4, 1], weights: [1, 1, 0] } as const;
    const champion = [1, 2, Number.POSITIVE_INFINITY];
    expect(known(comparePaired({ ...pairs, champion }))).toMatchObject({ champion: 1.5, challenger: 3 });
  });

  it('of skewed values differ by p below 0.05 where the interval leaves 0 out, and only there', () => {
    const value = fc.double({ min: 0.001, max: 1, noNaN: true }).map((u) => -Math.log(u));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 5, maxLength: 60 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (list, by) => {
          const challenger = list.map(() => by);
          for (const skewed of [true, false]) {
            const { p, interval } = known(
              comparePaired({ metric: 'loss', better: 'lower', champion: list, challenger, skewed }),
            );
            if (p === null || !interval || Math.abs(p - 0.05) < 1e-6) return;
            expect(interval.low > 0 || interval.high < 0).toBe(p < 0.05);
          }
        },
      ),
    );
  });

  it('of a regression are its errors, squared or not', () => {
    const [actual, near, far] = [
      [1, 2, 3],
      [1, 2, 4],
      [3, 0, 5],
    ];
    expect(Array.from(squaredErrors(actual, far))).toEqual([4, 4, 4]);
    expect(Array.from(absoluteErrors(actual, near))).toEqual([0, 0, 1]);
    expect(() => squaredErrors([1], [1, 2])).toThrow(RangeError);
  });
});

describe('resampling', () => {
  const values = uniform(9, 200);
  const mean = (rows: Uint32Array, shift: number) =>
    rows.reduce((sum, row) => sum + ((values[row] ?? 0) + shift) ** 2, 0) / rows.length;
  const about = { metric: 'mean', better: 'higher', rows: 200 } as const;

  it('has nearly the interval of the t test where that is right', () => {
    const other = uniform(10, 200);
    const figures = (rows: Uint32Array) =>
      [mean(rows, 0), rows.reduce((sum, row) => sum + (other[row] ?? 0) ** 2, 0) / rows.length] as const;
    const drawn = known(compareResampled({ ...about, figures }));
    const square = (list: Float64Array) => list.map((value) => value * value);
    const exact = known(
      comparePaired({ metric: 'mean', better: 'higher', champion: square(values), challenger: square(other) }),
    );
    expect(drawn.difference).toBeCloseTo(exact.difference, 12);
    expect(drawn.interval?.low).toBeCloseTo(exact.interval?.low ?? Number.NaN, 1);
    expect(drawn.interval?.high).toBeCloseTo(exact.interval?.high ?? Number.NaN, 1);
  });

  it('that leaves each group out in its turn has nearly the interval of the t test too', () => {
    const [own, other] = [uniform(12, 6000), uniform(13, 6000)];
    const figures = (rows: Uint32Array) => {
      let [first, second] = [0, 0];
      for (const row of rows) {
        first += own[row] ?? 0;
        second += other[row] ?? 0;
      }
      return [first / rows.length, second / rows.length] as const;
    };
    const without = (rows: Uint32Array) => {
      const out = new Set(rows);
      return figures(Uint32Array.from({ length: 6000 }, (_, row) => row).filter((row) => !out.has(row)));
    };
    const pair = { metric: 'mean', better: 'higher', rows: 6000 } as const;
    const left = known(compareResampled({ ...pair, figures, without }));
    const exact = known(comparePaired({ metric: 'mean', better: 'higher', champion: own, challenger: other }));
    expect(left.method).toBe('paired_jackknife');
    expect(left.difference).toBeCloseTo(exact.difference, 12);
    const width = ({ interval }: typeof left) => (interval ? interval.high - interval.low : Number.NaN);
    expect(width(left) / width(exact)).toBeGreaterThan(0.75);
    expect(width(left) / width(exact)).toBeLessThan(1.33);
    // For a mean, to leave groups out is to compare groups.
    expect(known(compareResampled({ ...pair, figures })).interval?.low).toBeCloseTo(left.interval?.low ?? 0, 10);
    const notWithoutRow0 = (rows: Uint32Array) => [rows.includes(0) ? Number.NaN : 1, 1] as const;
    expect(compareResampled({ ...pair, figures, without: notWithoutRow0 })).toMatchObject({
      interval: null,
      interval_missing: 'the figure is missing in 1 of 50 draws of rows',
    });
    const never = () => [Number.NaN, 1] as const;
    expect(compareResampled({ ...pair, figures, without: never })).toMatchObject({ interval: null, answer: 'unknown' });
  });

  it('answers unknown where many draws have no figure', () => {
    const figures = (rows: Uint32Array) => [rows.includes(0) ? 1 : Number.NaN, mean(rows, 0)] as const;
    expect(compareResampled({ ...about, figures })).toMatchObject({ interval: null, answer: 'unknown', p: null });
    expect(compareResampled({ ...about, figures: () => [Number.NaN, 1] })).toMatchObject({ reason: 'invalid' });
    expect(compareResampled({ ...about, rows: 1, figures: () => [1, 1] })).toMatchObject({ reason: 'too_few' });
    expect(() => compareResampled({ ...about, figures: () => [1, 2] }, { resamples: 5 })).toThrow(RangeError);
  });
});
