import { sortNumbers } from '../binary/sort-numbers.ts';

/** The distinct scores in ascending order, and which of them each row has. */
export interface Places {
  readonly cutoffs: Float64Array;
  readonly place: Uint32Array;
}

/** Cost: a sort, and a search for each row. */
export function placesOf(scores: ArrayLike<number>): Places {
  const sorted = new Float64Array(scores.length);
  // Adding 0 makes a zero of minus zero, which would be another score.
  for (let row = 0; row < sorted.length; row += 1) sorted[row] = (scores[row] ?? 0) + 0;
  sortNumbers(sorted);
  let kept = 0;
  for (let k = 0; k < sorted.length; k += 1) {
    const value = sorted[k] ?? 0;
    if (kept === 0 || value !== sorted[kept - 1]) sorted[kept++] = value;
  }
  const cutoffs = sorted.subarray(0, kept);
  return { cutoffs, place: findAll(cutoffs, scores) };
}

/** Scores lie near where they would if they were evenly spread: a table of starts saves most steps of the searches. */
function findAll(cutoffs: Float64Array, scores: ArrayLike<number>): Uint32Array {
  const [lowest, highest] = [cutoffs[0] ?? 0, cutoffs[cutoffs.length - 1] ?? 0];
  const buckets = Math.min(1 << 16, cutoffs.length);
  const even = (buckets - 1) / (highest - lowest);
  const scale = even < Number.POSITIVE_INFINITY ? even : 0;
  const bucketOf = (value: number): number => Math.floor((value - lowest) * scale) || 0;
  const starts = new Uint32Array(buckets + 1);
  for (let k = 0; k < cutoffs.length; k += 1) {
    const next = bucketOf(cutoffs[k] ?? 0) + 1;
    starts[next] = k + 1;
  }
  for (let bucket = 1; bucket <= buckets; bucket += 1)
    starts[bucket] = Math.max(starts[bucket] ?? 0, starts[bucket - 1] ?? 0);
  const place = new Uint32Array(scores.length);
  for (let row = 0; row < place.length; row += 1) {
    const value = scores[row] ?? 0;
    const bucket = bucketOf(value);
    let [low, high] = [starts[bucket] ?? 0, (starts[bucket + 1] ?? 0) - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cutoffs[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    place[row] = low;
  }
  return place;
}
