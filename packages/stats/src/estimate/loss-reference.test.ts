import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import { generator } from '../multivariate/matrix.ts';
import { chooseRows } from './choose-rows.ts';
import { type EstimatedFigure, type EstimateOptions, isEstimateRefusal } from './estimate.ts';
import { estimateLosses, type OpenPredictions } from './loss.ts';
import { fitLossModel, type LossModel, type LossReference } from './loss-reference.ts';

function fitted(rows: LossReference, seed?: number): LossModel {
  const made = fitLossModel(rows, seed);
  if (isEstimateRefusal(made)) throw new Error(made.explanation);
  return made;
}

function figures(model: LossModel, open: OpenPredictions, options?: EstimateOptions): readonly EstimatedFigure[] {
  return estimateLosses(model, open, options).map((one) => {
    if (one.estimated === null) throw new Error(one.explanation);
    return one;
  });
}

/** Where x is 1, the model is 3 too high; elsewhere it is 1 too low. */
function twoLosses(rows: number, isFar: (row: number) => boolean): LossReference {
  const x = Array.from({ length: rows }, (_, row) => (isFar(row) ? 1 : 0));
  const predicted = Array<number>(rows).fill(10);
  return { features: { x }, predicted, actual: x.map((far) => (far ? 7 : 11)) };
}

const open = (far: number, near: number): OpenPredictions => {
  const { features, predicted } = twoLosses(far + near, (row) => row < far);
  return { features, predicted };
};

describe('what is learnt of losses', () => {
  const model = fitted(twoLosses(600, (row) => row % 6 === 0));

  it('is what they were, for rows that can be told apart', () => {
    expect(model).toMatchObject({ rows: 600, names: ['x', 'prediction'] });
    expect(model.cuts[0]).toMatchObject({ lowest: 0, highest: 1 });
    expect(model.cuts[1]).toMatchObject({ lowest: 10, highest: 10 });
    const sums = (rows: (level: number) => boolean): number =>
      model.absolute.cellRows.reduce(
        (sum, count, cell) => sum + (rows(model.absolute.level[cell] ?? 0) ? count : 0),
        0,
      );
    expect(sums((level) => level === 1)).toBe(500);
    expect(sums((level) => level === 3)).toBe(100);
    expect(new Set(model.squared.level)).toEqual(new Set([1, 9]));
    expect(new Set(model.absolute.variance)).toEqual(new Set([0]));
    expect(model.absolute.folds).toHaveLength(5);
  });

  it('promises the mean of what rows of the same features lost', () => {
    for (const [far, near] of [
      [50, 150],
      [150, 50],
    ] as const) {
      const [mae, rmse] = figures(model, open(far, near));
      expect(mae?.estimated).toBeCloseTo((3 * far + near) / 200, 1);
      expect(rmse?.estimated).toBeCloseTo(Math.sqrt((9 * far + near) / 200), 1);
      expect(mae?.variance.sampling).toBeCloseTo(0, 12);
      expect([mae?.rows, mae?.reference_rows]).toEqual([200, 600]);
    }
  });

  it('is not sure of it where more rows lie at the end than before: they may lie farther out', () => {
    const widths = [open(100, 500), open(300, 300)].map((rows) => {
      const { low, high } = figures(model, rows)[0]?.interval ?? { low: 0, high: 0 };
      return high - low;
    });
    expect(widths[0]).toBeLessThan(0.2);
    expect(widths[1]).toBeGreaterThan(2 * (widths[0] ?? 0));
  });

  it('is off by the step from the next level, for as many rows more as lie in the cell at the end', () => {
    // Rows of one kind lie in a cell for each fold, and so a fifth of them in the first cell or the last.
    const { cellRows } = model.absolute;
    for (const [rows, end] of [
      [open(600, 0), cellRows[cellRows.length - 1] ?? 0],
      [open(0, 600), cellRows[0] ?? 0],
    ] as const) {
      const [mae] = figures(model, rows, { worlds: 4000 });
      expect(Math.sqrt(mae?.variance.calibration ?? 0) / (2 * (1 / 5 - end / 600))).toBeCloseTo(1, 1);
    }
  });

  it('rests on the rows that there were of each kind', () => {
    const rare = fitted(twoLosses(600, (row) => row % 40 < 2));
    expect(figures(rare, open(60, 140))).toHaveLength(2);
    expect(estimateLosses(rare, open(200, 0))[0]).toMatchObject({ estimated: expect.any(Number) });
    const rarer = fitted(twoLosses(600, (row) => row % 60 < 2));
    expect(estimateLosses(rarer, open(200, 0))[0]).toMatchObject({
      estimated: null,
      reason: 'reference_too_thin',
      explanation:
        'the rows are such as the reference has few of: the estimate would rest on 20 rows, expected 30 or more',
    });
  });

  it('rests on the rows that are like the current ones, though losses be the same everywhere', () => {
    const same = (rows: LossReference): LossReference => ({
      ...rows,
      actual: Array.from(rows.predicted, (y) => y + 1),
    });
    const thin = fitted(same(twoLosses(600, (row) => row % 30 === 0)));
    expect(estimateLosses(thin, open(400, 0))[0]).toMatchObject({
      estimated: null,
      reason: 'reference_too_thin',
      explanation:
        'the rows are such as the reference has few of: the estimate would rest on 20 rows, expected 30 or more',
    });
    expect(figures(thin, open(20, 580))[0]?.estimated).toBeCloseTo(1, 10);
  });

  it('refuses values that the reference has not seen, from more than a twentieth on', () => {
    const rows = open(50, 150);
    const far = (count: number): OpenPredictions => ({
      ...rows,
      features: { x: Array.from(rows.features.x ?? [], (x, row) => (row < count ? 1.5 : row < 2 * count ? -1 : x)) },
    });
    expect(estimateLosses(model, far(5))[0]).toMatchObject({ estimated: expect.any(Number) });
    expect(estimateLosses(model, far(6))[0]).toMatchObject({
      estimated: null,
      explanation: '12 of 200 values of x are outside 0 to 1, which is all that the reference has seen',
    });
    expect(estimateLosses(model, far(6), { outside: 0.06 })[0]).toMatchObject({ estimated: expect.any(Number) });
  });
});

