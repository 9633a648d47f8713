import type { CurrentCells } from './current.ts';

/** Ones of each group of rows, among those predicted to be a 1 and among the others: counts, or what is expected of them. */
export interface Ones {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

export const estimatedMetrics = [
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'mcc',
  'roc_auc',
  'pr_auc',
  'log_loss',
  'brier',
  'calibration_error',
] as const;
export type EstimatedMetric = (typeof estimatedMetrics)[number];

/** Every metric of groups of rows with so many ones, in the order of `estimatedMetrics`; NaN where it has no value. */
export function figuresOf(cells: CurrentCells, ones: Ones, into: Float64Array): void {
  decisions(cells, ones, into);
  areas(cells, ones, into);
  losses(cells, ones, into);
  into[11] = calibrationError(cells, ones);
}

function decisions(cells: CurrentCells, ones: Ones, into: Float64Array): void {
  let [tp, fn, positive] = [0, 0, 0];
  for (let group = 0; group < cells.cell.length; group += 1) {
    tp += ones.positive[group] ?? 0;
    fn += ones.negative[group] ?? 0;
    positive += cells.positive[group] ?? 0;
  }
  const fp = positive - tp;
  const tn = cells.rows - positive - fn;
  const [recall, specificity] = [tp / (tp + fn), tn / (tn + fp)];
  into[0] = (tp + tn) / cells.rows;
  into[1] = (recall + specificity) / 2;
  into[2] = tp / (tp + fp);
  into[3] = recall;
  into[4] = specificity;
  into[5] = (2 * tp) / (2 * tp + fp + fn);
  into[6] = (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn)) / Math.sqrt((tn + fp) * (tn + fn));
}

/** Rows of a group are held to be of one score; ties count half. */
function areas(cells: CurrentCells, ones: Ones, into: Float64Array): void {
  let [found, wrong, area, precision] = [0, 0, 0, 0];
  for (let group = cells.cell.length - 1; group >= 0; group -= 1) {
    const own = (ones.positive[group] ?? 0) + (ones.negative[group] ?? 0);
    const other = (cells.positive[group] ?? 0) + (cells.negative[group] ?? 0) - own;
    area += other * (found + own / 2);
    found += own;
    wrong += other;
    if (found > 0) precision += (own * found) / (found + wrong);
  }
  into[7] = area / found / wrong;
  into[8] = precision / found;
}

function losses(cells: CurrentCells, ones: Ones, into: Float64Array): void {
  let [log, square] = [0, 0];
  for (let group = 0; group < cells.cell.length; group += 1) {
    const own = (ones.positive[group] ?? 0) + (ones.negative[group] ?? 0);
    const other = (cells.positive[group] ?? 0) + (cells.negative[group] ?? 0) - own;
    log += own * (cells.logOne[group] ?? 0) + other * (cells.logZero[group] ?? 0);
    square += own * (cells.squareOne[group] ?? 0) + other * (cells.squareZero[group] ?? 0);
  }
  into[9] = log / cells.rows;
  into[10] = square / cells.rows;
}

const bins = 10;

/** Over ten bins of equal weight, as it is measured, except that rows of a group stay together. */
function calibrationError(cells: CurrentCells, ones: Ones): number {
  let [done, filled, promise, kept, sum] = [0, 0, 0, 0, 0];
  const last = cells.cell.length - 1;
  for (let group = 0; group <= last; group += 1) {
    kept += (ones.positive[group] ?? 0) + (ones.negative[group] ?? 0);
    promise += cells.scoreSum[group] ?? 0;
    done += (cells.positive[group] ?? 0) + (cells.negative[group] ?? 0);
    if (done < ((filled + 1) * cells.rows) / bins && group < last) continue;
    sum += Math.abs(kept - promise);
    filled += 1;
    [promise, kept] = [0, 0];
  }
  return sum / cells.rows;
}
