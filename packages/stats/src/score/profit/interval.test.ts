import { describe, expect, it } from 'vitest';
import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import { uniform } from '../../drift/testing/columns.ts';
import { scoreMetric } from '../metric.ts';
import { isRefusal, type ScoreFigure } from '../score.ts';
import { type ProfitRows, prepareProfit } from './data.ts';
import { kellyStake } from './kelly.ts';
import { profitMetrics } from './metrics.ts';
import { meanOf, ratioOf } from './ratio.ts';
import { fallsOfResamples } from './resample-path.ts';
import { lessSkewed, skewedInterval } from './skewed.ts';
import { scoreOf } from './testing/figure.ts';

const n = 60;
const odds = Array.from(uniform(1, n), (u) => 1.3 + 4 * u);
const probabilities = Array.from(uniform(2, n), (u, row) => Math.min(0.99, (0.9 + 0.4 * u) / (odds[row] ?? 1)));
const outcomes = Array.from(uniform(3, n), (u, row) => (u < (probabilities[row] ?? 0) ? 1 : 0));
const stakes = Array.from(uniform(4, n), (u) => 0.5 + 2 * u);
const closingOdds = Array.from(uniform(5, n), (u, row) => 1 + ((odds[row] ?? 1) - 1) * (0.8 + 0.4 * u));
const bankroll = 500;
const rows: ProfitRows = { odds, oddsFormat: 'decimal', outcomes, stakes, probabilities, closingOdds, bankroll };

const each = (of: (row: number) => number): number[] => Array.from({ length: n }, (_, row) => of(row));
const d = (row: number): number => odds[row] ?? 1;
const p = (row: number): number => probabilities[row] ?? 0;
const stake = (row: number): number => stakes[row] ?? 0;
const profit = (row: number): number => (outcomes[row] === 1 ? stake(row) * (d(row) - 1) : -stake(row));
const before = (row: number): number =>
  bankroll +
  each(profit)
    .slice(0, row)
    .reduce((sum, x) => sum + x, 0);
const kelly = (row: number): number => kellyStake(p(row), d(row), { fraction: 0.25, cap: 0.05 });
const ones = (): number => 1;

interface Way {
  readonly top: (row: number) => number;
  readonly bottom: (row: number) => number;
  readonly skewed: boolean;
  readonly times?: number;
}

/** Each metric as a ratio of two sums over the rows, and whether its interval takes out skewness. */
const ways: Readonly<Record<string, Way>> = {
  roi: { top: profit, bottom: stake, skewed: true },
  profit: { top: profit, bottom: ones, skewed: true, times: n },
  growth: { top: (row) => Math.log(before(row + 1) / before(row)), bottom: ones, skewed: true },
  kelly_growth: {
    top: (row) => Math.log(1 + (outcomes[row] === 1 ? kelly(row) * (d(row) - 1) : -kelly(row))),
    bottom: ones,
    skewed: true,
  },
  turnover: { top: stake, bottom: ones, skewed: false, times: n },
  turnover_ratio: { top: stake, bottom: ones, skewed: false, times: n / bankroll },
  break_even_rate: { top: stake, bottom: (row) => stake(row) * d(row), skewed: false },
  closing_line_value: {
    top: (row) => stake(row) * (d(row) / (closingOdds[row] ?? 1) - 1),
    bottom: stake,
    skewed: false,
  },
  expected_value: { top: (row) => stake(row) * (p(row) * d(row) - 1), bottom: stake, skewed: false },
  overstatement: {
    top: (row) => stake(row) * (p(row) * d(row) - 1) - profit(row),
    bottom: stake,
    skewed: true,
  },
  kelly_stake: { top: kelly, bottom: ones, skewed: false },
  expected_kelly_growth: {
    top: (row) => p(row) * Math.log(1 + kelly(row) * (d(row) - 1)) + (1 - p(row)) * Math.log(1 - kelly(row)),
    bottom: ones,
    skewed: false,
  },
};

function figureOf(input: ProfitRows, name: string, level = 0.95): ScoreFigure {
  const metric = profitMetrics.find((one) => one.name === name);
  const data = prepareProfit(input);
  if (!metric || isRefusal(data)) throw new Error(name);
  const found = scoreMetric(metric, data, { level });
  if (found.value === null) throw new Error(found.explanation);
  return found;
}

