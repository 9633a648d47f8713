import { formatDuration } from '../../core/duration.ts';
import { supersedeBackups } from '../../state/delivery-fallback.ts';
import { putOffDelivery, setDelivered } from '../../state/delivery-lease.ts';
import { appendDeliveryAttempts, type Delivery } from '../../state/delivery-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Outcome } from '../channels/channel.ts';
import type { Channels } from '../channels/config.ts';
import { backUp, supersede } from './back-up.ts';
import { backoff } from './backoff.ts';
import { after, waitOf } from './health.ts';
import type { HealthBook } from './health-book.ts';

/** An attempt that is over. */
export interface Ended {
  readonly delivery: Delivery;
  readonly outcome: Outcome;
  readonly at: number;
  readonly milliseconds: number;
}

export interface Recording {
  readonly channels: Channels;
  readonly book: HealthBook;
  readonly owner: string;
  readonly now: number;
}

/** Writes what came of attempts: of all of them at once, for a commit costs more than what is in it. */
export async function recordAttempts(tx: Tx, ended: readonly Ended[], recording: Recording): Promise<void> {
  const { channels, book, owner, now } = recording;
  if (ended.length === 0) return;
  await appendDeliveryAttempts(
    tx,
    ended.map(({ delivery, outcome, at, milliseconds }) => ({
      delivery: delivery.id,
      attempt: delivery.attempt,
      at,
      milliseconds,
      outcome: outcome.kind,
      status: outcome.status ?? null,
      detail: outcome.detail,
    })),
  );
  const delivered = ended.filter(({ outcome }) => outcome.kind === 'delivered').map(({ delivery }) => delivery);
  const ids = delivered.map(({ id }) => id);
  await setDelivered(tx, ids, now);
  await supersedeBackups(tx, ids, now);
  for (const one of delivered) await supersede(tx, one, channels, now);
  for (const { delivery, outcome } of ended) {
    const channel = channels.get(delivery.channel);
    if (channel) book.put(after(book.of(channel), outcome, now));
    if (outcome.kind === 'delivered') continue;
    const dueAt = nextAt(delivery, outcome, now);
    const isOurs = await putOffDelivery(tx, { id: delivery.id, owner, error: outcome.detail, dueAt, now });
    if (dueAt !== null || !isOurs || delivery.fallenBackAt !== null) continue;
    const { detail } = outcome;
    const because = (): string =>
      outcome.kind === 'refused'
        ? detail
        : `it was tried for ${formatDuration(now - delivery.madeAt)} without success: ${detail}`;
    await backUp(tx, [delivery], channels, { now, because });
  }
}

/** When it is tried again; null where it is given up. */
export function nextAt(delivery: Delivery, outcome: Outcome, now: number): number | null {
  if (outcome.kind === 'refused' || now >= delivery.givesUpAt) return null;
  return now + (waitOf(outcome) ?? backoff(delivery));
}
