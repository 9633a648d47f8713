export interface RateLimit {
  /** How long to wait where it is too much; 0 where it is counted. */
  take(of: string): number;
  /** How many more there may be at once. */
  left(of: string): number;
}

/** So many within a window that ends now, for each key. */
export function createRateLimit(
  { most, milliseconds }: { readonly most: number; readonly milliseconds: number },
  now: () => number,
): RateLimit {
  const taken = new Map<string, number[]>();
  const recent = (of: string): number[] => {
    const kept = (taken.get(of) ?? []).filter((at) => at > now() - milliseconds);
    taken.set(of, kept);
    return kept;
  };
  return {
    take: (of) => {
      const kept = recent(of);
      const [oldest = 0] = kept;
      if (kept.length >= most) return oldest + milliseconds - now();
      kept.push(now());
      return 0;
    },
    left: (of) => most - recent(of).length,
  };
}

/** As a header says it. */
export function retryAfterText(retryAfter: number | Date): string {
  return typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString();
}
