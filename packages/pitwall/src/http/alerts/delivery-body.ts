import type { DeliveryAttempt as AttemptBody, Delivery as DeliveryBody, Severity } from '@pitwall/sdk';
import { messageOf } from '../../alerts/delivery/payload.ts';
import { subjectOfAlerts, subjectOfChannel } from '../../alerts/verbs/subjects.ts';
import { type Actor, decide } from '../../server/actor.ts';
import type { Delivery, DeliveryAttempt } from '../../state/delivery-table.ts';
import { momentText } from '../page-query.ts';
import { mayReadAlert } from './alert-seen.ts';

/** What is told of alerts is seen by whoever may see all of them; what tells of none, by whoever may see the channel. */
export function mayReadDelivery(actor: Actor, delivery: Delivery): boolean {
  if (decide(actor, 'alert.read', subjectOfAlerts).allowed) return true;
  const { alerts, more } = messageOf(delivery);
  if (alerts.length === 0) return decide(actor, 'alert.read', subjectOfChannel(delivery.channel)).allowed;
  return more === 0 && alerts.every(({ subject }) => mayReadAlert(actor, subject));
}

const momentOrNull = (at: number | null): string | null => (at === null ? null : momentText(at));

export function deliveryBody(delivery: Delivery): DeliveryBody {
  const { id, channel, target, kind, thread, severity, state, attempt, toldBy, lastError, fallbackOf } = delivery;
  const { title, alerts } = messageOf(delivery);
  return {
    id,
    channel,
    target,
    kind,
    title,
    thread,
    severity: severity as Severity,
    state,
    madeAt: momentText(delivery.madeAt),
    dueAt: momentText(delivery.dueAt),
    givesUpAt: momentText(delivery.givesUpAt),
    attempts: attempt,
    lastError,
    endedAt: momentOrNull(delivery.endedAt),
    toldBy,
    fallbackOf,
    fellBackAt: momentOrNull(delivery.fallenBackAt),
    alerts: alerts.map((alert) => alert.id),
  };
}

export const attemptBody = ({ attempt, at, milliseconds, outcome, status, detail }: DeliveryAttempt): AttemptBody => ({
  attempt,
  at: momentText(at),
  milliseconds,
  outcome,
  status,
  detail,
});
