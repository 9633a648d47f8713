import type { Vectors } from './inner-products.ts';
import type { Matrix } from './matrix.ts';
import { normalScores } from './normal-scores.ts';
import { sumOf, sumOfSquares } from './sums.ts';

/** Up to this many columns, their squares and products are features too. */
export const mostColumnsInPairs = 30;

/** Some rows of a matrix, in an order of their own. */
export interface Selection {
  readonly matrix: Matrix;
  readonly rows: Int32Array;
}

/** What a classifier looks at: one vector a feature, standardised over all rows, and the columns each one comes from. */
export interface Features extends Vectors {
  readonly sources: readonly (readonly number[])[];
}

interface Feature {
  readonly vector: Float64Array;
  readonly sources: readonly number[];
}

/**
 * Features of the rows of several selections, one after the other: each column as the normal scores of its ranks, with
 * the mean for missing cells; whether a cell is missing, for columns with missing cells; and for few columns squares and
 * products, which see spreads and correlations. Features that do not vary are left out.
 *
 * Ranks, as one value of 1e300, or a heavy tail, would otherwise make the rest of its column 0. Nothing here knows which
 * row is of which side. Cost: a sort of each column, and a pass over the rows for each feature.
 */
export function featuresOf(selections: readonly Selection[]): Features {
  const length = selections.reduce((rows, { rows: more }) => rows + more.length, 0);
  const columns = selections[0]?.matrix.columns ?? 0;
  const scores: Feature[] = [];
  const indicators: Feature[] = [];
  for (let column = 0; column < columns; column += 1) {
    const cells = columnOf(selections, column, length);
    addVarying(scores, normalScores(cells), [column]);
    if (cells.some(Number.isNaN)) addVarying(indicators, cells.map(missingCell), [column]);
  }
  return joined([...scores, ...indicators, ...(columns <= mostColumnsInPairs ? pairs(scores) : [])], length);
}

const missingCell = (cell: number): number => (Number.isNaN(cell) ? 1 : 0);

/** The finite cells of a column; NaN for the others. */
function columnOf(selections: readonly Selection[], column: number, length: number): Float64Array {
  const cells = new Float64Array(length);
  let at = 0;
  for (const { matrix, rows } of selections) {
    for (let index = 0; index < rows.length; index += 1) {
      const cell = matrix.values[(rows[index] ?? 0) * matrix.columns + column] ?? Number.NaN;
      cells[at] = Number.isFinite(cell) ? cell : Number.NaN;
      at += 1;
    }
  }
  return cells;
}

function pairs(scores: readonly Feature[]): Feature[] {
  const found: Feature[] = [];
  for (const [index, first] of scores.entries()) {
    for (const second of scores.slice(index)) {
      const product = new Float64Array(first.vector.length);
      for (let row = 0; row < product.length; row += 1) {
        product[row] = (first.vector[row] ?? 0) * (second.vector[row] ?? 0);
      }
      const sources = first === second ? first.sources : [...first.sources, ...second.sources];
      addVarying(found, product, sources);
    }
  }
  return found;
}

/** What varies less than this, of features whose size is about 1, is rounding. */
const negligible = 1e-6;

/** Adds the vector standardised, in place, with NaN as the mean; not where it does not vary. */
function addVarying(features: Feature[], vector: Float64Array, sources: readonly number[]): void {
  const known = vector.some(Number.isNaN) ? vector.filter((value) => !Number.isNaN(value)) : vector;
  const mean = sumOf(known) / known.length;
  const deviation = Math.sqrt(Math.max(0, sumOfSquares(known) / known.length - mean * mean));
  if (!(deviation > negligible)) return;
  for (let row = 0; row < vector.length; row += 1) {
    const value = vector[row] ?? 0;
    vector[row] = Number.isNaN(value) ? 0 : (value - mean) / deviation;
  }
  features.push({ vector, sources });
}

function joined(features: readonly Feature[], length: number): Features {
  const values = new Float64Array(features.length * length);
  for (const [index, { vector }] of features.entries()) values.set(vector, index * length);
  return { values, count: features.length, length, stride: length, sources: features.map(({ sources }) => sources) };
}
