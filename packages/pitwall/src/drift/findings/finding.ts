import { type Evidence, type Finding, formatSubject, type Status, type Threshold } from '@pitwall/sdk';
import type { Decision, Severity, SeverityThresholds } from '@pitwall/stats';

export interface Judging {
  readonly dataset: string;
  readonly now: Date;
  /** What a column is to the model, where that was said. */
  readonly roles: ReadonlyMap<string, 'target' | 'prediction'>;
}

/** Low is a warning; from medium on a drift is an alert. */
export function statusOf({ drifted }: Decision, severity: Severity | null): Status {
  if (drifted === null) return 'unknown';
  if (!drifted) return 'pass';
  return severity === 'low' ? 'warning' : 'alert';
}

export interface Parts {
  readonly name?: string;
  readonly metric: string;
  readonly value: number | null;
  readonly thresholds: SeverityThresholds | null;
  readonly status: Status;
  readonly message: string;
  readonly reason?: string;
  readonly evidence: Evidence;
}

export function finding(
  { name, metric, value, thresholds, status, message, reason, evidence }: Parts,
  { dataset, now }: Judging,
): Finding {
  const whole = { kind: 'dataset', name: dataset };
  return {
    subject: name === undefined ? formatSubject(whole) : formatSubject(whole, { kind: 'column', name }),
    metric,
    value,
    threshold: thresholds && thresholdOf(thresholds),
    status,
    message,
    ...(reason === undefined ? {} : { reason }),
    evidence,
    at: now.toISOString(),
  };
}

const thresholdOf = ([low, medium]: SeverityThresholds): Threshold => ({ warning: `>= ${low}`, alert: `>= ${medium}` });
