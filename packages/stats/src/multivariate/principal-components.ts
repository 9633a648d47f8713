import { largestEigen } from './eigen.ts';
import { innerProducts, transposed, type Vectors } from './inner-products.ts';
import { sumOfSquares } from './sums.ts';

export interface PrincipalComponents {
  /** Directions of length 1, the one with most variance first; each has a number for every column. */
  readonly components: readonly Float64Array[];
  /** The share of the variance that each has. */
  readonly shares: readonly number[];
}

/** Components beyond this many are not looked for. */
export const mostComponents = 32;

/** Components are taken until they hold this share of the variance. */
export const enoughVariance = 0.8;

/** A direction with less than this share of the variance is rounding. */
const negligible = 1e-12;

/**
 * The directions in which rows vary most: as many as hold 80 % of the variance, at least one, at most 32 and one fewer
 * than there are columns. `lines` are rows with columns of mean 0. The sign of a direction is such that its largest
 * number is positive.
 *
 * Reference: Jolliffe, Principal Component Analysis (2002). Cost: inner products of the columns, or of the rows where they
 * are fewer, and `largestEigen` of them.
 */
export function principalComponents(lines: Vectors): PrincipalComponents {
  const { count: rows, length: columns } = lines;
  const wide = columns > rows;
  const products = innerProducts(wide ? lines : transposed(lines));
  const size = wide ? rows : columns;
  let all = 0;
  for (let index = 0; index < size; index += 1) all += products[index * (size + 1)] ?? 0;
  const most = Math.min(mostComponents, size, columns - 1);
  const { values, vectors } = largestEigen(products, most);
  const components: Float64Array[] = [];
  const shares: number[] = [];
  let held = 0;
  for (const [index, value] of values.entries()) {
    if (index > 0 && (held >= enoughVariance || value <= negligible * all)) break;
    const vector = vectors.subarray(index * size, (index + 1) * size);
    components.push(unit(wide ? sumOfRows(lines, vector) : Float64Array.from(vector)));
    shares.push(value / all);
    held += value / all;
  }
  return { components, shares };
}

function sumOfRows({ values, count, length, stride }: Vectors, weights: Float64Array): Float64Array {
  const sum = new Float64Array(length);
  for (let row = 0; row < count; row += 1) {
    const weight = weights[row] ?? 0;
    for (let k = 0; k < length; k += 1) sum[k] = (sum[k] ?? 0) + weight * (values[row * stride + k] ?? 0);
  }
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(sumOfSquares(vector));
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const scale = largest < 0 ? -length : length;
  return vector.map((value) => value / scale + 0);
}
