/** Why a comparison has no answer. Data never makes a test throw, and never makes it answer NaN. */
export type Reason =
  | 'fewer than two values'
  | 'not a number among the values'
  | 'values not in ascending order'
  | 'an infinite value'
  | 'not a count'
  | 'counts of different lengths'
  | 'nothing varies';

/** A comparison that could not be made, never to be taken for one that found nothing. */
export interface Unknown<Method extends string = string> {
  readonly method: Method;
  readonly unknown: Reason;
}

/** What every comparison of a reference with current values says. */
export interface Comparison<Method extends string = string> {
  readonly method: Method;
  readonly statistic: number;
  /** Probability of a statistic at least as extreme without any difference; above 0 always, as no data prove the impossible. */
  readonly p: number;
  /** How many values the reference has. */
  readonly n: number;
  /** How many current values there are. */
  readonly m: number;
}

export function isUnknown(outcome: object): outcome is Unknown {
  return 'unknown' in outcome;
}

/** Rounding may leave a sum of probabilities a little above 1, and a tail below the smallest double is not an impossible one. */
export function probability(p: number): number {
  return Math.min(1, Math.max(Number.MIN_VALUE, p));
}
