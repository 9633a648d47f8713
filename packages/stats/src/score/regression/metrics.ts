import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import type { Score } from '../score.ts';
import { prepareRegression, type RegressionData, type RegressionRows } from './data.ts';
import { bias, mae, mape, quantileLoss, rmse, smape } from './errors.ts';
import { rSquared } from './r-squared.ts';

/** Every metric of a regression, in the order in which they are shown. */
export const regressionMetrics: readonly Metric<RegressionData>[] = [
  rmse,
  mae,
  mape,
  smape,
  rSquared,
  quantileLoss,
  bias,
];

/** Every metric of a regression from its rows; each is a figure with an interval, or unknown with a reason. */
export function scoreRegression(rows: RegressionRows, options: ScoreOptions = {}): Score[] {
  return scoreAll(regressionMetrics, prepareRegression(rows), options);
}
