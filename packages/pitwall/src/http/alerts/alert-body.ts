import type { Alert, AlertEvent, AlertPart, Quiet, Severity } from '@pitwall/sdk';
import { lifeOf } from '../../alerts/engine/measure.ts';
import { type AlertSettings, lifeSettingsOf } from '../../alerts/engine/settings.ts';
import { acknowledgedUntil } from '../../alerts/life/step.ts';
import type { StoredAlertEvent } from '../../state/alert-event-table.ts';
import { byBadness, type StoredAlert, type StoredPart } from '../../state/alert-table.ts';
import { momentText } from '../page-query.ts';

/** Nobody reads more of them. */
const mostParts = 50;

const momentOrNull = (at: number | null): string | null => (at === null ? null : momentText(at));

export function alertBody(stored: StoredAlert, quiet: Quiet, settings: AlertSettings): Alert {
  const { id, subject, metric, rule, title, severity, state, labels, episode, count, fix, runbook } = stored;
  const parts = stored.parts.toSorted(byBadness);
  const life = lifeOf(stored);
  const { acknowledgement, flapping } = life;
  const until = acknowledgedUntil(life, lifeSettingsOf(settings, rule));
  return {
    id,
    subject,
    metric,
    rule,
    title,
    summary: summaryOf(stored, parts),
    severity,
    state,
    flapping,
    labels: { ...labels },
    episode,
    count,
    since: momentText(stored.since),
    firedAt: momentOrNull(stored.firedAt),
    lastSeenAt: momentText(stored.seenAt),
    resolvedAt: momentOrNull(stored.resolvedAt),
    acknowledgement: acknowledgement && {
      by: acknowledgement.by,
      at: momentText(acknowledgement.at),
      until: momentOrNull(until),
      comment: acknowledgement.comment,
    },
    parts: parts.slice(0, mostParts).map(partBody),
    moreParts: Math.max(0, parts.length - mostParts),
    runbook,
    fix: fix ?? parts.find((part) => part.fix !== null)?.fix ?? null,
    quiet,
  };
}

/** That of the worst of its parts. */
function summaryOf({ title }: StoredAlert, [worst, ...others]: readonly StoredPart[]): string {
  if (!worst) return title;
  const more = worst.isBad ? others.filter(({ isBad }) => isBad).length : 0;
  return more === 0 ? worst.message : `${worst.message} (and ${more} more)`;
}

const partBody = ({
  subject,
  metric,
  status,
  severity,
  value,
  threshold,
  message,
  finding,
  at,
}: StoredPart): AlertPart => ({
  subject,
  metric,
  status,
  severity,
  value,
  threshold,
  message,
  finding,
  at: momentText(at),
});

export function alertEventBody({ at, kind, episode, actor, body }: StoredAlertEvent): AlertEvent {
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  return {
    at: momentText(at),
    kind,
    episode,
    by: actor,
    severity: text('severity') as Severity | null,
    message: text('message'),
    value: typeof body.value === 'number' ? body.value : null,
    finding: text('finding'),
    comment: text('comment'),
  };
}
