import { sortNumbers } from '../score/binary/sort-numbers.ts';
import { mostCodes, type SegmentColumn } from './rows.ts';

/** What a code of a column of numbers stands for. `to` itself belongs to the range where it is the largest value. */
export type NumberRange =
  | { readonly from: number; readonly to: number; readonly isLast: boolean }
  | { readonly value: number }
  | { readonly missing: true };

export interface CutColumn extends SegmentColumn {
  /** One for each code. */
  readonly ranges: readonly NumberRange[];
}

const usualBins = 10;
/** The places to cut at are those of so many rows at the most: more would move them by less than a hundredth of a bin. */
const mostSampled = 100_000;

/**
 * A column of numbers as segments: ranges of about as many rows each. Equal values stay together, a value that fills a
 * range has one of its own, few different values are a segment each, and missing ones (NaN) are the last segment.
 *
 * Of more than 100,000 rows every so manyth is sorted, from a place within its stride that does not depend on the values,
 * so that the same rows always give the same ranges. Cost: one sort of those, and one search for each row.
 * Example: cutNumbers('age', Float64Array.of(1, 2, 3, 4), 2).codes = [0, 0, 1, 1].
 */
export function cutNumbers(name: string, values: Float64Array, bins = usualBins): CutColumn {
  if (!Number.isInteger(bins) || bins < 1 || bins >= mostCodes)
    throw new RangeError(`bins: expected a whole number from 1 to ${mostCodes - 1}, got ${bins}`);
  const { lowest, highest, missing } = endsOf(values);
  const seen = values.length - missing;
  const distinct = fewDistinct(values, bins);
  const starts = distinct ? distinct.subarray(1) : startsOf(sampleOf(values), bins);
  const count = seen === 0 ? 0 : starts.length + 1;
  const ranges = Array.from({ length: count }, (_, code): NumberRange => {
    if (distinct) return { value: distinct[code] ?? 0 };
    const isLast = code === count - 1;
    return { from: code === 0 ? lowest : (starts[code - 1] ?? 0), to: isLast ? highest : (starts[code] ?? 0), isLast };
  });
  const codes = codesOf(values, starts, count);
  if (missing === 0) return { name, codes, count, ranges };
  return { name, codes, count: count + 1, ranges: [...ranges, { missing: true }] };
}

function endsOf(values: Float64Array): { readonly lowest: number; readonly highest: number; readonly missing: number } {
  let [lowest, highest, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) missing += 1;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest, missing };
}

/** The different values in ascending order, if they are no more than `most`. Most columns have shown more in a few rows. */
function fewDistinct(values: Float64Array, most: number): Float64Array | undefined {
  const found: number[] = [];
  let last = Number.NaN;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (value === last || Number.isNaN(value)) continue;
    last = value;
    if (found.includes(value)) continue;
    if (found.length === most) return undefined;
    found.push(value + 0);
  }
  return Float64Array.from(found).sort();
}

/** A value from each stretch of rows, at a place in it that no period of the data can follow; sorted. */
function sampleOf(values: Float64Array): Float64Array {
  const stride = Math.max(1, Math.ceil(values.length / mostSampled));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let size = 0;
  for (let start = 0, turn = 0; start < values.length; start += stride, turn += 1) {
    const place = start + ((Math.imul(turn, 0x9e3779b1) >>> 8) % stride);
    const value = values[Math.min(place, values.length - 1)] ?? Number.NaN;
    if (Number.isFinite(value)) sample[size++] = value + 0;
  }
  return sortNumbers(sample.subarray(0, size));
}

/** The least value of every range but the first: a range is closed where the next value would leave it further from its share. */
function startsOf(sorted: Float64Array, bins: number): Float64Array {
  const starts: number[] = [];
  let [inRange, share] = [0, sorted.length / bins];
  for (let index = 0; index < sorted.length && starts.length < bins - 1; ) {
    const value = sorted[index] ?? 0;
    let end = index + 1;
    while (end < sorted.length && sorted[end] === value) end += 1;
    if (inRange > 0 && inRange + (end - index) / 2 > share) {
      starts.push(value);
      inRange = 0;
      share = (sorted.length - index) / (bins - starts.length);
    }
    inRange += end - index;
    index = end;
  }
  return Float64Array.from(starts);
}

/** The number of starts up to each value; `count` for what is missing. */
function codesOf(values: Float64Array, starts: Float64Array, count: number): Uint8Array {
  const codes = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) {
      codes[row] = count;
      continue;
    }
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    codes[row] = low;
  }
  return codes;
}
