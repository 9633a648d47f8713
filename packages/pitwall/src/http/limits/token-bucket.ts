/** So much comes back each second, up to `burst`. */
export interface BucketRule {
  readonly perSecond: number;
  readonly burst: number;
}

/** How much was left at a time. Below zero it is owed: what something costs may be known only when it is done. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export const fullBucket = ({ burst }: BucketRule, now: number): Bucket => ({ tokens: burst, at: now });

/** A clock that was set back gives nothing, and takes nothing. */
export function refilled({ tokens, at }: Bucket, { perSecond, burst }: BucketRule, now: number): Bucket {
  const seconds = Math.max(0, now - at) / 1000;
  return { tokens: Math.min(burst, tokens + seconds * perSecond), at: now };
}

/** Seconds until there is so much, rounded up; 0 where there is. */
export function secondsUntil({ tokens }: Bucket, { perSecond }: BucketRule, wanted: number): number {
  return tokens >= wanted ? 0 : Math.ceil((wanted - tokens) / perSecond);
}

export const taken = ({ tokens, at }: Bucket, amount: number): Bucket => ({ tokens: tokens - amount, at });
