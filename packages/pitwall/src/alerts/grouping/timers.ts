import type { Severity } from '@pitwall/sdk';
import type { Route } from '../routing/tree.ts';

/** An alert of a group, for the question when people are told of it. */
export interface Waiting {
  readonly severity: Severity;
  readonly firing: boolean;
  /** What people were told of it last in this incident; undefined where nothing was. */
  readonly told: { readonly firing: boolean; readonly severity: Severity } | undefined;
  /** When it came to what it is now: joined the group, became worse, or was resolved. */
  readonly changedAt: number;
  /** When its condition began, which may be long before. */
  readonly since: number;
}

export interface GroupTimes {
  /** When people were last told of this group in this incident; null where they were not. */
  readonly flushedAt: number | null;
  readonly alerts: readonly Waiting[];
  /** The earliest of those that `decide` gives. */
  readonly nextRepeatAt: number | null;
}

/** A critical alert is told at once, yet not each of a thousand by itself. */
const breath = 5_000;

/**
 * When the group has something to tell next; null where it has not.
 *
 * The first time: the wait of a severity after an alert of it joined, and at once where it began longer ago than that.
 * Afterwards: what is new waits until `groupInterval` after the last time, and for its own wait. At once: a critical
 * alert that does not wait, a raised severity, and that all is over.
 */
export function nextFlush(
  { flushedAt, alerts, nextRepeatAt }: GroupTimes,
  route: Pick<Route, 'groupWait' | 'groupInterval'>,
): number | null {
  const isOver = alerts.every(({ firing }) => !firing);
  let next = nextRepeatAt ?? Number.POSITIVE_INFINITY;
  let over = Number.NEGATIVE_INFINITY;
  for (const alert of alerts) {
    if (!isNews(alert)) continue;
    if (isOver) over = Math.max(over, alert.changedAt);
    else next = Math.min(next, dueAt(alert, flushedAt, route));
  }
  // when the last of them was resolved, not the first
  if (isOver && Number.isFinite(over)) next = Math.min(next, over);
  return Number.isFinite(next) ? next : null;
}

const order: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

const isRaised = ({ severity, told }: Waiting): boolean =>
  told?.firing === true && order[severity] > order[told.severity];

/** That something is over of which nobody was told is nothing to tell. */
const isNews = (alert: Waiting): boolean =>
  alert.firing ? alert.told?.firing !== true || isRaised(alert) : alert.told?.firing === true;

function dueAt(
  alert: Waiting,
  flushedAt: number | null,
  { groupWait, groupInterval }: Pick<Route, 'groupWait' | 'groupInterval'>,
): number {
  const { severity, firing, changedAt, since } = alert;
  if (!firing) return flushedAt === null ? changedAt : Math.max(changedAt, flushedAt + groupInterval);
  const wait = groupWait(severity);
  const waited = since + wait <= changedAt ? changedAt : changedAt + wait;
  if (flushedAt === null) return isRaised(alert) ? changedAt : waited;
  const isUrgent = isRaised(alert) || (severity === 'critical' && wait === 0);
  return isUrgent
    ? Math.max(changedAt, flushedAt + Math.min(breath, groupInterval))
    : Math.max(waited, flushedAt + groupInterval);
}
