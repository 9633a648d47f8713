import type { Metric } from '../metric.ts';
import { prepareRegression, type RegressionData } from '../regression/data.ts';
import { rmse } from '../regression/errors.ts';
import { meanLoss } from '../regression/interval.ts';
import { regressionMetrics } from '../regression/metrics.ts';
import { middleOf, rSquared } from '../regression/r-squared.ts';
import { isRefusal } from '../score.ts';
import type { Head, ModelComparison } from './answer.ts';
import { type CompareMetricsOptions, compareEach, type PairOfData } from './each-metric.ts';
import { absoluteErrors, errors, pinballLosses, relativeErrors, squaredErrors, symmetricErrors } from './losses.ts';
import { compareMoved } from './moved.ts';
import { comparePaired } from './paired-mean.ts';
import type { ResampleOptions } from './resample.ts';

/** What two models predicted of the same rows. */
export interface PairedRegressionRows {
  readonly actual: ArrayLike<number>;
  readonly champion: ArrayLike<number>;
  readonly challenger: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
  /** The quantile that both predict, above 0 and below 1. */
  readonly quantile?: number;
}

/** The mean that `rmse` is the root of: where one differs the other does, and the mean has the plainer test. */
const mse: Metric<RegressionData> = {
  ...rmse,
  name: 'mse',
  formula: 'mean((ŷ − y)²)',
  interval: meanLoss,
  estimate: (data) => {
    const found = rmse.estimate(data);
    if (isRefusal(found)) return found;
    const { value, variance } = found;
    return { ...found, value: value ** 2, variance: variance === null ? null : variance * (2 * value) ** 2 };
  },
};

export const comparableRegressionMetrics: readonly Metric<RegressionData>[] = [...regressionMetrics, mse];

/**
 * Compares two regressions on the same rows: whatever is a mean over the rows by Student's paired t, and `rmse` and
 * `r_squared` by what each row does to the difference. Nothing is drawn at random.
 */
export function compareRegression(
  { actual, champion, challenger, weights, quantile }: PairedRegressionRows,
  options: CompareMetricsOptions = {},
): ModelComparison[] {
  const prepare = (predicted: ArrayLike<number>) =>
    prepareRegression({ actual, predicted, ...(weights && { weights }), ...(quantile !== undefined && { quantile }) });
  const pair = { champion: prepare(champion), challenger: prepare(challenger) };
  return compareEach(comparableRegressionMetrics, pair, actual.length, options, compareMetric);
}

type Pair = PairOfData<RegressionData>;

function compareMetric(
  { name, better }: Metric<RegressionData>,
  pair: Pair,
  options: ResampleOptions,
): ModelComparison {
  const head: Head = { metric: name, better, method: 'none', rows: pair.champion.rows };
  if (name === 'rmse') return compareRoots(head, pair, options);
  if (name === 'r_squared') return compareExplained(head, pair, options);
  const losses = lossesOf[name] ?? squaredErrors;
  const of = ({ actual, predicted, quantile = 0.5 }: RegressionData) => losses(actual, predicted, quantile);
  const { weights } = pair.champion;
  const values = { champion: of(pair.champion), challenger: of(pair.challenger), ...(weights && { weights }) };
  return comparePaired({ metric: name, better, ...values }, options);
}

type Losses = (actual: ArrayLike<number>, predicted: ArrayLike<number>, quantile: number) => Float64Array;

const lossesOf: Readonly<Record<string, Losses | undefined>> = {
  mae: absoluteErrors,
  mape: relativeErrors,
  smape: symmetricErrors,
  quantile_loss: pinballLosses,
  bias: errors,
};

const figureOf = (metric: Metric<RegressionData>, data: RegressionData): number => {
  const found = metric.estimate(data);
  return isRefusal(found) ? Number.NaN : found.value;
};

const effectiveOf = ({ total }: RegressionData): number => (total.weight / total.square) * total.weight;

/** A row moves a root by (error² − mean) / (2·root); one that is 0 nothing moves. */
function compareRoots(head: Head, { champion, challenger }: Pair, options: ResampleOptions): ModelComparison {
  const { actual, weights, total } = champion;
  // Errors are measured in units of the largest one, so that their squares do not leave the doubles.
  const unit = Math.max(champion.farthest, challenger.farthest) || 1;
  const [first, second] = [figureOf(rmse, champion), figureOf(rmse, challenger)];
  const [root, other] = [first / unit, second / unit];
  const moves = new Float64Array(actual.length);
  for (let row = 0; row < moves.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const own = ((champion.predicted[row] ?? 0) - (actual[row] ?? 0)) / unit;
    const its = ((challenger.predicted[row] ?? 0) - (actual[row] ?? 0)) / unit;
    const ofFirst = root > 0 ? (own * own - root * root) / (2 * root) : 0;
    const ofSecond = other > 0 ? (its * its - other * other) / (2 * other) : 0;
    moves[row] = (by / total.weight) * (ofSecond - ofFirst) * unit;
  }
  return compareMoved(head, { champion: first, challenger: second, moves, effective: effectiveOf(champion) }, options);
}

/** The difference is Σ(own² − its²) / Σ(y − ȳ)²: a ratio, which a row moves by its top less the ratio times its bottom. */
function compareExplained(head: Head, { champion, challenger }: Pair, options: ResampleOptions): ModelComparison {
  const { actual, weights, lowest, highest } = champion;

  const [first, second] = [figureOf(rSquared, champion), figureOf(rSquared, challenger)];
  const unit = highest - lowest;
  const middle = middleOf(champion);
  const moves = new Float64Array(actual.length);
  let spread = 0;
  for (let row = 0; row < moves.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const away = ((actual[row] ?? 0) - lowest) / unit - middle;
    const own = ((champion.predicted[row] ?? 0) - (actual[row] ?? 0)) / unit;
    const its = ((challenger.predicted[row] ?? 0) - (actual[row] ?? 0)) / unit;
    spread += by * away * away;
    moves[row] = by * (own * own - its * its - (second - first) * away * away);
  }
  for (let row = 0; row < moves.length; row += 1) moves[row] = (moves[row] ?? 0) / spread;
  return compareMoved(head, { champion: first, challenger: second, moves, effective: effectiveOf(champion) }, options);
}
