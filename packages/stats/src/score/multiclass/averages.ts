import { meanOfShares, wilson } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, isRefusal, type Refusal, refuse, type ScoreReason } from '../score.ts';
import { listed } from './classes.ts';
import type { CellSums, MulticlassData } from './data.ts';
import { type Shares, sharesOf, varianceOf } from './shares.ts';

type Sums = readonly [right: number, actual: number, predicted: number];

/** A figure of one class against the rest, and how it changes with its sums; null where the class has none. */
interface ClassFigure {
  readonly value: (...sums: Sums) => number | null;
  readonly slope: (...sums: Sums) => Sums;
  readonly reason: ScoreReason;
  /** The cells of a class that it is a share of, where it is a share: the row of the class, or its column. */
  readonly shareOf?: 'actual' | 'predicted';
  /** What is so of a class without a figure. */
  readonly lacks: string;
}

const precisionOfClass: ClassFigure = {
  value: (right, _actual, predicted) => (predicted > 0 ? right / predicted : null),
  slope: (right, _actual, predicted) => [1 / predicted, 0, -right / predicted ** 2],
  shareOf: 'predicted',
  reason: 'nothing_predicted',
  lacks: 'was never predicted',
};

const recallOfClass: ClassFigure = {
  value: (right, actual) => (actual > 0 ? right / actual : null),
  slope: (right, actual) => [1 / actual, -right / actual ** 2, 0],
  shareOf: 'actual',
  reason: 'nothing_actual',
  lacks: 'has no row',
};

const f1OfClass: ClassFigure = {
  value: (right, actual, predicted) => (actual + predicted > 0 ? (2 * right) / (actual + predicted) : null),
  slope: (right, actual, predicted) => {
    const both = actual + predicted;
    return [2 / both, (-2 * right) / both ** 2, (-2 * right) / both ** 2];
  },
  reason: 'nothing_actual',
  lacks: 'has no row and was never predicted',
};

type Weighing = 'macro' | 'weighted';

function average(
  name: string,
  figure: ClassFigure,
  weighing: Weighing,
  parts: Pick<Metric<MulticlassData>, 'formula' | 'edges'>,
): Metric<MulticlassData> {
  return {
    name,
    task: 'multiclass',
    better: 'higher',
    range: [0, 1],
    needs: ['predictions'],
    ...parts,
    interval: weighing === 'macro' && figure.shareOf ? meanOfShares : wilson,
    estimate: (data) => (isRefusal(data.cells) ? data.cells : estimateOf(data, data.cells, figure, weighing)),
  };
}

function estimateOf(
  data: MulticlassData,
  cells: CellSums,
  figure: ClassFigure,
  weighing: Weighing,
): Estimate | Refusal {
  const { weight, square } = cells;
  const shares = sharesOf(data, weight);
  const own = Array.from({ length: shares.classes }, (_, code) => figure.value(...sumsOf(shares, code)));
  const counts = Float64Array.from(own, (_, code) => (weighing === 'macro' ? 1 : (shares.actual[code] ?? 0)));
  const refused = refuseAbsent(own, counts, data, figure);
  if (refused) return refused;
  const known = own.map((value, code) => (value === null ? 0 : (counts[code] ?? 0)));
  const whole = known.reduce((sum, count) => sum + count, 0);
  const value = known.reduce((sum, count, code) => sum + (count / whole) * (own[code] ?? 0), 0);
  const [right, actual, predicted] = [counts.map(() => 0), counts.map(() => 0), counts.map(() => 0)];
  for (const [code, count] of known.entries()) {
    if (count === 0) continue;
    const [ofRight, ofActual, ofPredicted] = figure.slope(...sumsOf(shares, code));
    // Where classes count by their rows, more rows of a class also move the average towards it.
    const pull = weighing === 'weighted' ? (own[code] ?? 0) - value : 0;
    right[code] = (count * ofRight) / whole;
    actual[code] = (count * ofActual + pull) / whole;
    predicted[code] = (count * ofPredicted) / whole;
  }
  return {
    value,
    variance: varianceOf({ right, actual, predicted }, square, data),
    effective: leastEffective(data, known),
    rows: data.total.rows,
    ...(figure.shareOf ? { parts: sharesIn(cells, figure.shareOf, own) } : {}),
  };
}

