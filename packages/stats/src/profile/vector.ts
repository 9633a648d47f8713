import { type CompositeProfile, numericFacet, projectionCount, projectionName } from './composite.ts';
import { baselineNumbers, type NumericProfile, profileNumbers } from './numeric.ts';

export type Vector = ArrayLike<number | null>;
export type VectorValues = ArrayLike<Vector | null | undefined>;

/**
 * A baseline of a column of vectors of one length, such as embeddings, with the facets
 * - `norm`: the Euclidean norm;
 * - `projection-1` … `projection-16`: the sum of ±x over √d, with the signs of `signOf`. When a cloud of vectors moves
 *   or changes its form, so do its shadows in all but few directions.
 *
 * The length is the most frequent one (of equally frequent ones the shortest). A vector of another length, without any
 * number, or with one that is not finite is missing in every facet.
 *
 * Reference: Achlioptas, "Database-friendly random projections: Johnson–Lindenstrauss with binary coins" (2003).
 * Cost: 17 additions a number, and 17 numbers a vector in memory.
 * Example: the norm of baselineVectors([[3, 4]]) is a 5.
 */
export function baselineVectors(values: VectorValues, options: { readonly bins?: number } = {}): CompositeProfile {
  return compose(values, usualLength(values), (numbers) => baselineNumbers(numbers, options));
}

/** A window: vectors counted as their baseline counts them. */
export function profileVectors(values: VectorValues, baseline: CompositeProfile): CompositeProfile {
  const { dimensions } = baseline;
  if (dimensions === undefined) {
    throw new RangeError(`expected a baseline of vectors with their dimensions, got one of kind ${baseline.kind}`);
  }
  return compose(values, dimensions, (numbers, name) => profileNumbers(numbers, numericFacet(baseline, name).edges));
}

function compose(
  values: VectorValues,
  dimensions: number,
  profile: (numbers: Float64Array, facet: string) => NumericProfile,
): CompositeProfile {
  const vectors = Array.from(values)
    .filter(isVector)
    .filter(({ length }) => length === dimensions);
  const missing = values.length - vectors.length;
  const signs = signsOf(dimensions);
  const norms = new Float64Array(vectors.length);
  const shadows = Array.from({ length: projectionCount }, () => new Float64Array(vectors.length));
  vectors.forEach((vector, row) => {
    norms[row] = normOf(vector);
    projectionsOf(vector, signs).forEach((value, index) => {
      const column = shadows[index];
      if (column) column[row] = value;
    });
  });
  const named = [['norm', norms] as const, ...shadows.map((column, i) => [projectionName(i + 1), column] as const)];
  const facets = Object.fromEntries(named.map(([name, column]) => [name, { ...profile(column, name), missing }]));
  return { kind: 'vector', version: 1, dimensions, facets };
}

function isVector(value: Vector | null | undefined): value is ArrayLike<number> {
  if (!value) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (!Number.isFinite(value[index])) return false;
  }
  return value.length > 0;
}

function usualLength(values: VectorValues): number {
  const lengths = new Map<number, number>();
  for (const { length } of Array.from(values).filter(isVector)) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  return [...lengths].sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b)[0]?.[0] ?? 0;
}

/** Below this, squares lose digits to underflow. */
const smallestSum = 1e-280;

/** √Σx²; where squares would overflow or vanish, of the numbers divided by the largest. Infinite if no double holds it. */
export function normOf(vector: ArrayLike<number>): number {
  const sum = sumOfSquares(vector, 1);
  if (sum > smallestSum && sum < Number.POSITIVE_INFINITY) return Math.sqrt(sum);
  const largest = largestOf(vector);
  return largest === 0 ? 0 : largest * Math.sqrt(sumOfSquares(vector, largest));
}

function sumOfSquares(vector: ArrayLike<number>, unit: number): number {
  let sum = 0;
  for (let index = 0; index < vector.length; index += 1) {
    const value = (vector[index] ?? 0) / unit;
    sum += value * value;
  }
  return sum;
}

function largestOf(vector: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < vector.length; index += 1) largest = Math.max(largest, Math.abs(vector[index] ?? 0));
  return largest;
}

/** All projections of a vector, by signs as `signsOf` has them. */
function projectionsOf(vector: ArrayLike<number>, signs: Int8Array): Float64Array {
  const sums = signedSums(vector, signs, 1);
  const root = Math.sqrt(vector.length);
  if (sums.every(Number.isFinite)) return sums.map((sum) => sum / root);
  const largest = largestOf(vector);
  return signedSums(vector, signs, largest).map((sum) => (sum / root) * largest);
}

function signedSums(vector: ArrayLike<number>, signs: Int8Array, unit: number): Float64Array {
  const sums = new Float64Array(projectionCount);
  for (let dimension = 0; dimension < vector.length; dimension += 1) {
    const value = (vector[dimension] ?? 0) / unit;
    const start = dimension * projectionCount;
    for (let index = 0; index < projectionCount; index += 1) {
      sums[index] = (sums[index] ?? 0) + (signs[start + index] ?? 0) * value;
    }
  }
  return sums;
}

/** Signs of all projections of dimension 0, then of dimension 1, and so on. */
function signsOf(dimensions: number): Int8Array {
  return Int8Array.from({ length: dimensions * projectionCount }, (_, index) =>
    signOf((index % projectionCount) + 1, Math.floor(index / projectionCount)),
  );
}

/**
 * The sign of a dimension (from 0 on) in a projection (from 1 on): + where the topmost bit of
 * fmix32(projection · 0x9e3779b9 + dimension) is 0, in 32-bit arithmetic. fmix32 is the last step of MurmurHash3 by
 * Appleby. Stored profiles depend on it: another hash is another version of the profile.
 */
export function signOf(projection: number, dimension: number): 1 | -1 {
  let hash = (Math.imul(projection, 0x9e3779b9) + dimension) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >= 0 ? 1 : -1;
}
