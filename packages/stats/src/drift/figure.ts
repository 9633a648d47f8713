import type { Smoothing } from './smoothing.ts';

/** Version of the definitions in this folder: raised when the same data would give another figure. */
export const driftVersion = 1;

export const measures = [
  'psi',
  'kl',
  'js',
  'hellinger',
  'total_variation',
  'wasserstein',
  'energy_distance',
  'ks',
] as const;
export type Measure = (typeof measures)[number];

/**
 * Whose conventions are followed: our own, the classic rule of the CBB model, Evidently's, Phoenix', or the deciles of
 * credit scoring.
 */
export const modes = ['pitwall', 'cbb', 'evidently', 'phoenix', 'decile'] as const;
export type Mode = (typeof modes)[number];

/** `reference_to_current` is D(reference ‖ current): the reference is the one weighed by. */
export type Direction = 'symmetric' | 'reference_to_current' | 'current_to_reference';

/** Bins that no edge or category names; their counts follow those of the named bins, in this order. */
export type ExtraBin = 'rare' | 'other' | 'missing' | 'negative_infinity' | 'positive_infinity';

export interface SideNumbers {
  readonly reference: number;
  readonly current: number;
}

/** What every answer says of the data it was made from. `n_*` are rows, missing ones included. */
export interface Rows {
  readonly n_reference: number;
  readonly n_current: number;
  readonly n_missing: SideNumbers;
}

/** The counts that a figure was made from. Null at either end of `edges` is an open end. */
export interface Counts {
  readonly binning: string;
  readonly edges: readonly (number | null)[] | null;
  readonly categories: readonly string[] | null;
  readonly extra_bins: readonly ExtraBin[];
  readonly counts: { readonly reference: readonly number[]; readonly current: readonly number[] } | null;
}

interface Named {
  readonly measure: Measure;
  readonly mode: Mode;
  readonly version: number;
}

/** A measured drift, with all that is needed to derive it again. */
export interface DriftFigure extends Named, Rows, Counts {
  readonly value: number;
  /** Between these the figure lies if computed from the values themselves; null where it was, or by definition needs no values. */
  readonly bound: { readonly lower: number; readonly upper: number } | null;
  readonly smoothing: Smoothing | null;
  readonly direction: Direction;
  /** What else was chosen: form and base of a divergence, norm and scale of a distance. */
  readonly parameters: Readonly<Record<string, number | string | null>>;
}

export const unknownReasons = [
  'empty_reference',
  'empty_current',
  'all_missing_reference',
  'all_missing_current',
  'no_finite_values',
  'different_kinds',
  'different_edges',
  'not_numeric',
  'needs_values',
  'not_in_mode',
  'empty_bin',
  'no_spread',
  'overflow',
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/** Why there is no figure. */
export interface UnknownDrift extends Named, Rows {
  readonly value: null;
  readonly reason: UnknownReason;
  readonly explanation: string;
}

export type Drift = DriftFigure | UnknownDrift;

/** A reason on its own, before it is known which measure asked. */
export interface Refusal {
  readonly reason: UnknownReason;
  readonly explanation: string;
}

export function refusal(reason: UnknownReason, explanation: string): Refusal {
  return { reason, explanation };
}

export function isRefusal<T extends object>(answer: T | Refusal): answer is Refusal {
  return 'reason' in answer && 'explanation' in answer;
}

export function unknown(measure: Measure, mode: Mode, rows: Rows, { reason, explanation }: Refusal): UnknownDrift {
  const { n_reference, n_current, n_missing } = rows;
  return { measure, mode, version: driftVersion, value: null, reason, explanation, n_reference, n_current, n_missing };
}

/** The figure, or `unknown` where arithmetic has left the doubles: an answer is never NaN or infinite. */
export function figure(parts: Omit<DriftFigure, 'version'>): Drift {
  const bounds = parts.bound ? [parts.bound.lower, parts.bound.upper] : [];
  if ([parts.value, ...bounds].every(Number.isFinite)) return { ...parts, version: driftVersion };
  const explanation = 'the values are too large or too far apart for a double to hold the result; rescale the column';
  return unknown(parts.measure, parts.mode, parts, refusal('overflow', explanation));
}