describe('cells of losses', () => {
  const random = randomFrom(3);
  const n = 2000;
  const x = Array.from({ length: n }, () => random.uniform());
  const predicted = Array<number>(n).fill(0);
  const actual = x.map((at) => (1 + 3 * at) * random.normal());
  const model = fitted({ features: { x }, predicted, actual });
  const chosen = (of: (x: number) => number): number[] =>
    Array.from(chooseRows(n, n, generator(0)), (row) => of(actual[row] ?? 0));

  it('hold ten rows or more each, every row once, and rise', () => {
    for (const { cellRows, level, upper, variance } of [model.absolute, model.squared]) {
      expect(cellRows.reduce((sum, count) => sum + count, 0)).toBe(n);
      expect(Math.min(...cellRows)).toBeGreaterThanOrEqual(10);
      expect(cellRows.length).toBeGreaterThan(30);
      expect(cellRows.length).toBeLessThanOrEqual(64);
      expect([...level]).toEqual([...level].sort((a, b) => a - b));
      expect([...upper]).toEqual([...upper].sort((a, b) => a - b));
      expect(Math.min(...variance)).toBeGreaterThan(0);
    }
  });

  it('have the mean of all losses', () => {
    const { cellRows, level } = model.absolute;
    const mean = cellRows.reduce((sum, count, cell) => sum + count * (level[cell] ?? 0), 0) / n;
    expect(mean).toBeCloseTo(actual.reduce((sum, y) => sum + Math.abs(y), 0) / n, 10);
  });

  it('leave of each loss what its level does not say, which is nothing on the average', () => {
    for (const [{ level, left }, of] of [
      [model.absolute, Math.abs],
      [model.squared, (x: number): number => x * x],
    ] as const) {
      expect(left).toHaveLength(n);
      expect(left.reduce((sum, one) => sum + one, 0) / n).toBeCloseTo(0, 10);
      const known = new Set(Array.from(level, (own) => own.toFixed(9)));
      const seen = chosen(of).map((loss, row) => (loss - (left[row] ?? 0)).toFixed(9));
      expect(seen.filter((own) => !known.has(own))).toEqual([]);
    }
  });

  it('are small at both ends and large in the middle', () => {
    const { cellRows } = model.absolute;
    const middle = cellRows[Math.floor(cellRows.length / 2)] ?? 0;
    expect(middle).toBeGreaterThan(2 * (cellRows[0] ?? 0));
    expect(middle).toBeGreaterThan(2 * (cellRows[cellRows.length - 1] ?? 0));
  });

  it('vary as losses do: their variances are those about the mean of the cell', () => {
    const { cellRows, level, variance } = model.absolute;
    // Of |normal| with deviation s: mean s·√(2/π), variance s²·(1 − 2/π).
    const ratio = (1 - 2 / Math.PI) / (2 / Math.PI);
    const [of, expected] = [0, 1].map((which) =>
      cellRows.reduce(
        (sum, count, cell) => sum + count * (which === 0 ? (variance[cell] ?? 0) : ratio * (level[cell] ?? 0) ** 2),
        0,
      ),
    );
    expect((of ?? 0) / (expected ?? 1)).toBeCloseTo(1, 0);
  });

  it('are other ones for another seed only where rows are drawn', () => {
    expect(fitted({ features: { x }, predicted, actual }, 5)).not.toEqual(model);
    expect(fitted({ features: { x }, predicted, actual }, 0)).toEqual(model);
  });

  it('are of 20,000 rows at most, and the ends of all', () => {
    const many = 21_000;
    const tall = Array.from({ length: many }, (_, row) => row);
    const flat = Array<number>(many).fill(1);
    const made = fitted({ features: { tall }, predicted: flat, actual: flat.map((_, row) => 1 + (row % 2)) });
    expect(made.rows).toBe(many);
    expect(made.absolute.cellRows.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect(made.cuts[0]).toMatchObject({ lowest: 0, highest: many - 1 });
  });

  it('need three hundred rows', () => {
    expect(fitLossModel(twoLosses(299, (row) => row % 2 === 0))).toMatchObject({
      explanation: 'the reference has 299 rows, expected 300 or more',
    });
    expect(fitted(twoLosses(300, (row) => row % 2 === 0)).rows).toBe(300);
  });
});
