import type { Random } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { scoreMetric } from '../../packages/stats/src/score/metric.ts';
import { modelExpectedValue } from '../../packages/stats/src/score/profit/believed.ts';
import { type ProfitData, type ProfitRows, prepareProfit } from '../../packages/stats/src/score/profit/data.ts';
import { maxDrawdown } from '../../packages/stats/src/score/profit/drawdown.ts';
import { closingLineValue } from '../../packages/stats/src/score/profit/market.ts';
import type { ProfitMetric } from '../../packages/stats/src/score/profit/metric.ts';
import { kellyGrowth, roi, totalProfit, winRate } from '../../packages/stats/src/score/profit/realised.ts';
import { sharpe } from '../../packages/stats/src/score/profit/sharpe.ts';
import { isRefusal } from '../../packages/stats/src/score/score.ts';
import type { World } from './profit-intervals.ts';

type Make = (random: Random, rows: number) => ProfitRows;

export const column = (rows: number, one: (row: number) => number): Float64Array => {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = one(row);
  return values;
};

/** Bets at odds between two ends; each is won with the chance that gives `value` for each 1 staked. */
export function bets(least: number, most: number, value: number, isFlat = true): Make {
  return ({ uniform, normal }, rows) => {
    const odds = column(rows, () => least + (most - least) * uniform());
    const outcomes = column(rows, (row) => (uniform() * (odds[row] ?? 1) < 1 + value ? 1 : 0));
    const stakes = column(rows, () => (isFlat ? 1 : 0.1 - Math.log(uniform())));
    const closingOdds = column(rows, (row) => 1 + ((odds[row] ?? 1) - 1) * Math.exp(0.05 * normal()));
    const probabilities = column(rows, (row) => Math.min(1, (1.05 + 0.1 * uniform()) / (odds[row] ?? 1)));
    return { odds, oddsFormat: 'decimal', outcomes, stakes, closingOdds, probabilities };
  };
}

const normalTrades =
  (mean: number): Make =>
  ({ normal }, rows) => ({ returns: column(rows, () => mean + normal()) });

const skewedTrades =
  (mean: number): Make =>
  ({ uniform }, rows) => ({ returns: column(rows, () => mean + 1 + Math.log(uniform())) });

/** Returns that follow those before them, with as many lags as Newey and West's rule of thumb has. */
const followingTrades =
  (mean: number, follow: number): Make =>
  ({ normal }, rows) => {
    let last = normal();
    const step = (): number => {
      last = follow * last + Math.sqrt(1 - follow ** 2) * normal();
      return mean + last;
    };
    return { returns: column(rows, step), lags: Math.floor(4 * (rows / 100) ** (2 / 9)) };
  };

function prepared(rows: ProfitRows): ProfitData {
  const data = prepareProfit(rows);
  if (isRefusal(data)) throw new Error(data.explanation);
  return data;
}

function figureOf(metric: ProfitMetric, data: ProfitData): number {
  const found = metric.estimate(data);
  return isRefusal(found) ? Number.NaN : found.value;
}

/** Where there is no closed form, the truth is the figure of four million rows. */
const ofMany = (metric: ProfitMetric, make: Make): number =>
  figureOf(metric, prepared(make(randomFrom(99), 4_000_000)));

const usualSizes = [30, 100, 1000, 10_000];

function world(name: string, metric: ProfitMetric, make: Make, truth: number | ((rows: number) => number)): World {
  return {
    metric: metric.name,
    name,
    sizes: usualSizes,
    trial: (random, rows) => {
      const score = scoreMetric(metric, prepared(make(random, rows)));
      return [score.value === null ? null : score.interval, typeof truth === 'number' ? truth : truth(rows)];
    },
  };
}

/** The interval of a drawdown is for that of another series. */
const fall = (name: string, make: Make): World => ({
  metric: maxDrawdown.name,
  name,
  sizes: [100, 1000, 10_000],
  trial: (random, rows, seed) => {
    const score = scoreMetric(maxDrawdown, prepared({ ...make(random, rows), seed }));
    return [score.value === null ? null : score.interval, figureOf(maxDrawdown, prepared(make(random, rows)))];
  },
});

export const profitWorlds: readonly World[] = [
  world('even odds, flat stakes', roi, bets(1.9, 2, -0.05), -0.05),
  world('odds 1.5–3, stakes of many sizes', roi, bets(1.5, 3, 0.02, false), 0.02),
  world('favourites at 1.05–1.2', roi, bets(1.05, 1.2, -0.02), -0.02),
  world('long odds 5–15', roi, bets(5, 15, 0), 0),
  world('very long odds 20–40', roi, bets(20, 40, 0), 0),
  world('returns that follow by 0.3', roi, followingTrades(0.1, 0.3), 0.1),
  world('long odds 5–15', totalProfit, bets(5, 15, 0.01), (rows) => 0.01 * rows),
  world('odds of 2', winRate, bets(2, 2, 0), 0.5),
  world('odds 1.5–3', closingLineValue, bets(1.5, 3, 0, false), ofMany(closingLineValue, bets(1.5, 3, 0, false))),
  world('odds 1.5–3', modelExpectedValue, bets(1.5, 3, 0, false), 0.1),
  world('odds 1.5–3', kellyGrowth, bets(1.5, 3, 0), ofMany(kellyGrowth, bets(1.5, 3, 0))),
  world('normal returns, 0.1', sharpe, normalTrades(0.1), 0.1),
  world('normal returns, 1', sharpe, normalTrades(1), 1),
  world('returns skewed to losses, 0.2', sharpe, skewedTrades(0.2), 0.2),
  world('returns that follow by 0.3', sharpe, followingTrades(0.1, 0.3), 0.1),
  fall('bets that lose 5 %', bets(1.9, 2, -0.05)),
  fall('fair bets', bets(1.5, 3, 0)),
  fall('bets that gain 5 %', bets(1.5, 3, 0.05)),
  fall('bets that gain 20 %', bets(1.5, 3, 0.2)),
  fall('returns that follow by 0.3', followingTrades(0, 0.3)),
];
