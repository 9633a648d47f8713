import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { normal } from '../../drift/testing/samples.ts';
import type { Score } from '../score.ts';
import type { RegressionRows } from './data.ts';
import { regressionMetrics, scoreRegression } from './metrics.ts';

const sizes = fc.record({ seed: fc.integer(), n: fc.integer({ min: 3, max: 60 }) });

function rowsOf({ seed, n }: { readonly seed: number; readonly n: number }): RegressionRows {
  const actual = normal(seed, n, 5, 2);
  const noise = normal(seed + 9, n, 0.3, 1);
  return { actual, predicted: actual.map((y, row) => y + (noise[row] ?? 0)), quantile: 0.7 };
}

const byName = (scores: readonly Score[]): ReadonlyMap<string, Score> =>
  new Map(scores.map((score) => [score.metric, score]));
const figures = (rows: RegressionRows): ReadonlyMap<string, Score> => byName(scoreRegression(rows));

function expectNear(found: number | null | undefined, expected: number | null | undefined): void {
  expect(Math.abs((found ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(
    1e-9 * Math.max(1, Math.abs(expected ?? 0)),
  );
}

describe('the metrics of a regression', () => {
  it('weigh a row of weight 2 as that row twice', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const weights = uniform(size.seed, size.n).map((u) => (u < 0.5 ? 1 : 2));
        const twice = (values: ArrayLike<number>): number[] =>
          Array.from(values).flatMap((value, row) => (weights[row] === 2 ? [value, value] : [value]));
        const weighted = figures({ ...rows, weights });
        const repeated = figures({ ...rows, actual: twice(rows.actual), predicted: twice(rows.predicted) });
        for (const [name, score] of weighted) expectNear(score.value, repeated.get(name)?.value);
      }),
    );
  });

  it('leave out a row of weight 0, whatever it holds', () => {
    fc.assert(
      fc.property(sizes, fc.double({ noNaN: true, noDefaultInfinity: true }), (size, wild) => {
        const rows = rowsOf(size);
        const more = figures({
          ...rows,
          actual: [...Array.from(rows.actual), wild],
          predicted: [...Array.from(rows.predicted), -wild],
          weights: [...Array.from(rows.actual, () => 1), 0],
        });
        for (const [name, score] of figures(rows)) {
          expectNear(more.get(name)?.value, score.value);
          expect(more.get(name)?.rows).toBe(score.rows);
        }
      }),
    );
  });

  it('do not change with the scale of all weights, and neither do their intervals', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 1e-100, max: 1e100, noNaN: true }), (size, scale) => {
        const weights = uniform(size.seed + 1, size.n).map((u) => 0.1 + u);
        const rows = { ...rowsOf(size), weights };
        const scaled = figures({ ...rows, weights: weights.map((w) => w * scale) });
        for (const [name, score] of figures(rows)) {
          const other = scaled.get(name);
          expectNear(other?.value, score.value);
          if (score.value === null || other?.value === undefined || other.value === null) throw new Error(name);
          expectNear(other.interval?.low, score.interval?.low);
          expectNear(other.interval?.high, score.interval?.high);
        }
      }),
    );
  });

  it('keep to their order: |bias| ≤ mae ≤ rmse, quantile loss at 0.5 is half of mae, smape ≤ 2, r_squared ≤ 1', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const found = figures({ ...rowsOf(size), quantile: 0.5 });
        const value = (name: string): number => found.get(name)?.value ?? Number.NaN;
        expect(Math.abs(value('bias'))).toBeLessThanOrEqual(value('mae') * (1 + 1e-12));
        expect(value('mae')).toBeLessThanOrEqual(value('rmse') * (1 + 1e-12));
        expectNear(value('quantile_loss'), value('mae') / 2);
        expect(value('smape')).toBeLessThanOrEqual(2);
        expect(value('r_squared')).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('follow the unit: metres to millimetres multiplies errors by a thousand and leaves shares as they are', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1e-150, 1e-3, 1000, 1e150), (size, unit) => {
        const rows = rowsOf(size);
        const scaled = figures({
          actual: Array.from(rows.actual, (y) => y * unit),
          predicted: Array.from(rows.predicted, (y) => y * unit),
          quantile: 0.7,
        });
        const isShare = (name: string): boolean => ['mape', 'smape', 'r_squared'].includes(name);
        for (const [name, score] of figures(rows)) {
          const found = (scaled.get(name)?.value ?? Number.NaN) / (isShare(name) ? 1 : unit);
          expectNear(found, score.value);
        }
      }),
    );
  });

  it('have intervals that hold the value, inside the range', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        for (const metric of regressionMetrics) {
          const score = figures(rowsOf(size)).get(metric.name);
          if (!score || score.value === null) throw new Error(metric.name);
          const { low, high } = score.interval ?? { low: Number.NaN, high: Number.NaN };
          expect(low).toBeLessThanOrEqual(score.value);
          expect(high).toBeGreaterThanOrEqual(score.value);
          expect(low).toBeGreaterThanOrEqual(metric.range[0] ?? Number.NEGATIVE_INFINITY);
          expect(high).toBeLessThanOrEqual(metric.range[1] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('have the interval of the textbook for a mean: bias of errors 1 2 3 4 is 2.5 ± 3.1824·√(5/12)', () => {
    const score = figures({ actual: [10, 10, 10, 11], predicted: [11, 12, 13, 15] }).get('bias');
    if (!score || score.value === null) throw new Error('expected a figure');
    expect(score.value).toBe(2.5);
    expect(score.interval?.high).toBeCloseTo(2.5 + 3.182446305284263 * Math.sqrt(5 / 12), 12);
  });

  it('are 1 and 0 for perfect predictions, without an interval where errors never vary', () => {
    const found = figures({ actual: [1, 2, 3], predicted: [1, 2, 3], quantile: 0.5 });
    expect([...found].map(([name, { value }]) => [name, value])).toEqual([
      ['rmse', 0],
      ['mae', 0],
      ['mape', 0],
      ['smape', 0],
      ['r_squared', 1],
      ['quantile_loss', 0],
      ['bias', 0],
    ]);
    expect(found.get('rmse')).toMatchObject({
      interval: null,
      interval_missing: expect.stringContaining('same error'),
    });
    expect(found.get('r_squared')).toMatchObject({ interval: null });
  });
});
