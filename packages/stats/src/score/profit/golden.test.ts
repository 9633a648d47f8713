import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScoreFigure } from '../score.ts';
import type { ProfitRows } from './data.ts';
import { scoreProfit } from './metrics.ts';

interface Figure {
  readonly value: number;
  readonly error?: number;
  readonly error_by_moments?: number;
}

interface Golden extends ProfitRows {
  readonly name: string;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly roi_of_lags: Readonly<Record<string, number>>;
  readonly roi_interval: readonly [number, number];
  readonly win_rate_interval: readonly [number, number];
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

function figuresOf({ stakes, odds, outcomes, probabilities, closingOdds }: Golden, more: ProfitRows = {}) {
  const rows = { stakes, odds, outcomes, probabilities, closingOdds, oddsFormat: 'decimal', ...more } as ProfitRows;
  const found = scoreProfit({ ...rows, bankroll: 1000, rowsPerYear: 252 });
  return new Map<string, ScoreFigure>(
    found.flatMap((score) => (score.value === null ? [] : [[score.metric, score] as const])),
  );
}

const near = (found: number | null | undefined, value: number): void =>
  expect(Math.abs((found ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  const figures = figuresOf(golden);

  it.each(Object.entries(golden.figures))('%s is as statsmodels, numpy and pandas have it', (metric, { value }) => {
    near(figures.get(metric)?.value, value);
  });

  it.each(
    Object.entries(golden.figures).flatMap(([metric, { error }]) =>
      error === undefined ? [] : [[metric, error] as const],
    ),
  )('the standard error of %s is that of statsmodels', (metric, error) =>
    near(figures.get(metric)?.standard_error, error),
  );

  it.each(Object.entries(golden.roi_of_lags))(
    'with %s lags the error of roi is that of Newey and West',
    (lags, error) => {
      near(figuresOf(golden, { lags: Number(lags) }).get('roi')?.standard_error, error);
    },
  );

  it('the error of the Sharpe ratio is near that by the moments of the returns, which divides by n', () => {
    const by = golden.figures.sharpe?.error_by_moments ?? 0;
    expect((figures.get('sharpe')?.standard_error ?? 0) / by).toBeCloseTo(1, 1);
  });

  it('the interval of roi solves the cubic of Hall', () => {
    const [low, high] = golden.roi_interval;
    expect(figures.get('roi')?.interval?.low).toBeCloseTo(Math.max(-1, low), 9);
    expect(figures.get('roi')?.interval?.high).toBeCloseTo(high, 9);
  });

  it('the interval of the win rate is that of Wilson', () => {
    near(figures.get('win_rate')?.interval?.low, golden.win_rate_interval[0]);
    near(figures.get('win_rate')?.interval?.high, golden.win_rate_interval[1]);
  });

  it('the Sharpe ratio of a year is √252 times that of a row, and so is its error', () => {
    near(figures.get('sharpe_year')?.value, (golden.figures.sharpe?.value ?? 0) * Math.sqrt(252));
    near(figures.get('sharpe_year')?.standard_error, (golden.figures.sharpe?.error ?? 0) * Math.sqrt(252));
  });
});
