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

  it('answers unknown where many draws have no figure', () => {
    const figures = (rows: Uint32Array) => [rows.includes(0) ? 1 : Number.NaN, mean(rows, 0)] as const;
    expect(compareResampled({ ...about, figures })).toMatchObject({ interval: null, answer: 'unknown', p: null });
    expect(compareResampled({ ...about, figures: () => [Number.NaN, 1] })).toMatchObject({ reason: 'invalid' });
    expect(compareResampled({ ...about, rows: 1, figures: () => [1, 1] })).toMatchObject({ reason: 'too_few' });
    expect(() => compareResampled({ ...about, figures: () => [1, 2] }, { resamples: 5 })).toThrow(RangeError);
  });
});
