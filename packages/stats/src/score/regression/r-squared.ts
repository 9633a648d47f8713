import type { Metric } from '../metric.ts';
import { type Estimate, refuse } from '../score.ts';
import type { RegressionData } from './data.ts';
import { belowOne } from './interval.ts';

/**
 * How much of the variance of the actual values the predictions explain: 1 less the squared errors over the squared
 * distances from the mean. Below 0 where the mean would have predicted better.
 *
 * The variance is that of the influence of each row, ((1 − R²)·(y − ȳ)² − (ŷ − y)²) / Σ(y − ȳ)².
 * Cost: three passes. Example: predicted 2.5 0 2 8 of actual 3 −0.5 2 7 gives 0.9486….
 */
export const rSquared: Metric<RegressionData> = {
  name: 'r_squared',
  task: 'regression',
  better: 'higher',
  range: [null, 1],
  formula: '1 − Σ(ŷ − y)² / Σ(y − ȳ)²',
  needs: ['predictions'],
  edges: 'unknown where all actual values are the same',
  interval: belowOne,
  estimate: (data) =>
    data.lowest === data.highest
      ? refuse('no_spread', `every actual value is ${data.lowest}, so there is no variance to explain`)
      : estimateOf(data),
};

/** The mean of the actual values, as a share of the way from the lowest to the highest. */
export function middleOf({ actual, weights, total, lowest, highest }: RegressionData): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by > 0) sum += by * (((actual[row] ?? 0) - lowest) / (highest - lowest));
  }
  return sum / total.weight;
}

function estimateOf(data: RegressionData): Estimate {
  const { actual, predicted, weights, total, lowest, highest, farthest } = data;
  const { square } = data.losses();
  // Distances are measured in units of the largest one, so that their squares do not leave the doubles.
  const unit = highest - lowest;
  const middle = middleOf(data);
  let spread = 0;
  for (let row = 0; row < actual.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const away = ((actual[row] ?? 0) - lowest) / unit - middle;
    spread += by * away * away;
  }
  const ratio = farthest / unit;
  const left = square.mean * (total.weight / spread) * ratio * ratio;
  // Beside the variance, that of ln(1 − R²) as each row left out in its turn has it: of few rows it is nearer the truth.
  const missing = left * spread;
  let [variance, ofLogarithm] = [0, 0];
  for (let row = 0; row < actual.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const away = ((actual[row] ?? 0) - lowest) / unit - middle;
    const missed = ((predicted[row] ?? 0) - (actual[row] ?? 0)) / unit;
    const influence = (by * (left * away * away - missed * missed)) / spread;
    variance += influence * influence;
    const fewer = 1 - by / total.weight;
    const without = Math.log1p((-by * missed * missed) / missing) - Math.log1p((-by * away * away) / (spread * fewer));
    ofLogarithm += (fewer * without) ** 2;
  }
  const effective = (total.weight / total.square) * total.weight;
  return {
    value: 1 - left,
    variance: effective > 1 ? variance : null,
    ...(Number.isFinite(ofLogarithm) ? { cautious: left * left * ofLogarithm } : {}),
    effective,
    rows: total.rows,
  };
}
