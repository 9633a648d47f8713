/** Version of the definitions in this folder: raised when the same data would give another figure. */
export const scoreVersion = 1;

/** Between these the true figure lies in `level` of all samples such as this one. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly method: string;
}

export const scoreReasons = [
  'empty',
  'one_class',
  'nothing_predicted',
  'nothing_actual',
  'no_spread',
  'no_weight',
  'too_few',
  'zero_actual',
  'not_given',
  'invalid',
  'overflow',
] as const;
export type ScoreReason = (typeof scoreReasons)[number];

/** A measured figure. `rows` are those it rests on. */
export interface ScoreFigure {
  readonly metric: string;
  readonly version: number;
  readonly value: number;
  /** Null where the data are too few to say how sure the figure is; `interval_missing` says why. */
  readonly interval: Interval | null;
  readonly interval_missing?: string;
  /** Standard error of the value, where there is one. */
  readonly standard_error: number | null;
  readonly rows: number;
}

/** Why there is no figure: never zero, and never a guess. */
export interface UnknownScore {
  readonly metric: string;
  readonly version: number;
  readonly value: null;
  readonly reason: ScoreReason;
  readonly explanation: string;
  readonly rows: number;
}

export type Score = ScoreFigure | UnknownScore;

/** A reason on its own, before it is known which metric asked. */
export interface Refusal {
  readonly reason: ScoreReason;
  readonly explanation: string;
}

export function refuse(reason: ScoreReason, explanation: string): Refusal {
  return { reason, explanation };
}

/** Why nothing can be made of rows with these sums of weights: divided by infinity, every figure would be 0. */
export function weightProblem({ weight, square }: { readonly weight: number; readonly square: number }) {
  if (weight === 0) return refuse('no_weight', 'the weights of all rows are 0');
  if (Number.isFinite(square)) return undefined;
  return refuse('overflow', 'the weights are too large for a double to hold the sum of their squares');
}

export function isRefusal<T extends object>(answer: T | Refusal): answer is Refusal {
  return 'reason' in answer && 'explanation' in answer;
}

/** What a metric says of its data: the figure, and the variance that chance gives it. */
export interface Estimate {
  readonly value: number;
  /** Of the value over samples such as this one; null where it cannot be said. */
  readonly variance: number | null;
  /** How many rows count, each by its weight: (Σw)² / Σw², which is their number without weights. */
  readonly effective: number;
  readonly rows: number;
  /** What chance alone makes of it on the average, where that is not 0. */
  readonly byChance?: number;
  /** How skewed the value is over such samples: Σ influence³ / (Σ influence²)^1.5 over the rows. */
  readonly skewness?: number;
  /** The shares whose plain mean the value is: each has an interval of its own, and together they make that of the mean. */
  readonly parts?: readonly Estimate[];
  /** What the interval takes for the variance, where few rows make the plain one too small. */
  readonly cautious?: number;
  /** An interval that takes more than these figures to make. */
  readonly interval?: (level: number) => Interval | string;
}
