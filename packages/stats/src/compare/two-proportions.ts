import { fisherExact } from '../distribution/fisher-exact.ts';
import { type Comparison, probability, type Unknown } from './outcome.ts';

const method = 'two-proportions';
type Method = typeof method;

/** `count` of `of` have the property, such as nulls among rows. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
}

export interface TwoProportions extends Comparison<Method> {
  /** Current share − reference share. */
  readonly difference: number;
  /** Like p, but counting half of what is exactly as unlikely: closer to the nominal rate of false alarms for few counts, not bounded by it. */
  readonly midP: number;
}

/**
 * Test of two shares, two-sided: is the property, such as being null, as frequent among the current values?
 *
 * p is Fisher's, exact for every size. The statistic is the score z with the pooled share, positive where the current
 * share is the larger, and 0 where all or none have the property: then p is 1, for both shares are equal.
 *
 * Reference: Fisher (1935). Cost: at most about 30,000 steps for a million against a million.
 * Example: twoProportions({ count: 0, of: 1000 }, { count: 6, of: 1000 }).p = 0.031.
 */
export function twoProportions(reference: Proportion, current: Proportion): TwoProportions | Unknown<Method> {
  const [n, m] = [reference.of, current.of];
  if (![reference.count, n, current.count, m].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    return { method, unknown: 'not a count' };
  }
  if (reference.count > n || current.count > m) return { method, unknown: 'not a count' };
  if (n < 2 || m < 2) return { method, unknown: 'fewer than two values' };
  const difference = current.count / m - reference.count / n;
  const share = (reference.count + current.count) / (n + m);
  const deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  const { p, midP } = fisherExact(reference.count, n, current.count, m);
  return {
    method,
    statistic: deviation === 0 ? 0 : difference / deviation,
    p: probability(p),
    midP: probability(midP),
    difference,
    n,
    m,
  };
}
