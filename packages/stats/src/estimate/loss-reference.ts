import { generator } from '../multivariate/matrix.ts';
import { orderNumbers } from '../score/binary/order-numbers.ts';
import { doublesOf } from '../score/doubles.ts';
import { type Boosted, boost, boostedAt } from './boosted-trees.ts';
import { cellAt, cutCells, raise } from './cells.ts';
import { chooseRows } from './choose-rows.ts';
import { type EstimateRefusal, refuseEstimate } from './estimate.ts';
import { binFeature, cutFeature, type FeatureCuts } from './feature-bins.ts';

export interface LossReference {
  /** Columns of numbers, NaN where a value is missing; the prediction is always used as one more. */
  readonly features: Readonly<Record<string, ArrayLike<number>>>;
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/** How large losses were, given how large the trees held them to be. */
export interface LossCalibrator {
  readonly folds: readonly Boosted[];
  /** The largest expected loss of each cell, ascending. */
  readonly upper: Float64Array;
  readonly cellRows: Float64Array;
  /** Mean of the losses, which never falls with the expected loss, and how far the losses of a cell vary. */
  readonly level: Float64Array;
  readonly variance: Float64Array;
  /** The loss of each row that was learnt from, less the level of its cell. */
  readonly left: Float64Array;
}

export interface LossModel {
  readonly rows: number;
  readonly names: readonly string[];
  readonly cuts: readonly FeatureCuts[];
  /** Columns of bins of the rows that were learnt from. */
  readonly bins: readonly Uint8Array[];
  readonly absolute: LossCalibrator;
  readonly squared: LossCalibrator;
}

export const foldCount = 5;
const fewestRows = 300;
/** More rows teach the trees little; so many are drawn. */
const mostRows = 20_000;
const mostCells = 64;
const fewestOfCell = 10;
const predictedName = 'prediction';

/**
 * Learns from rows with known outcome how far a regression model is off: trees expect the loss of a row from its features
 * and prediction, and what they expect is calibrated on rows that they have not seen.
 *
 * Five times trees are boosted on four fifths of the rows and expect the losses of the last fifth (cross-fitting); the
 * mean loss in cells of the expected one is made to rise (isotonic regression). So it does not matter whether the trees
 * are right, only that they can tell rows of large losses from others.
 * Cost: about a second for ten columns; of more than 20,000 rows so many are drawn. The same seed gives the same model.
 */
export function fitLossModel(input: LossReference, seed = 0): LossModel | EstimateRefusal {
  const columns = columnsOf(input.features, input.predicted);
  const actual = doublesOf(input.actual);
  const predicted = doublesOf(input.predicted);
  const problem = problemOf(columns, actual.length);
  if (problem) return problem;
  if (actual.length < fewestRows)
    return refuseEstimate(
      'reference_too_small',
      `the reference has ${actual.length} rows, expected ${fewestRows} or more`,
    );
  for (let row = 0; row < actual.length; row += 1)
    if (!Number.isFinite(actual[row]))
      return refuseEstimate('invalid', `actual of reference row ${row} is ${actual[row]}, expected a finite number`);
  const chosen = chooseRows(actual.length, mostRows, generator(seed));
  const taken = columns.map(({ values }) => Float64Array.from(chosen, (row) => values[row] ?? Number.NaN));
  const cuts = taken.map(cutFeature);
  const bins = taken.map((values, column) => binFeature(values, cuts[column] ?? cutFeature(values)));
  const absolute = Float64Array.from(chosen, (row) => Math.abs((predicted[row] ?? 0) - (actual[row] ?? 0)));
  if (!Number.isFinite(absolute.reduce((sum, loss) => sum + loss ** 2, 0)))
    return refuseEstimate('overflow', 'the errors are too large for a double to hold their squares');
  // The ends are those of all rows, not only of those that were drawn.
  const ends = columns.map(({ values }, column) => ({
    ...endsOf(values),
    cuts: cuts[column]?.cuts ?? new Float64Array(0),
  }));
  return {
    rows: actual.length,
    names: columns.map(({ name }) => name),
    cuts: ends,
    bins,
    absolute: calibrateLoss(bins, absolute),
    squared: calibrateLoss(
      bins,
      absolute.map((loss) => loss * loss),
    ),
  };
}

export interface Column {
  readonly name: string;
  readonly values: Float64Array;
}

export const columnsOf = (
  features: Readonly<Record<string, ArrayLike<number>>>,
  predicted: ArrayLike<number>,
): Column[] => [
  ...Object.entries(features).map(([name, values]) => ({ name, values: doublesOf(values) })),
  { name: predictedName, values: doublesOf(predicted) },
];

export function problemOf(columns: readonly Column[], rows: number): EstimateRefusal | undefined {
  if (rows === 0) return refuseEstimate('empty', 'there is no row');
  for (const { name, values } of columns) {
    if (values.length !== rows)
      return refuseEstimate('invalid', `expected ${rows} values of ${name}, found ${values.length}`);
    for (let row = 0; row < rows; row += 1) {
      const value = values[row] ?? Number.NaN;
      if (Number.isFinite(value) || (Number.isNaN(value) && name !== predictedName)) continue;
      return refuseEstimate('invalid', `${name} of row ${row} is ${value}, expected a finite number`);
    }
  }
  return undefined;
}

function endsOf(values: Float64Array): { readonly lowest: number; readonly highest: number } {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}

function calibrateLoss(bins: readonly Uint8Array[], losses: Float64Array): LossCalibrator {
  const rows = losses.length;
  const expected = new Float64Array(rows);
  const folds = Array.from({ length: foldCount }, (_, fold) => {
    const others = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => row % foldCount !== fold);
    const trees = boost(bins, losses, others);
    for (let row = fold; row < rows; row += foldCount) expected[row] = boostedAt(trees, bins, row);
    return trees;
  });
  const order = orderNumbers(expected);
  const ends = cutCells(
    Float64Array.from(order, (row) => expected[row] ?? 0),
    mostCells,
    fewestOfCell,
  );
  const upper = Float64Array.from(ends, (end) => expected[order[end - 1] ?? 0] ?? 0);
  const [cellRows, level, variance] = [upper.slice(), upper.slice(), upper.slice()];
  let start = 0;
  for (const [cell, end] of ends.entries()) {
    const count = end - start;
    let [sum, squares] = [0, 0];
    for (; start < end; start += 1) {
      const loss = losses[order[start] ?? 0] ?? 0;
      sum += loss;
      squares += loss * loss;
    }
    cellRows[cell] = count;
    level[cell] = sum / count;
    variance[cell] = count > 1 ? Math.max(0, squares - sum ** 2 / count) / (count - 1) : 0;
  }
  raise(level, cellRows);
  const left = losses.map((loss, row) => loss - (level[cellAt(upper, expected[row] ?? 0)] ?? 0));
  return { folds, upper, cellRows, level, variance, left };
}
