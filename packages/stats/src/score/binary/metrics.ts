import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import type { Score } from '../score.ts';
import { calibrationError } from './calibration.ts';
import { accuracy, balancedAccuracy, f1, matthews, precision, recall, specificity } from './confusion.ts';
import { prAuc, rocAuc } from './curves.ts';
import { type BinaryData, type BinaryRows, prepareBinary } from './data.ts';
import { brier, logLoss } from './probabilities.ts';

/** Every metric of a binary model, in the order in which they are shown. */
export const binaryMetrics: readonly Metric<BinaryData>[] = [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  specificity,
  f1,
  matthews,
  rocAuc,
  prAuc,
  logLoss,
  brier,
  calibrationError,
];

/** Every metric of a binary model from its rows; each is a figure with an interval, or unknown with a reason. */
export function scoreBinary(rows: BinaryRows, options: ScoreOptions = {}): Score[] {
  return scoreAll(binaryMetrics, prepareBinary(rows), options);
}
