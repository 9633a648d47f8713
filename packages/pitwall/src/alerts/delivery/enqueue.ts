import { createHash } from 'node:crypto';
import { canonicalJson } from '../../state/canonical-json.ts';
import { insertDeliveries, type NewDelivery } from '../../state/delivery-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Channels } from '../channels/config.ts';
import type { Message, MessageKind } from '../message/message.ts';
import { payloadOf } from './payload.ts';

/** Of a channel that there is not any more, and of a test, which is answered at once or not at all. */
const shortPatience = 60_000;

export interface ToDeliver {
  readonly channel: string;
  readonly kind: MessageKind;
  readonly thread: string;
  readonly message: Message;
  /** Which message of its thread: the same one asked for again is the same delivery. */
  readonly sequence: number | string;
  readonly fallbackOf?: string;
}

/** The idempotency key of a message to one target. */
export function deliveryId(place: {
  readonly thread: string;
  readonly channel: string;
  readonly target: string;
  readonly kind: string;
  readonly sequence: number | string;
}): string {
  const { thread, channel, target, kind, sequence } = place;
  return createHash('sha256')
    .update(canonicalJson([thread, channel, target, kind, String(sequence)]))
    .digest('hex');
}

/**
 * Puts messages into the outbox, one row for each target, in the transaction of whoever decided to tell them. What is
 * there already is left as it is, so that the same decision made twice is told once. Answers with the ids of all of them.
 */
export async function enqueue(
  tx: Tx,
  channels: Channels,
  items: readonly ToDeliver[],
  now: number,
): Promise<readonly string[]> {
  const deliveries = items.flatMap((item) => deliveriesOf(channels, item, now));
  await insertDeliveries(tx, deliveries);
  return deliveries.map(({ id }) => id);
}

function deliveriesOf(channels: Channels, item: ToDeliver, now: number): readonly NewDelivery[] {
  const { channel: name, kind, thread, message, sequence, fallbackOf = null } = item;
  const channel = channels.get(name);
  if (channel && kind === 'resolved' && !channel.sendsResolved) return [];
  const { severity } = message;
  const age = channel?.maxAge[severity] ?? null;
  const isTest = kind === 'test';
  // one that nobody knows is not lost either: the sender gives it to the last resort
  const targets = channel ? channel.kind.targets(channel.settings) : [''];
  const payload = payloadOf(message, sequence);
  return targets.map((target) => ({
    id: deliveryId({ thread, channel: name, target, kind, sequence }),
    channel: name,
    target,
    thread,
    kind,
    severity,
    payload,
    madeAt: now,
    expiresAt: age === null || isTest || kind === 'digest' ? null : now + age,
    givesUpAt: now + (isTest || !channel ? shortPatience : channel.giveUpAfter),
    fallbackOf,
  }));
}
