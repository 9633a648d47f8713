import { varianceOf } from '../profile/moments.ts';
import { type NumericProfile, profileNumbers } from '../profile/numeric.ts';
import { errorEdges } from './error-edges.ts';
import { assertMatrix, generator, infiniteCells, type Matrix, shuffledRows } from './matrix.ts';
import { leastRows, type MultivariateUnknown } from './outcome.ts';
import { principalComponents } from './principal-components.ts';
import { type Scale, scaleOf, standardisedRows } from './scale.ts';

/** What a baseline keeps of several columns together. Plain data; it holds no row. */
export interface Reconstruction {
  readonly kind: 'reconstruction';
  readonly version: 1;
  readonly columns: number;
  readonly scales: readonly Scale[];
  /** Directions of length 1; each has a number for every column. */
  readonly components: readonly (readonly number[])[];
  /** The share of the variance that each component holds. */
  readonly shares: readonly number[];
  /** How many rows the scales and components are from. */
  readonly fitted: number;
  /** The reconstruction errors of as many other rows. */
  readonly errors: NumericProfile;
  /** The mean squared residual of each column in these rows. */
  readonly residuals: readonly number[];
  /** Infinite cells of all rows given: they were taken for missing. */
  readonly infinite: number;
}

export const reconstructionMethod = 'reconstruction';
export type ReconstructionMethod = typeof reconstructionMethod;

/**
 * Principal components of a reference, and how well they reconstruct rows that they were not made from.
 *
 * Definition: up to 10,000 rows and 2,000,000 cells are shuffled (always the same way; not every second row, as in many
 * tables home and away alternate) and halved. From one half come each column's scale and the components of the
 * standardised columns that hold 80 % of the variance. From the other come the errors: the length of a standardised row
 * less its projection onto the components. Missing cells are the mean.
 *
 * Reference: Jackson and Mudholkar, Control procedures for residuals associated with principal component analysis (1979).
 * Cost: that of `principalComponents`. JSON: 32 numbers a column at most.
 */
export function fitReconstruction(reference: Matrix): Reconstruction | MultivariateUnknown<ReconstructionMethod> {
  assertMatrix('reference', reference);
  const rows = shuffledRows(reference, generator(0));
  if (rows.length < leastRows) return { method: reconstructionMethod, unknown: 'fewer than ten rows' };
  const half = Math.ceil(rows.length / 2);
  const [forFit, forErrors] = [rows.subarray(0, half), rows.subarray(half)];
  const scales = Array.from({ length: reference.columns }, (_, column) => scaleOf(reference, forFit, column));
  if (scales.filter(({ deviation }) => deviation > 0).length < 2) {
    return { method: reconstructionMethod, unknown: 'fewer than two columns that vary' };
  }
  const { components, shares } = principalComponents(standardisedRows(reference, forFit, scales));
  const { errors, residuals } = reconstruct(reference, forErrors, scales, components);
  return {
    kind: 'reconstruction',
    version: 1,
    columns: reference.columns,
    scales,
    components: components.map((component) => [...component]),
    shares,
    fitted: half,
    errors: profileNumbers(errors, errorEdges(errors.slice().sort())),
    residuals,
    infinite: infiniteCells(reference),
  };
}

/** A residual below this, in standard deviations, is rounding. */
export const negligibleError = 1e-6;

export interface Errors {
  /** One for each row. */
  readonly errors: Float64Array;
  /** The mean squared residual of each column. */
  readonly residuals: number[];
}

export function reconstruct(
  matrix: Matrix,
  rows: Int32Array,
  scales: readonly Scale[],
  components: readonly ArrayLike<number>[],
): Errors {
  const { values, count, length } = standardisedRows(matrix, rows, scales);
  const errors = new Float64Array(count);
  const squares = new Float64Array(length);
  const directions = components.map((component) => Float64Array.from(component));
  for (let row = 0; row < count; row += 1) {
    const line = values.subarray(row * length, (row + 1) * length);
    // components are orthogonal, so taking out one leaves the projections onto the others
    for (const direction of directions) takeOut(line, direction);
    let sum = 0;
    for (let column = 0; column < length; column += 1) {
      const square = (line[column] ?? 0) ** 2;
      sum += square;
      squares[column] = (squares[column] ?? 0) + square;
    }
    const error = Math.sqrt(sum);
    errors[row] = error < negligibleError ? 0 : error;
  }
  return { errors, residuals: Array.from(squares, (sum) => sum / count) };
}

function takeOut(line: Float64Array, direction: Float64Array): void {
  let projection = 0;
  for (let k = 0; k < line.length; k += 1) projection += (line[k] ?? 0) * (direction[k] ?? 0);
  for (let k = 0; k < line.length; k += 1) line[k] = (line[k] ?? 0) - projection * (direction[k] ?? 0);
}

/** Mean and standard deviation of the errors of a baseline. Errors are bounded, so both are always known. */
export function spreadOfErrors({ moments }: NumericProfile): { readonly mean: number; readonly deviation: number } {
  return { mean: moments.mean ?? 0, deviation: Math.sqrt(varianceOf(moments, 'population') ?? 0) };
}
