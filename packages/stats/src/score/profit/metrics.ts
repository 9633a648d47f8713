import { type ScoreOptions, scoreMetric } from '../metric.ts';
import { isRefusal, scoreVersion } from '../score.ts';
import { meanKellyStake, modelExpectedValue, modelKellyGrowth, overstatement } from './believed.ts';
import { type ProfitRows, prepareProfit } from './data.ts';
import { maxDrawdown, maxDrawdownShare } from './drawdown.ts';
import { breakEvenRate, closingLineValue } from './market.ts';
import type { ProfitMetric, ProfitScore } from './metric.ts';
import { betShare, growth, kellyGrowth, roi, totalProfit, turnover, turnoverRatio, winRate } from './realised.ts';
import { sharpe, sharpeOfYear } from './sharpe.ts';

/** What the bets brought; these alone decide whether a model pays. */
export const realisedMetrics: readonly ProfitMetric<'realised'>[] = [
  roi,
  totalProfit,
  winRate,
  maxDrawdown,
  maxDrawdownShare,
  sharpe,
  sharpeOfYear,
  growth,
  kellyGrowth,
  turnover,
  turnoverRatio,
  betShare,
];

/** What the model expected of them. */
export const believedMetrics: readonly ProfitMetric<'believed'>[] = [
  modelExpectedValue,
  overstatement,
  meanKellyStake,
  modelKellyGrowth,
];

/** What the prices say of them. */
export const marketMetrics: readonly ProfitMetric<'market'>[] = [breakEvenRate, closingLineValue];

/** Every metric of bets and trades, in the order in which they are shown. */
export const profitMetrics: readonly ProfitMetric[] = [...realisedMetrics, ...marketMetrics, ...believedMetrics];

/** Every metric of bets or trades; each is a figure with an interval, or unknown with a reason, and says who says it. */
export function scoreProfit(rows: ProfitRows, options: ScoreOptions = {}): ProfitScore[] {
  const data = prepareProfit(rows);
  return profitMetrics.map((metric) => ({
    ...(isRefusal(data)
      ? { metric: metric.name, version: scoreVersion, value: null, ...data, rows: 0 }
      : scoreMetric(metric, data, options)),
    basis: metric.basis,
  }));
}