describe('the interval of a ratio of sums', () => {
  it.each(Object.entries(ways))(
    '%s comes from what each row adds to it',
    (name, { top, bottom, skewed, times = 1 }) => {
      const [tops, bottoms] = [each(top), each(bottom)];
      const sum = (values: readonly number[]): number => values.reduce((all, x) => all + x, 0);
      const value = sum(tops) / sum(bottoms);
      const rest = tops.map((own, row) => own - value * (bottoms[row] ?? 0));
      const squares = sum(rest.map((x) => x * x));
      const error = (Math.sqrt(squares) / sum(bottoms)) * Math.sqrt(n / (n - 1));
      const skewness = sum(rest.map((x) => (x / Math.sqrt(squares / n)) ** 3)) / n;
      const effective = sum(bottoms) ** 2 / sum(bottoms.map((x) => x * x));
      const t = studentTUpperQuantile(0.05, effective - 1);
      const found = figureOf(rows, name, 0.9);
      expect(found.value / times).toBeCloseTo(value, 12);
      expect((found.standard_error ?? 0) / times).toBeCloseTo(error, 12);
      const [low, high] = [(found.interval?.low ?? 0) / times, (found.interval?.high ?? 0) / times];
      if (skewed) {
        expect(lessSkewed({ value: value - low, error, skewness, effective })).toBeCloseTo(t, 7);
        expect(lessSkewed({ value: value - high, error, skewness, effective })).toBeCloseTo(-t, 7);
      } else {
        expect(low).toBeCloseTo(value - t * error, 10);
        expect(high).toBeCloseTo(value + t * error, 10);
      }
    },
  );

  it('is missing where every row brought the same, but for rounding', () => {
    const bottoms = Float64Array.of(1, 3, 7, 0.3);
    const made = ratioOf(
      bottoms.map((x) => 0.1 * x),
      bottoms,
      { mustVary: true },
    );
    expect(isRefusal(made) ? made : made.interval?.(0.95)).toContain('every row brought the same');
    expect(scoreOf({ profits: [8, 16, 32], bankroll: 8 }, 'growth')).toMatchObject({
      value: expect.closeTo(Math.log(2), 14),
      interval: null,
      interval_missing: expect.stringContaining('every row brought the same'),
    });
    expect(scoreOf({ profits: [2, 2, 2] }, 'profit')).toMatchObject({ value: 6, interval: null });
    expect(scoreOf({ profits: [2, 2, 2] }, 'roi')).toMatchObject({ value: 2, interval: null });
  });

  it('is missing for one row', () => {
    const one = meanOf(Float64Array.of(4));
    expect(isRefusal(one) ? one : [one.value, one.variance, one.interval?.(0.95)]).toEqual([
      4,
      null,
      'expected two rows or more',
    ]);
    expect(ratioOf(Float64Array.of(1, 2), Float64Array.of(0, 0))).toMatchObject({ reason: 'no_weight' });
  });

  it('keeps to the ends of what can be', () => {
    const wild = meanOf(Float64Array.of(0, 0, 1, 0), { range: [0, 0.4] });
    expect(isRefusal(wild) ? wild : wild.interval?.(0.95)).toMatchObject({ low: 0, high: 0.4 });
  });

  it('adds the products of rows that follow each other, with weights that fall to nothing', () => {
    const values = Float64Array.of(2, 3, -1, 0, 4, 4, -2, -2);
    const rest = values.map((x) => x - 1);
    const product = (lag: number): number => rest.slice(lag).reduce((sum, x, row) => sum + x * (rest[row] ?? 0), 0);
    const made = meanOf(values, { lags: 2 });
    const together = product(0) + 2 * ((2 / 3) * product(1) + (1 / 3) * product(2));
    expect(isRefusal(made) ? made : made.variance).toBeCloseTo((together / 64) * (8 / 7), 14);
    const turned = meanOf(Float64Array.of(1, -1, 1, -1), { lags: 1 });
    expect(isRefusal(turned) ? turned : turned.variance).toBeCloseTo(((4 - 3) / 16) * (4 / 3), 14);
  });
});

describe('the interval less skewness', () => {
  const made = { value: 3, error: 0.5, skewness: 1.2, effective: 10 };

  it('ends where the value would lie Student’s t away', () => {
    const found = skewedInterval(made, 0.95);
    if (typeof found === 'string') throw new Error(found);
    const a = 1.2 / Math.sqrt(10);
    for (const [end, t] of [
      [found.low, 2.262157162798205],
      [found.high, -2.262157162798205],
    ] as const) {
      const x = (3 - end) / 0.5;
      expect(x + (a * x ** 2) / 3 + (a ** 2 * x ** 3) / 27 + a / 6).toBeCloseTo(t, 9);
      expect(lessSkewed({ ...made, value: 3 - end })).toBeCloseTo(t, 9);
    }
  });

  it('is that of Student without it, and missing for one row', () => {
    const plain = {
      low: expect.closeTo(3 - 0.5 * 2.262157162798205, 9),
      high: expect.closeTo(3 + 0.5 * 2.262157162798205, 9),
    };
    expect(skewedInterval({ ...made, skewness: 0 }, 0.95)).toMatchObject(plain);
    expect(skewedInterval({ ...made, effective: 1 }, 0.95)).toBe('expected two rows or more');
    expect(skewedInterval({ ...made, effective: 1.5 }, 0.95)).toMatchObject({ method: 'student_t_less_skewness' });
  });
});

describe('the interval of a Sharpe ratio', () => {
  const returns = Array.from(uniform(8, 50), (u) => u - 0.45);

  it('lies about the value', () => {
    const { value, interval, standard_error } = figureOf({ returns }, 'sharpe');
    const half = studentTUpperQuantile(0.025, 49) * (standard_error ?? 0);
    expect(interval?.low).toBeCloseTo(value - half, 12);
    expect(interval?.high).toBeCloseTo(value + half, 12);
  });

  it('of a year is that of a row times the root of the rows', () => {
    const [row, year] = ['sharpe', 'sharpe_year'].map((name) => figureOf({ returns, rowsPerYear: 16 }, name));
    expect(year?.interval?.low).toBeCloseTo(4 * (row?.interval?.low ?? 0), 12);
    expect(year?.interval?.high).toBeCloseTo(4 * (row?.interval?.high ?? 0), 12);
  });
});

describe('the interval of a drawdown', () => {
  const profits = Array.from(uniform(9, 200), (u) => u - 0.5);

  it('holds the middle of the falls of other series', () => {
    const falls = fallsOfResamples(Float64Array.from(profits), 3, 0, false);
    expect(figureOf({ profits, seed: 3 }, 'max_drawdown').interval).toMatchObject({ low: falls[25], high: falls[975] });
    expect(figureOf({ profits, seed: 3 }, 'max_drawdown', 0.5).interval).toMatchObject({
      low: falls[250],
      high: falls[750],
    });
    const shares = fallsOfResamples(Float64Array.from(profits), 3, 40, true);
    expect(figureOf({ profits, seed: 3, bankroll: 40 }, 'max_drawdown_share').interval).toMatchObject({
      low: shares[25],
      high: shares[975],
    });
  });
});
