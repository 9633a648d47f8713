import { wilson, wilsonSigned } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal, refuse } from '../score.ts';
import type { ClassName } from './classes.ts';
import type { CellSums, MulticlassData } from './data.ts';
import { sharesOf, varianceOf } from './shares.ts';

/** Sums of weights by actual class (the rows) and predicted class (the columns), and how many rows they are of. */
export interface ConfusionMatrix {
  readonly classes: readonly ClassName[];
  readonly weights: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
}

export function confusionMatrix({ classes, cells }: MulticlassData): ConfusionMatrix | Refusal {
  if (isRefusal(cells)) return cells;
  const n = classes.length;
  const square = (of: Float64Array): number[][] => classes.map((_, row) => [...of.subarray(row * n, (row + 1) * n)]);
  return { classes, weights: square(cells.weight), rows: square(cells.count) };
}

/** Where every row has one class and gets one, all rows wrong are a false positive and a false negative at once. */
const shareRight = (name: string, formula: string): Metric<MulticlassData> => ({
  name,
  task: 'multiclass',
  better: 'higher',
  range: [0, 1],
  formula,
  needs: ['predictions'],
  edges: 'always known',
  interval: wilson,
  estimate: (data) => (isRefusal(data.cells) ? data.cells : estimateRight(data, data.cells)),
});

function estimateRight(data: MulticlassData, { weight, square }: CellSums): Estimate {
  const { total, classes } = data;
  const value = sharesOf(data, weight).right;
  let [squareRight, squareAll] = [0, 0];
  for (const [cell, of] of square.entries()) {
    squareAll += of;
    if (cell % (classes.length + 1) === 0) squareRight += of;
  }
  const variance = (1 - value) ** 2 * squareRight + value ** 2 * (squareAll - squareRight);
  return {
    value,
    variance: variance / total.weight / total.weight,
    effective: (total.weight / total.square) * total.weight,
    rows: total.rows,
  };
}

export const accuracy = shareRight('accuracy', 'rows right / n');
export const precisionMicro = shareRight('precision_micro', 'Σ right / Σ predicted over the classes: accuracy');
export const recallMicro = shareRight('recall_micro', 'Σ right / Σ actual over the classes: accuracy');
export const f1Micro = shareRight('f1_micro', '2·Σ right / (Σ actual + Σ predicted) over the classes: accuracy');

/**
 * Correlation of predicted and actual class (Gorodkin, 2004): Matthews' coefficient for any number of classes.
 * Reference: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient".
 */
export const matthews: Metric<MulticlassData> = {
  name: 'mcc',
  task: 'multiclass',
  better: 'higher',
  range: [-1, 1],
  formula:
    '(r − Σ p·a) / √((1 − Σ p²)·(1 − Σ a²)), r the share right, a and p the shares actual and predicted of a class',
  needs: ['predictions'],
  edges: 'unknown where the labels or the predictions are all the same',
  interval: wilsonSigned,
  estimate: (data) => (isRefusal(data.cells) ? data.cells : estimateMatthews(data, data.cells)),
};

function estimateMatthews(data: MulticlassData, { weight, square }: CellSums): Estimate | Refusal {
  const { right, actual, predicted } = sharesOf(data, weight);
  const counted = (shares: Float64Array): number => shares.filter((share) => share > 0).length;
  if (counted(actual) < 2 || counted(predicted) < 2)
    return refuse('no_spread', 'the labels or the predictions are all the same');
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, code) => sum + x * (b[code] ?? 0), 0);
  // Sums of share·(1 − share) keep their digits where nearly all rows are of one class.
  const spread = (shares: Float64Array): number => shares.reduce((sum, x) => sum + x * (1 - x), 0);
  const [ofActual, ofPredicted] = [spread(actual), spread(predicted)];
  const scale = Math.sqrt(ofActual) * Math.sqrt(ofPredicted);
  const value = (right - dot(actual, predicted)) / scale;
  // Of the sums as they are before they are divided by the whole, so that the slope of doubling all is 0.
  const slopes = {
    right: actual.map(() => 1 / scale),
    actual: actual.map(
      (share, code) => (right / 2 - (predicted[code] ?? 0)) / scale - (value * (1 - share)) / ofActual,
    ),
    predicted: predicted.map(
      (share, code) => (right / 2 - (actual[code] ?? 0)) / scale - (value * (1 - share)) / ofPredicted,
    ),
  };
  const { total } = data;
  return {
    value,
    variance: varianceOf(slopes, square, data),
    effective: (total.weight / total.square) * total.weight,
    rows: total.rows,
  };
}
