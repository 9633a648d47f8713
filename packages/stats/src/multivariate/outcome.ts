/** Why several columns could not be judged together. Data never makes a check throw, and never makes it answer NaN. */
export type MultivariateReason = 'fewer than ten rows' | 'nothing varies' | 'fewer than two columns that vary';

/** A check that could not be made, never to be taken for one that found nothing. */
export interface MultivariateUnknown<Method extends string = string> {
  readonly method: Method;
  readonly unknown: MultivariateReason;
}

/** What every check of several columns says. */
export interface MultivariateComparison<Method extends string = string> {
  readonly method: Method;
  readonly statistic: number;
  /** How much it matters, in the measure of the method; 0 without any difference. */
  readonly effect: number;
  /** Probability of a statistic at least as extreme without any difference; above 0 always. */
  readonly p: number;
  /** Rows of the reference that were looked at. */
  readonly n: number;
  /** Current rows that were looked at. */
  readonly m: number;
  /** Infinite cells of all rows given: they were taken for missing. */
  readonly infinite: { readonly reference: number; readonly current: number };
}

/** Fewer rows than this on either side say nothing about several columns. */
export const leastRows = 10;
