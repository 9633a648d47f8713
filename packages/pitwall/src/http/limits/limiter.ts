import { type Bucket, type BucketRule, fullBucket, refilled, secondsUntil, taken } from './token-bucket.ts';

/** A bucket for each of whom something is asked. */
export interface Limiter {
  /** Seconds to wait until `amount` may be taken; 0 for now. Takes nothing. */
  wait(key: string, amount: number, now: number): number;
  /** Takes it, whether it is there or not. */
  take(key: string, amount: number, now: number): void;
}

/** Who was not heard of for longest is forgotten: a full bucket is as good as none. */
const usualKeys = 10_000;

export function createLimiter(rule: BucketRule, mostKeys = usualKeys): Limiter {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (key: string, now: number): Bucket => {
    const known = buckets.get(key);
    return known ? refilled(known, rule, now) : fullBucket(rule, now);
  };
  return {
    wait: (key, amount, now) => secondsUntil(bucketOf(key, now), rule, amount),
    take(key, amount, now) {
      const left = taken(bucketOf(key, now), amount);
      buckets.delete(key);
      buckets.set(key, left);
      if (buckets.size <= mostKeys) return;
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    },
  };
}