/** Each class's share of rows right, with its own variance. */
function sharesIn(
  { weight, square, count }: CellSums,
  of: 'actual' | 'predicted',
  own: readonly (number | null)[],
): Estimate[] {
  const classes = own.length;
  return own.flatMap((value, code) => {
    if (value === null) return [];
    let [whole, squares, others, rows] = [0, 0, 0, 0];
    for (let other = 0; other < classes; other += 1) {
      const cell = of === 'actual' ? code * classes + other : other * classes + code;
      whole += weight[cell] ?? 0;
      squares += square[cell] ?? 0;
      if (other !== code) others += square[cell] ?? 0;
      rows += count[cell] ?? 0;
    }
    const right = square[code * classes + code] ?? 0;
    const variance = ((1 - value) ** 2 * right + value ** 2 * others) / whole / whole;
    return [{ value, variance, effective: (whole / squares) * whole, rows }];
  });
}

const sumsOf = ({ classes, cell, actual, predicted }: Shares, code: number): Sums => [
  cell[code * classes + code] ?? 0,
  actual[code] ?? 0,
  predicted[code] ?? 0,
];

/** Why there is no average: a class that counts has no figure, or no class has one. */
export function refuseAbsent(
  own: readonly (number | null)[],
  counts: ArrayLike<number>,
  { absent, classes }: MulticlassData,
  { reason, lacks }: Pick<ClassFigure, 'reason' | 'lacks'>,
): Refusal | undefined {
  const without = classes.filter((_, code) => own[code] === null && (counts[code] ?? 0) > 0);
  if (without.length === 0) return undefined;
  if (absent === 'skip' && own.some((value, code) => value !== null && (counts[code] ?? 0) > 0)) return undefined;
  return refuse(
    reason,
    without.length === 1
      ? `class ${listed(without)} ${lacks}`
      : `${without.length} classes (${listed(without)}): each ${lacks}`,
  );
}

/** Effective rows of the class that has the fewest. */
export function leastEffective({ actual }: MulticlassData, counts: readonly number[]): number {
  const of = counts.flatMap((count, code) => {
    const [weight, square] = [actual.weight[code] ?? 0, actual.square[code] ?? 0];
    return count > 0 && square > 0 ? [(weight / square) * weight] : [];
  });
  return of.length > 0 ? Math.min(...of) : 0;
}

const skipped = "or the average of the other classes where absent is 'skip'";

export const balancedAccuracy = average('balanced_accuracy', recallOfClass, 'macro', {
  formula: 'mean over the classes of (rows right / rows of the class)',
  edges: `unknown where a class has no row, ${skipped}`,
});

export const precisionMacro = average('precision_macro', precisionOfClass, 'macro', {
  formula: 'mean over the classes of (rows right / rows predicted)',
  edges: `unknown where a class was never predicted, ${skipped}`,
});

export const precisionWeighted = average('precision_weighted', precisionOfClass, 'weighted', {
  formula: 'mean over the classes of (rows right / rows predicted), each by its rows',
  edges: `unknown where a class that has rows was never predicted, ${skipped}`,
});

export const recallMacro = average('recall_macro', recallOfClass, 'macro', {
  formula: 'mean over the classes of (rows right / rows of the class)',
  edges: `unknown where a class has no row, ${skipped}`,
});

export const recallWeighted = average('recall_weighted', recallOfClass, 'weighted', {
  formula: 'mean over the classes of (rows right / rows of the class), each by its rows: accuracy',
  edges: 'always known; a class without rows does not count',
});

export const f1Macro = average('f1_macro', f1OfClass, 'macro', {
  formula: 'mean over the classes of 2·right / (actual + predicted)',
  edges: `unknown where a class has no row and was never predicted, ${skipped}`,
});

export const f1Weighted = average('f1_weighted', f1OfClass, 'weighted', {
  formula: 'mean over the classes of 2·right / (actual + predicted), each by its rows',
  edges: 'always known; a class without rows does not count',
});
