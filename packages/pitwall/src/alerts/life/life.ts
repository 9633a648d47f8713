import type { AlertState, Severity } from '@pitwall/sdk';

/** What is asked of a condition before people are told, and before they are told that it is over. */
export interface LifeSettings {
  /** So many measurements in a row that are not fine. */
  readonly openAfter: number;
  /** So many in a row that are. */
  readonly closeAfter: number;
  /** And not fine for so long. */
  readonly for: number;
  /** An acknowledgement without an end of its own ends after so long; null where it stays. */
  readonly acknowledgedFor: number | null;
  /** Nothing was measured for so long, or it was unknown for so long: people are told of that; null where they are not. */
  readonly staleAfter: number | null;
  /** Shares of changes among the last 21 measurements at which it begins to flap, and at which it no longer does. */
  readonly flap: { readonly high: number; readonly low: number } | null;
}

export interface Acknowledgement {
  readonly by: string;
  readonly at: number;
  readonly until: number | null;
  readonly comment: string | null;
  /** How bad it was then: worse than that is news. */
  readonly severity: Severity;
}

/** All that is remembered of one condition. Plain data: it is kept as JSON. */
export interface Life {
  readonly state: AlertState;
  readonly severity: Severity;
  /** How many times it has fired. */
  readonly episode: number;
  /** Measurements that were not fine since it began. */
  readonly count: number;
  /** When it began to be not fine. */
  readonly since: number;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
  /** When it was last measured, whatever came of it. */
  readonly seenAt: number;
  /** In a row, up to now. */
  readonly bad: number;
  readonly good: number;
  readonly acknowledgement: Acknowledgement | null;
  readonly flapping: boolean;
  readonly stale: boolean;
  /** The last measurements, oldest first, `b` or `g`; at most 21. */
  readonly past: string;
  /** What it was, while it is pending again: so it stays where nothing comes of that. */
  readonly over: Pick<Life, 'since' | 'count' | 'severity'> | null;
}

export type Signal =
  | { readonly kind: 'bad'; readonly at: number; readonly severity: Severity }
  | { readonly kind: 'good'; readonly at: number }
  | { readonly kind: 'unknown'; readonly at: number }
  | { readonly kind: 'time'; readonly at: number }
  | {
      readonly kind: 'acknowledge';
      readonly at: number;
      readonly by: string;
      readonly until: number | null;
      readonly comment: string | null;
    }
  | { readonly kind: 'unacknowledge'; readonly at: number; readonly by: string }
  | { readonly kind: 'resolve'; readonly at: number; readonly by: string };

export const happenings = [
  'pending',
  'fired',
  'raised',
  'lowered',
  'acknowledged',
  'unacknowledged',
  'acknowledgement_expired',
  'resolved',
  'dropped',
  'flapping',
  'steady',
  'stale',
  'fresh',
] as const;

/** What came of a signal; each is an entry in the history of the alert. */
export type Happening = (typeof happenings)[number];
