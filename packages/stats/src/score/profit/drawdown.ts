import type { Estimate, Interval } from '../score.ts';
import type { ProfitData } from './data.ts';
import { notGiven, profitMetric } from './metric.ts';
import { deepestFall } from './path.ts';
import { fallsOfResamples, fewestSteps } from './resample-path.ts';

/**
 * Maximum drawdown: the most that was lost from any height reached before, the start counted as one.
 *
 * It depends on the order of the rows, and grows with their number. The interval is where the drawdown of another series
 * of as many rows like these would lie: a fall outside it was not bad luck. Rows whose dependence reaches further than
 * about ∛n rows make it too narrow.
 */
export const maxDrawdown = profitMetric({
  name: 'max_drawdown',
  basis: 'realised',
  better: 'lower',
  range: [0, null],
  formula: 'max over time of (highest Σ profit so far − Σ profit), in the unit of the stakes',
  edges: `0 where profit never falls; no interval for fewer than ${fewestSteps} moments of settlement`,
  estimate: (data) => estimateFall(data, 0, false),
});

/** The same as a share of the height that was lost. */
export const maxDrawdownShare = profitMetric({
  name: 'max_drawdown_share',
  basis: 'realised',
  better: 'lower',
  range: [0, null],
  needs: ['bankroll'],
  formula: 'max over time of 1 − (bankroll + Σ profit) / highest so far; above 1 where more was lost than there was',
  edges: 'unknown without a bankroll',
  estimate: (data) => (data.bankroll === undefined ? notGiven('a bankroll') : estimateFall(data, data.bankroll, true)),
});

function estimateFall(data: ProfitData, start: number, share: boolean): Estimate {
  const path = data.path();
  return {
    value: deepestFall(path, start, share).depth,
    variance: null,
    effective: path.length,
    rows: data.bets,
    interval: (level) => intervalOfFall(path, data.seed, start, share, level),
  };
}

function intervalOfFall(
  path: Float64Array,
  seed: number,
  start: number,
  share: boolean,
  level: number,
): Interval | string {
  if (path.length < fewestSteps)
    return `expected ${fewestSteps} moments of settlement or more, there are ${path.length}`;
  if (!(path.some((step) => step > 0) && path.some((step) => step < 0)))
    return 'profit only rose or only fell, so what another series would do is not known';
  const falls = fallsOfResamples(path, seed, start, share);
  const at = (part: number): number => falls[Math.min(falls.length - 1, Math.floor(part * falls.length))] ?? 0;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level, method: 'block_bootstrap_prediction' };
}
