import { type Metric, type ScoreOptions, scoreAll } from '../metric.ts';
import type { Score } from '../score.ts';
import {
  balancedAccuracy,
  f1Macro,
  f1Weighted,
  precisionMacro,
  precisionWeighted,
  recallMacro,
  recallWeighted,
} from './averages.ts';
import { accuracy, f1Micro, matthews, precisionMicro, recallMicro } from './confusion.ts';
import { prAucMacro, rocAucMacro, rocAucWeighted } from './curves.ts';
import { type MulticlassData, type MulticlassRows, prepareMulticlass } from './data.ts';
import { brier, logLoss, topClassCalibrationError } from './probabilities.ts';

/** Every metric of a model of several classes, in the order in which they are shown. */
export const multiclassMetrics: readonly Metric<MulticlassData>[] = [
  accuracy,
  balancedAccuracy,
  precisionMicro,
  precisionMacro,
  precisionWeighted,
  recallMicro,
  recallMacro,
  recallWeighted,
  f1Micro,
  f1Macro,
  f1Weighted,
  matthews,
  rocAucMacro,
  rocAucWeighted,
  prAucMacro,
  logLoss,
  brier,
  topClassCalibrationError,
];

/** Every metric of a model of several classes from its rows; each is a figure with an interval, or unknown with a reason. */
export function scoreMulticlass(rows: MulticlassRows, options: ScoreOptions = {}): Score[] {
  return scoreAll(multiclassMetrics, prepareMulticlass(rows), options);
}
