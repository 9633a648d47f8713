import { insert, sortNumbers } from './sort-numbers.ts';

/** So many rows of one class share a bucket on the average; more buckets no longer fit the processor's cache. */
const perBucket = 8;
const mostBuckets = 1 << 16;
const mostToInsert = 32;

export interface SortedClasses {
  readonly zeros: Float64Array;
  readonly ones: Float64Array;
}

/**
 * Scores of the zeros and of the ones, each in ascending order.
 *
 * They are dealt into buckets of equal width as `sortNumbers` does it, those of the ones apart from those of the zeros, so
 * that no label has to be carried along. Cost: three passes, half of sorting numbers with their labels.
 */
export function sortClasses(labels: Uint8Array, scores: Float64Array): SortedClasses {
  const buckets = Math.min(mostBuckets, Math.ceil(scores.length / perBucket));
  const { low, scale } = gridOf(scores, buckets);
  const next = new Uint32Array(2 * buckets + 1);
  countRows(labels, scores, { low, scale, buckets, next });
  addUp(next);
  const zeros = next[buckets] ?? 0;
  const sorted = new Float64Array(scores.length);
  dealRows(labels, scores, { low, scale, buckets, next }, sorted);
  sortBuckets(sorted, next);
  return { zeros: sorted.subarray(0, zeros), ones: sorted.subarray(zeros) };
}

interface Grid {
  readonly low: number;
  readonly scale: number;
  readonly buckets: number;
  /** Where the next row of each bucket goes, the buckets of the zeros first. */
  readonly next: Uint32Array;
}

// Each loop is a function of its own, because one of several in a row is compiled again for each of them.

function gridOf(scores: Float64Array, buckets: number): { readonly low: number; readonly scale: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  const scale = (buckets - 1) / (high - low);
  // All in one bucket where they are the same, or too near each other or too far apart for a double.
  return { low, scale: scale > 0 && scale < Number.POSITIVE_INFINITY ? scale : 0 };
}

function countRows(labels: Uint8Array, scores: Float64Array, { low, scale, buckets, next }: Grid): void {
  for (let row = 0; row < scores.length; row += 1) {
    const bucket = (labels[row] ?? 0) * buckets + ((((scores[row] ?? 0) - low) * scale) | 0);
    next[bucket + 1] = (next[bucket + 1] ?? 0) + 1;
  }
}

function addUp(counts: Uint32Array): void {
  let sum = 0;
  for (let place = 0; place < counts.length; place += 1) {
    sum += counts[place] ?? 0;
    counts[place] = sum;
  }
}

function dealRows(
  labels: Uint8Array,
  scores: Float64Array,
  { low, scale, buckets, next }: Grid,
  into: Float64Array,
): void {
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? 0;
    const bucket = (labels[row] ?? 0) * buckets + (((score - low) * scale) | 0);
    const place = next[bucket] ?? 0;
    into[place] = score;
    next[bucket] = place + 1;
  }
}

/** `ends` says where each bucket ends, which is where the one after it starts. */
function sortBuckets(values: Float64Array, ends: Uint32Array): void {
  let start = 0;
  for (let bucket = 0; bucket < ends.length; bucket += 1) {
    const end = ends[bucket] ?? 0;
    if (end - start > mostToInsert) sortNumbers(values.subarray(start, end));
    else insert(values, start, end);
    start = end;
  }
}
