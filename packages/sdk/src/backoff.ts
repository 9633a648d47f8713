/** A number from 0 on and below 1. */
export type Random = () => number;

/** The source that everybody has; a test hands over another. */
export const someRandom: Random = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export interface Backoff {
  readonly firstMilliseconds: number;
  readonly mostMilliseconds: number;
}

/**
 * How long to wait after so many failures in a row: twice as long each time, up to the longest, and by chance up to half
 * of it less, so that many who failed at once do not come back at once.
 */
export function backoffOf({ firstMilliseconds, mostMilliseconds }: Backoff, failures: number, random: Random): number {
  const whole = Math.min(mostMilliseconds, firstMilliseconds * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(whole * (1 - random() / 2));
}
