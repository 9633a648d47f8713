import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { normal } from '../../drift/testing/samples.ts';
import { skewedMean, wilson } from '../interval.ts';
import type { Estimate, Interval, ScoreFigure } from '../score.ts';
import { skewnessOf } from '../skewness.ts';
import { belowOne, meanError, meanLoss, meanToTwo, rootOfMean } from './interval.ts';
import { scoreRegression } from './metrics.ts';

/** Student's t with 9 degrees of freedom, 97.5 %. */
const t = 2.262157162798205;
const estimate = { value: 1, variance: 0.04, effective: 10, rows: 10 };
const around = (low: number, high: number) => ({ low: expect.closeTo(low, 9), high: expect.closeTo(high, 9) });

describe('intervals of errors', () => {
  it('are those of Student about a mean', () => {
    expect(meanError(estimate, 0.95)).toMatchObject(around(1 - 0.2 * t, 1 + 0.2 * t));
    expect(meanError({ ...estimate, value: 0.1 }, 0.95)).toMatchObject(around(0.1 - 0.2 * t, 0.1 + 0.2 * t));
  });

  it('of a loss end at 0, and nowhere above', () => {
    expect(meanLoss({ ...estimate, value: 0.1 }, 0.95)).toMatchObject(around(0, 0.1 + 0.2 * t));
    expect(meanLoss({ ...estimate, value: 100 }, 0.95)).toMatchObject(around(100 - 0.2 * t, 100 + 0.2 * t));
  });

  it('of a loss up to 2 are twice those of Wilson of the half', () => {
    const half = { value: 0.5, variance: 0.01, effective: 50, rows: 50 };
    expect(meanToTwo(half, 0.95)).toMatchObject(around(0.331653890613002, 0.7170699518698038));
    expect(meanToTwo({ ...half, value: 2, variance: null }, 0.95)).toMatchObject({ high: 2 });
    expect(meanToTwo({ ...half, value: 0, variance: 0, effective: 0 }, 0.95)).toBe('no row to rest on');
  });

  it('of a root are the roots of those of the mean', () => {
    const root = { ...estimate, value: 2, variance: 0.01 };
    expect(rootOfMean(root, 0.95)).toMatchObject(around(1.7593001832776345, 2.2146924989982884));
    expect(rootOfMean({ ...root, variance: null }, 0.95)).toBe('expected two rows or more');
    expect(rootOfMean({ ...root, variance: 1 }, 0.95)).toMatchObject({ low: 0 });
  });

  it('of a share of a whole are those of the logarithm of what is left', () => {
    const share = { ...estimate, value: 0.9, variance: 0.0001 };
    expect(belowOne({ ...share, cautious: 0.0005 }, 0.95)).toMatchObject(
      around(0.8341632442893779, 0.9396997369060357),
    );
    expect(belowOne({ ...share, variance: 0.0005 }, 0.95)).toMatchObject(
      around(0.8341632442893779, 0.9396997369060357),
    );
    expect(belowOne({ ...share, variance: null }, 0.95)).toBe('expected two rows or more');
    expect(belowOne({ ...share, effective: 1 }, 0.95)).toBe('expected two rows or more');
    expect(belowOne({ ...share, effective: 1.5, value: 0, variance: 0.01 }, 0.95)).toMatchObject({
      high: expect.any(Number),
    });
    expect(belowOne({ ...share, value: 1 }, 0.95)).toContain('every row has the same error');
    expect(belowOne({ ...share, variance: 1e9 }, 0.95)).toBe('too few rows to say how much they vary');
  });

  it('are missing where errors differ by no more than the last digits of a double', () => {
    const five = { ...estimate, value: 5 };
    for (const rule of [meanError, meanLoss]) {
      expect(rule({ ...five, variance: 2e-24 }, 0.95)).toContain('every row has the same error');
      expect(rule({ ...five, variance: 3e-24 }, 0.95)).toMatchObject({ low: expect.any(Number) });
      expect(rule({ ...five, value: -5, variance: 2e-24 }, 0.95)).toContain('every row has the same error');
      expect(rule({ ...five, variance: null }, 0.95)).toBe('expected two rows or more');
    }
  });
});

