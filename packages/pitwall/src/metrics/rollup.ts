import { type Bucket, type Resolution, resolutions } from '../state/metric-table.ts';

/** What one sample is, as a bucket of its own. −0 is 0, so that the engines agree about it. */
export const bucketOf = (at: number, value: number, length: number): Bucket => ({
  start: at - (at % length),
  count: 1,
  sum: value + 0,
  min: value + 0,
  max: value + 0,
  last: value + 0,
  lastAt: at,
});

/** Two buckets of the same stretch as one. In any order it gives the same, a sum to the last digits of a double. */
export function joinBuckets(one: Bucket, other: Bucket): Bucket {
  const later = other.lastAt > one.lastAt || (other.lastAt === one.lastAt && other.last > one.last);
  return {
    start: one.start,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    last: later ? other.last : one.last,
    lastAt: later ? other.lastAt : one.lastAt,
  };
}

/** The buckets of samples at one resolution, by where they start. */
export function rollUp(
  samples: readonly { readonly at: number; readonly value: number }[],
  resolution: Resolution,
): ReadonlyMap<number, Bucket> {
  const length = resolutions[resolution];
  const buckets = new Map<number, Bucket>();
  for (const { at, value } of samples) {
    const bucket = bucketOf(at, value, length);
    const before = buckets.get(bucket.start);
    buckets.set(bucket.start, before ? joinBuckets(before, bucket) : bucket);
  }
  return buckets;
}
