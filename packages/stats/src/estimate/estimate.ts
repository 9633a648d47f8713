import type { Interval, Refusal, ScoreReason } from '../score/score.ts';

/** Version of the definitions in this folder: raised when the same data would give another figure. */
export const estimateVersion = 2;

export const estimateReasons = ['reference_too_small', 'reference_too_thin', 'outside_reference'] as const;
export type EstimateReason = ScoreReason | (typeof estimateReasons)[number];

/**
 * What a metric of rows without labels will be when their labels arrive. It is no score: it has no `value`, so nothing
 * that judges measured figures takes it by mistake.
 *
 * It holds as long as rows with the same score (for a regression: the same features and prediction) turn out as they did
 * in the reference. Where that changes, which is called concept drift, the estimate is wrong and nothing here can see
 * it: only labels can.
 */
export interface EstimatedFigure {
  readonly basis: 'estimated';
  readonly metric: string;
  readonly version: number;
  readonly estimated: number;
  /** Holds what will be measured, in `level` of all cases where the assumption is true. */
  readonly interval: Interval;
  /** Variance of what will be measured about the estimate, and what it comes from. */
  readonly variance: { readonly sampling: number; readonly calibration: number };
  readonly rows: number;
  readonly reference_rows: number;
}

/** Why there is no estimate. */
export interface UnknownEstimate {
  readonly basis: 'estimated';
  readonly metric: string;
  readonly version: number;
  readonly estimated: null;
  readonly reason: EstimateReason;
  readonly explanation: string;
  readonly rows: number;
  readonly reference_rows: number;
}

export type EstimatedScore = EstimatedFigure | UnknownEstimate;

/** A reason on its own, before it is known which metric asked. */
export interface EstimateRefusal {
  readonly reason: EstimateReason;
  readonly explanation: string;
}

export function refuseEstimate(reason: EstimateReason, explanation: string): EstimateRefusal {
  return { reason, explanation };
}

export function isEstimateRefusal<T extends object>(answer: T | Refusal | EstimateRefusal): answer is EstimateRefusal {
  return 'reason' in answer && 'explanation' in answer;
}

/** How many rows an estimate is of, and how many it was learnt from. */
export type EstimatedRows = Pick<EstimatedFigure, 'rows' | 'reference_rows'>;

export const estimatedRows = (rows: number, reference: { readonly rows: number } | EstimateRefusal): EstimatedRows => ({
  rows,
  reference_rows: isEstimateRefusal(reference) ? 0 : reference.rows,
});

export function unknownEstimate(metric: string, refusal: EstimateRefusal, rows: EstimatedRows): UnknownEstimate {
  return { basis: 'estimated', metric, version: estimateVersion, estimated: null, ...refusal, ...rows };
}

export interface EstimateOptions {
  /** How sure the intervals are; 0.95 where not said. */
  readonly level?: number;
  readonly seed?: number;
  /** How many worlds the intervals are made of; 500 where not said. */
  readonly worlds?: number;
  /** The largest share of the rows that may lie outside what the reference has seen; 0.05 where not said. */
  readonly outside?: number;
  /**
   * How far the outcome may have moved away from the reference, for a score that has not: the standard deviation, in
   * log-odds, of a shift of all probabilities. 0 where not said, which is that nothing moved.
   */
  readonly slack?: number;
}

export interface EstimateRule {
  readonly level: number;
  readonly seed: number;
  readonly worlds: number;
  readonly outside: number;
  readonly slack: number;
}

/** The options with what was not said; throws for one that cannot be meant. */
export function estimateRule(options: EstimateOptions = {}): EstimateRule {
  const { level = 0.95, seed = 0, worlds = 500, outside = 0.05, slack = 0 } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`level is ${level}, expected a number above 0 and below 1`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}, expected a whole number`);
  if (!(Number.isSafeInteger(worlds) && worlds >= 100))
    throw new RangeError(`worlds is ${worlds}, expected a whole number from 100 on`);
  if (!(outside >= 0 && outside <= 1)) throw new RangeError(`outside is ${outside}, expected a share from 0 to 1`);
  if (!(slack >= 0 && slack < Number.POSITIVE_INFINITY))
    throw new RangeError(`slack is ${slack}, expected a number from 0 on`);
  return { level, seed, worlds, outside, slack };
}
