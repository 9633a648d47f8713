import { type IntervalRule, meanOfShares, wilson, wilsonOfFewSigned } from '../interval.ts';
import type { Better, Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal, refuse } from '../score.ts';
import { type BinaryData, type Cell, type Cells, effectiveRows } from './data.ts';

/** The four sums of weights that these metrics are made of. */
interface Sums {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

interface Formula {
  readonly name: string;
  readonly better?: Better;
  readonly signed?: boolean;
  readonly formula: string;
  readonly edges: string;
  readonly value: (sums: Sums) => number;
  /** How the value changes with each of the sums. */
  readonly slope: (sums: Sums, value: number) => Sums;
  /** Why the sums give no value. */
  readonly missing?: (sums: Sums) => Refusal | undefined;
  /** The rows that the value rests on; all where not said. */
  readonly rests?: readonly (keyof Cells)[];
  readonly interval?: IntervalRule;
  /** What the interval needs beside the variance. */
  readonly more?: (cells: Cells, estimate: Estimate) => Partial<Estimate>;
}

const all = ['truePositive', 'falsePositive', 'falseNegative', 'trueNegative'] as const;

/**
 * A metric of the confusion matrix. None of them changes when all sums are doubled, so the variance of the value is the
 * sum of slope² · Σw² over the four cells: the delta method, which for a share is p·(1 − p)/n exactly.
 */
function confusionMetric(formula: Formula): Metric<BinaryData> {
  const { name, better = 'higher', signed = false, rests = all } = formula;
  return {
    name,
    task: 'binary',
    better,
    range: [signed ? -1 : 0, 1],
    formula: formula.formula,
    needs: ['predictions'],
    edges: formula.edges,
    interval: formula.interval ?? wilson,
    estimate: ({ cells }) => (isRefusal(cells) ? cells : estimateOf(formula, cells, rests)),
  };
}

function estimateOf(
  { value: compute, slope, missing, more }: Formula,
  cells: Cells,
  rests: readonly (keyof Cells)[],
): Estimate | Refusal {
  const sums = sumsOf(cells);
  const refused = missing?.(sums);
  if (refused) return refused;
  const value = compute(sums);
  const variance = varianceOf(slope(sums, value), cells);
  const rested = rests.reduce((sum: Cell, kind) => addCells(sum, cells[kind]), { weight: 0, square: 0, rows: 0 });
  const estimate = { value, variance, effective: effectiveRows(rested), rows: rested.rows };
  return { ...estimate, ...more?.(cells, estimate) };
}

const sumsOf = ({ truePositive, falsePositive, falseNegative, trueNegative }: Cells): Sums => ({
  tp: truePositive.weight,
  fp: falsePositive.weight,
  fn: falseNegative.weight,
  tn: trueNegative.weight,
});

const varianceOf = ({ tp, fp, fn, tn }: Sums, cells: Cells): number =>
  tp ** 2 * cells.truePositive.square +
  fp ** 2 * cells.falsePositive.square +
  fn ** 2 * cells.falseNegative.square +
  tn ** 2 * cells.trueNegative.square;

const addCells = (a: Cell, b: Cell): Cell => ({
  weight: a.weight + b.weight,
  square: a.square + b.square,
  rows: a.rows + b.rows,
});

const nothingPredicted = ({ tp, fp }: Sums): Refusal | undefined =>
  tp + fp === 0 ? refuse('nothing_predicted', 'the model predicted no 1') : undefined;
const nothingActual = ({ tp, fn }: Sums): Refusal | undefined =>
  tp + fn === 0 ? refuse('nothing_actual', 'no row is a 1') : undefined;
const noNegative = ({ fp, tn }: Sums): Refusal | undefined =>
  fp + tn === 0 ? refuse('one_class', 'every row is a 1') : undefined;

export const accuracy = confusionMetric({
  name: 'accuracy',
  formula: '(TP + TN) / n',
  edges: 'always known',
  value: ({ tp, fp, fn, tn }) => (tp + tn) / (tp + fp + fn + tn),
  slope: ({ tp, fp, fn, tn }, value) => {
    const n = tp + fp + fn + tn;
    return { tp: (1 - value) / n, tn: (1 - value) / n, fp: -value / n, fn: -value / n };
  },
});

export const balancedAccuracy = confusionMetric({
  name: 'balanced_accuracy',
  formula: '(TP / (TP + FN) + TN / (TN + FP)) / 2',
  edges: 'unknown where only one class is there',
  missing: (sums) => nothingActual(sums) ?? noNegative(sums),
  value: ({ tp, fp, fn, tn }) => (tp / (tp + fn) + tn / (tn + fp)) / 2,
  slope: ({ tp, fp, fn, tn }) => {
    const [positive, negative] = [2 * (tp + fn) ** 2, 2 * (tn + fp) ** 2];
    return { tp: fn / positive, fn: -tp / positive, tn: fp / negative, fp: -tn / negative };
  },
  interval: meanOfShares,
  more: ({ truePositive, falseNegative, trueNegative, falsePositive }) => ({
    parts: [shareOf(truePositive, falseNegative), shareOf(trueNegative, falsePositive)],
  }),
});

/** The share of one cell in it and another. */
function shareOf(cell: Cell, other: Cell): Estimate {
  const both = addCells(cell, other);
  const value = cell.weight / both.weight;
  const variance = ((1 - value) ** 2 * cell.square + value ** 2 * other.square) / both.weight ** 2;
  return { value, variance, effective: effectiveRows(both), rows: both.rows };
}

export const precision = confusionMetric({
  name: 'precision',
  formula: 'TP / (TP + FP)',
  edges: 'unknown where the model predicted no 1',
  missing: nothingPredicted,
  rests: ['truePositive', 'falsePositive'],
  value: ({ tp, fp }) => tp / (tp + fp),
  slope: ({ tp, fp }) => ({ tp: fp / (tp + fp) ** 2, fp: -tp / (tp + fp) ** 2, fn: 0, tn: 0 }),
});

export const recall = confusionMetric({
  name: 'recall',
  formula: 'TP / (TP + FN)',
  edges: 'unknown where no row is a 1',
  missing: nothingActual,
  rests: ['truePositive', 'falseNegative'],
  value: ({ tp, fn }) => tp / (tp + fn),
  slope: ({ tp, fn }) => ({ tp: fn / (tp + fn) ** 2, fn: -tp / (tp + fn) ** 2, fp: 0, tn: 0 }),
});

export const specificity = confusionMetric({
  name: 'specificity',
  formula: 'TN / (TN + FP)',
  edges: 'unknown where every row is a 1',
  missing: noNegative,
  rests: ['trueNegative', 'falsePositive'],
  value: ({ tn, fp }) => tn / (tn + fp),
  slope: ({ tn, fp }) => ({ tn: fp / (tn + fp) ** 2, fp: -tn / (tn + fp) ** 2, tp: 0, fn: 0 }),
});

export const f1 = confusionMetric({
  name: 'f1',
  formula: '2·TP / (2·TP + FP + FN)',
  edges: 'unknown where no row is a 1 and the model predicted none',
  missing: ({ tp, fp, fn }) =>
    tp + fp + fn === 0 ? refuse('nothing_actual', 'no row is a 1, and the model predicted none') : undefined,
  rests: ['truePositive', 'falsePositive', 'falseNegative'],
  value: ({ tp, fp, fn }) => (2 * tp) / (2 * tp + fp + fn),
  slope: ({ tp, fp, fn }) => {
    const whole = (2 * tp + fp + fn) ** 2;
    return { tp: (2 * (fp + fn)) / whole, fp: (-2 * tp) / whole, fn: (-2 * tp) / whole, tn: 0 };
  },
});

export const matthews = confusionMetric({
  name: 'mcc',
  signed: true,
  formula: '(TP·TN − FP·FN) / √((TP + FP)·(TP + FN)·(TN + FP)·(TN + FN))',
  edges: 'unknown where the labels or the predictions are all the same',
  missing: ({ tp, fp, fn, tn }) =>
    [tp + fp, tp + fn, tn + fp, tn + fn].includes(0)
      ? refuse('no_spread', 'the labels or the predictions are all the same')
      : undefined,
  value: correlation,
  slope: correlationSlope,
  interval: wilsonOfFewSigned,
  // A cell without a row has no variance of its own: half a row in each says what it may hold.
  more: (cells) => {
    const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
    const positive = addCells(truePositive, falseNegative);
    const negative = addCells(trueNegative, falsePositive);
    const all = addCells(positive, negative);
    const by = all.square / all.weight;
    const half = { weight: by / 2, square: by ** 2 / 2, rows: 0.5 };
    const filled = {
      truePositive: addCells(truePositive, half),
      falsePositive: addCells(falsePositive, half),
      falseNegative: addCells(falseNegative, half),
      trueNegative: addCells(trueNegative, half),
    };
    const sums = sumsOf(filled);
    return {
      cautious: varianceOf(correlationSlope(sums, correlation(sums)), filled),
      effective: Math.min(effectiveRows(positive), effectiveRows(negative)),
    };
  },
});

function correlation(sums: Sums): number {
  return (sums.tp * sums.tn - sums.fp * sums.fn) / geometric(sums);
}

function correlationSlope({ tp, fp, fn, tn }: Sums, value: number): Sums {
  const [p, a, b, q] = [tp + fp, tp + fn, tn + fp, tn + fn];
  const scale = geometric({ tp, fp, fn, tn });
  return {
    tp: tn / scale - (value / 2) * (1 / p + 1 / a),
    fp: -fn / scale - (value / 2) * (1 / p + 1 / b),
    fn: -fp / scale - (value / 2) * (1 / a + 1 / q),
    tn: tp / scale - (value / 2) * (1 / b + 1 / q),
  };
}

/** Root by root, because the product of four sums may leave the doubles. */
const geometric = ({ tp, fp, fn, tn }: Sums): number =>
  Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
