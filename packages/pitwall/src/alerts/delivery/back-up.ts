import { formatDuration } from '../../core/duration.ts';
import { isTold, setFallenBack, supersedeDelivery } from '../../state/delivery-fallback.ts';
import { type Delivery, getDelivery } from '../../state/delivery-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Channel, Channels } from '../channels/config.ts';
import { enqueue, type ToDeliver } from './enqueue.ts';
import { readPayload } from './payload.ts';

/**
 * Gives messages to the channels behind theirs, in the transaction in which it was noticed that theirs does not deliver
 * them. A test asks about one channel, and is given to no other.
 */
export async function backUp(
  tx: Tx,
  deliveries: readonly Delivery[],
  channels: Channels,
  { now, because }: { readonly now: number; readonly because: (delivery: Delivery) => string },
): Promise<void> {
  const items: ToDeliver[] = [];
  for (const delivery of deliveries) {
    const { id, channel: name, kind, thread, madeAt } = delivery;
    if (kind === 'test') continue;
    const { message, sequence } = readPayload(delivery.payload);
    for (const channel of behind(channels, name)) {
      const targets = channels.get(channel)?.kind.targets(channels.get(channel)?.settings) ?? [];
      // it was told the very same thing by itself
      if (await isTold(tx, { channel, targets, thread, kind, madeAt })) continue;
      items.push({
        channel,
        kind: message.kind,
        thread,
        // the same for each recipient of the channel that failed
        sequence: `instead of ${name} ${sequence}`,
        message: { ...message, instead: { of: name, because: because(delivery) } },
        fallbackOf: id,
      });
    }
  }
  await enqueue(tx, channels, items, now);
  await setFallenBack(
    tx,
    deliveries.map(({ id }) => id),
    now,
  );
}

/** What was of a channel that there is not any more goes where everything ends. */
function behind(channels: Channels, name: string): readonly string[] {
  const channel = channels.get(name);
  if (channel) return channel.fallbacks;
  return [...channels.values()].filter(isLast).map((one) => one.name);
}

const isLast = ({ kind }: Channel): boolean => kind.kind === 'console' || kind.kind === 'file';

export const tooLate = ({ fallbackAfter }: Channel, { lastError }: Delivery): string =>
  `it was not delivered within ${formatDuration(fallbackAfter)}${lastError === null ? '' : `: ${lastError}`}`;

/** What another channel delivered is not tried any more where that was to be instead; up to the first of the chain. */
export async function supersede(tx: Tx, told: Delivery, channels: Channels, now: number): Promise<void> {
  let next = told.fallbackOf;
  while (next !== null) {
    const failed = await getDelivery(tx, next);
    if (!failed || channels.get(failed.channel)?.fallbackMode !== 'instead') return;
    await supersedeDelivery(tx, { id: failed.id, by: told.id, now });
    next = failed.fallbackOf;
  }
}