describe('the intervals of the metrics', () => {
  const n = 40;
  const actual = normal(3, n, 5, 2).map(Math.abs);
  const predicted = actual.map((y, row) => y + (normal(4, n, 0.3, 1)[row] ?? 0) ** 3);
  const weights = uniform(5, n).map((u) => 0.2 + u);
  const q = 0.7;

  const losses: Readonly<Record<string, (y: number, guess: number) => number>> = {
    mae: (y, guess) => Math.abs(guess - y),
    mape: (y, guess) => Math.abs(guess - y) / y,
    smape: (y, guess) => (2 * Math.abs(guess - y)) / (y + Math.abs(guess)),
    quantile_loss: (y, guess) => Math.max(q * (y - guess), (q - 1) * (y - guess)),
    bias: (y, guess) => guess - y,
    rmse: (y, guess) => (guess - y) ** 2,
  };

  /** Mean, variance and skewness of the loss of each row, from their definitions. */
  function momentsOf(loss: (y: number, guess: number) => number, isWeighted: boolean): Estimate {
    const by = Array.from(weights, (w) => (isWeighted ? w : 1));
    const whole = by.reduce((sum, w) => sum + w, 0);
    const each = Array.from(actual, (y, row) => loss(y, predicted[row] ?? 0));
    const value = each.reduce((sum, x, row) => sum + ((by[row] ?? 0) / whole) * x, 0);
    const away = each.map((x, row) => ((by[row] ?? 0) / whole) * (x - value));
    const squares = away.reduce((sum, x) => sum + x ** 2, 0);
    const effective = whole ** 2 / by.reduce((sum, w) => sum + w ** 2, 0);
    return {
      value,
      variance: (squares * effective) / (effective - 1),
      skewness: skewnessOf(
        squares,
        away.reduce((sum, x) => sum + x ** 3, 0),
      ),
      effective,
      rows: n,
    };
  }

  const rows = { actual, predicted, quantile: q };
  const figureOf = (metric: string, isWeighted: boolean): ScoreFigure => {
    const found = scoreRegression(isWeighted ? { ...rows, weights } : rows).find((score) => score.metric === metric);
    if (!found || found.value === null) throw new Error(metric);
    return found;
  };
  const interval = (found: Interval | string | null): Interval => {
    if (found === null || typeof found === 'string') throw new Error(found ?? 'expected an interval');
    return found;
  };

  it.each(
    ['mae', 'mape', 'smape', 'quantile_loss', 'bias', 'rmse'].flatMap((metric) => [
      [metric, false] as const,
      [metric, true] as const,
    ]),
  )('%s, with weights: %s, are made from the value, variance and skewness of the loss', (metric, isWeighted) => {
    const loss = losses[metric];
    if (!loss) throw new Error(metric);
    const moments = momentsOf(loss, isWeighted);
    const halved = { value: moments.value / 2, variance: (moments.variance ?? 0) / 4, effective: n, rows: n };
    const least = metric === 'bias' ? Number.NEGATIVE_INFINITY : 0;
    const made = interval(metric === 'smape' ? wilson(halved, 0.9) : skewedMean(least)(moments, 0.9));
    const scale = (end: number): number => (metric === 'smape' ? 2 * end : metric === 'rmse' ? Math.sqrt(end) : end);
    const options = isWeighted ? { ...rows, weights } : rows;
    const found = scoreRegression(options, { level: 0.9 }).find((score) => score.metric === metric);
    if (!found || found.value === null) throw new Error(metric);
    expect(found.interval?.low).toBeCloseTo(scale(made.low), 10);
    expect(found.interval?.high).toBeCloseTo(scale(made.high), 10);
    expect(found.interval?.level).toBe(0.9);
  });

  it('say how far two rows may be off', () => {
    const two = scoreRegression({ actual: [1, 3], predicted: [1.5, 2.75] });
    for (const score of two.filter(({ metric }) => metric !== 'quantile_loss'))
      expect(score).toMatchObject({ standard_error: expect.any(Number) });
    const [rmse] = scoreRegression({ actual: [1], predicted: [2] });
    expect(rmse).toMatchObject({ value: 1, standard_error: null, interval: null });
  });

  it.each([false, true])('r_squared leaves out each row in its turn; with weights: %s', (isWeighted) => {
    const by = Array.from(weights, (w) => (isWeighted ? w : 1));
    const leftOf = (without: number): number => {
      const own = by.map((w, row) => (row === without ? 0 : w));
      const whole = own.reduce((sum, w) => sum + w, 0);
      const mean = own.reduce((sum, w, row) => sum + w * (actual[row] ?? 0), 0) / whole;
      const sum = (of: (row: number) => number): number => own.reduce((all, w, row) => all + w * of(row) ** 2, 0);
      return sum((row) => (predicted[row] ?? 0) - (actual[row] ?? 0)) / sum((row) => (actual[row] ?? 0) - mean);
    };
    const whole = by.reduce((sum, w) => sum + w, 0);
    const left = leftOf(-1);
    const variance = by.reduce(
      (sum, w, row) => sum + ((1 - w / whole) * (Math.log(leftOf(row)) - Math.log(left))) ** 2,
      0,
    );
    const { value, interval: found } = figureOf('r_squared', isWeighted);
    expect(value).toBeCloseTo(1 - left, 12);
    const { low, high } = interval(found);
    const effective = whole ** 2 / by.reduce((sum, w) => sum + w ** 2, 0);
    const plain = interval(skewedMean()({ value: 0, variance, effective, rows: n }, 0.95));
    expect(Math.log((1 - low) / left)).toBeCloseTo(plain.high, 10);
    expect(Math.log(left / (1 - high))).toBeCloseTo(plain.high, 10);
  });
});
