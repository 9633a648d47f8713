import type { ReceivedAlert } from '../../state/alert-received-table.ts';
import { canonicalJson } from '../../state/canonical-json.ts';
import { fingerprintOfLabels, type SentAlert } from './sent-alert.ts';

/** What is new of an alert; `none` where it was known already. */
export type News = 'fired' | 'changed' | 'resolved' | 'none';

export interface Merged {
  readonly alert: ReceivedAlert;
  readonly news: News;
}

/** Texts that hold a measured value are another one each time: that they changed is told once in so long. */
export const changesEvery = 300_000;

/**
 * What is known of an alert, after what was said of it now. As Alertmanager does it: the earliest start counts, an end that
 * was said and is later stays, and of two ends that have passed the later one is right.
 */
export function merge(known: ReceivedAlert | undefined, sent: SentAlert, source: string, now: number): Merged {
  const isOver = sent.endsAt !== null && sent.endsAt <= now;
  const wasFiring = known?.status === 'firing';
  // the end of an earlier time, which came late
  if (known && wasFiring && isOver && sent.endsAt !== null && sent.endsAt < known.startsAt)
    return { alert: known, news: 'none' };
  // of what nobody knew, that it is over is no news
  const news = isOver ? (wasFiring ? 'resolved' : 'none') : wasFiring ? changeOf(known, sent, now) : 'fired';
  const told = news === 'none' ? known?.body : undefined;
  const overlaps = known !== undefined && (known.endsAt === null || sent.startsAt <= known.endsAt);
  return {
    news,
    alert: {
      id: fingerprintOfLabels(sent.labels),
      source,
      status: isOver ? 'resolved' : 'firing',
      startsAt: known && overlaps && (wasFiring || isOver) ? Math.min(known.startsAt, sent.startsAt) : sent.startsAt,
      endsAt: endOf(known, sent, isOver, wasFiring),
      seenAt: now,
      body: {
        labels: sent.labels,
        annotations: sent.annotations,
        generatorUrl: sent.generatorUrl,
        timeout: sent.timeout && !keepsEnd(known, sent, isOver, wasFiring),
        findings: (known?.body.findings ?? 0) + (news === 'none' ? 0 : 1),
        toldAt: told?.toldAt ?? now,
        told: told?.told ?? sent.annotations,
      },
    },
  };
}

function changeOf(known: ReceivedAlert, { annotations }: SentAlert, now: number): News {
  const { told, toldAt } = known.body;
  return now - toldAt >= changesEvery && canonicalJson(told) !== canonicalJson(annotations) ? 'changed' : 'none';
}

/** An end that was said, and is later than what is said now. */
const keepsEnd = (
  known: ReceivedAlert | undefined,
  { endsAt }: SentAlert,
  isOver: boolean,
  wasFiring: boolean,
): boolean =>
  known !== undefined &&
  wasFiring &&
  !isOver &&
  !known.body.timeout &&
  endsAt !== null &&
  known.endsAt !== null &&
  known.endsAt > endsAt;

function endOf(known: ReceivedAlert | undefined, sent: SentAlert, isOver: boolean, wasFiring: boolean): number | null {
  if (known && keepsEnd(known, sent, isOver, wasFiring)) return known.endsAt;
  if (isOver && known && !wasFiring && known.endsAt !== null && sent.endsAt !== null)
    return Math.max(known.endsAt, sent.endsAt);
  return sent.endsAt;
}

/** What is known of an alert whose end has passed without a word. */
export function expired(known: ReceivedAlert): ReceivedAlert {
  return { ...known, status: 'resolved', body: { ...known.body, findings: known.body.findings + 1 } };
}
