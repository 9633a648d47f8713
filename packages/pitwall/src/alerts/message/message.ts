import type { Severity, Threshold } from '@pitwall/sdk';
import type { Labels } from '../labels.ts';

export const messageKinds = [
  'firing',
  'resolved',
  'acknowledged',
  'reminder',
  'escalation',
  'flapping',
  'digest',
  'notice',
  'test',
] as const;

export type MessageKind = (typeof messageKinds)[number];

export interface MeasuredValue {
  readonly at: number;
  readonly value: number | null;
  readonly status: string;
}

/** What was changed before it began. */
export interface ChangeBefore {
  readonly at: number;
  readonly what: string;
  readonly by: string;
}

export interface MessageAlert {
  readonly id: string;
  readonly state: 'firing' | 'acknowledged' | 'resolved';
  readonly severity: Severity;
  readonly subject: string;
  readonly metric: string;
  readonly rule: string;
  readonly title: string;
  readonly summary: string;
  readonly since: number;
  readonly resolvedAt: number | null;
  readonly value: number | null;
  readonly threshold: Threshold | null;
  readonly expected: string | null;
  readonly observed: string | null;
  /** How sure: how many rows, over which time, with which interval. */
  readonly sure: string | null;
  readonly count: number;
  /** Oldest first. */
  readonly recent: readonly MeasuredValue[];
  readonly before: readonly ChangeBefore[];
  /** Titles of others that fire for the same thing. */
  readonly related: readonly string[];
  readonly fix: string | null;
  readonly runbook: string | null;
  readonly labels: Labels;
  readonly url: string | null;
  readonly acknowledgeUrl: string | null;
}

/** What is told, before any channel has made its own of it. Plain data: it is kept as JSON. */
export interface Message {
  readonly kind: MessageKind;
  /** Why it is told now: `first notification`, `new alerts added` … */
  readonly reason: string;
  readonly project: string;
  /** One line. */
  readonly title: string;
  /** What stands above the alerts, where there is something to say of all of them. */
  readonly text: string | null;
  readonly severity: Severity;
  /** The same for all messages about the same incident. */
  readonly thread: string;
  readonly at: number;
  /** By what the alerts belong together. */
  readonly group: Labels;
  readonly firing: number;
  readonly resolved: number;
  /** Worst first. */
  readonly alerts: readonly MessageAlert[];
  /** So many more, which are not in it. */
  readonly more: number;
  readonly url: string | null;
  /** Where it goes elsewhere than it was meant to. */
  readonly instead: { readonly of: string; readonly because: string } | null;
}
