import { countOnEdges } from './count.ts';
import { baselineEdges } from './edges.ts';
import { type Moments, momentsOf } from './moments.ts';
import { type NumericValues, readNumbers } from './numbers.ts';

/**
 * A column of numbers as counts. `edges` are the inner edges: bin 0 lies below the first, bin i is
 * [edges[i − 1], edges[i]), the last is open above. Two edges that are neighbouring doubles enclose a single value.
 * A baseline and the windows compared with it are the same thing; a window is counted on the baseline's edges.
 */
export interface NumericProfile {
  readonly kind: 'numeric';
  readonly version: 1;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Neither a number nor NaN: null, or not there. */
  readonly missing: number;
  readonly nan: number;
  readonly negativeInfinity: number;
  readonly positiveInfinity: number;
  /** Of the finite values; null where there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly moments: Moments;
}

/** How many values the edges of a baseline are made from, at most. The counts are always of all values. */
export const edgeSample = 100_000;

/** A baseline of a column in memory: edges from the column's own quantiles, then counts on them. */
export function baselineNumbers(values: NumericValues, options: { readonly bins?: number } = {}): NumericProfile {
  const { finite } = readNumbers(values);
  return profileNumbers(values, baselineEdges(spread(finite).sort(), options));
}

/** A window: a column counted on edges that are given. Cost: one pass and a binary search a value. */
export function profileNumbers(values: NumericValues, edges: readonly number[]): NumericProfile {
  const { finite, missing, nan, negativeInfinity, positiveInfinity } = readNumbers(values);
  const counts = countOnEdges(finite, edges);
  const [min, max] = extremes(finite);
  const moments = momentsOf(finite);
  return {
    kind: 'numeric',
    version: 1,
    edges,
    counts,
    missing,
    nan,
    negativeInfinity,
    positiveInfinity,
    min,
    max,
    moments,
  };
}

/** How many rows were counted, of any sort. */
export function rowsOf(profile: NumericProfile): number {
  return finiteOf(profile) + profile.missing + profile.nan + profile.negativeInfinity + profile.positiveInfinity;
}

export function finiteOf(profile: NumericProfile): number {
  return profile.counts.reduce((sum, count) => sum + count, 0);
}

/** The smallest and largest of finite values, or nulls. −0 is 0. */
export function extremes(values: ArrayLike<number>): readonly [number | null, number | null] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return values.length === 0 ? [null, null] : [min + 0, max + 0];
}

/**
 * All values, or a sample of `edgeSample` of them at multiples of the golden ratio: spread evenly over the column, the
 * same at every call, and, unlike every k-th value, not in step with a period in the data.
 */
function spread(values: ArrayLike<number>): Float64Array {
  if (values.length <= edgeSample) return Float64Array.from(values);
  const golden = (Math.sqrt(5) - 1) / 2;
  return Float64Array.from({ length: edgeSample }, (_, index) => {
    const place = (index * golden) % 1;
    return values[Math.floor(place * values.length)] ?? 0;
  });
}
