import { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { day } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { type Delivery, getDelivery } from '../../state/delivery-table.ts';
import type { Reader } from '../../state/state.ts';
import { channelsOf } from './require-channel.ts';

/** What one may do to a delivery is decided by its channel: whoever asks looks that up. */
export const deliveryShape = {
  delivery: z.string().min(1).max(200).describe('Its id'),
  channel: z.string().min(1).max(200).describe('Through which it goes'),
} as const;

export async function requireDelivery(
  db: Reader,
  { delivery, channel }: { readonly delivery: string; readonly channel: string },
): Promise<Delivery> {
  const found = await getDelivery(db, delivery);
  if (found?.channel === channel) return found;
  throw missingDelivery();
}

/** Of a channel that is no longer configured, as long as is usual. */
export const giveUpAfter = (config: Config, channel: string): number =>
  channelsOf(config).get(channel)?.giveUpAfter ?? 3 * day;

export const missingDelivery = (): PitwallError =>
  new PitwallError({
    code: 'delivery.missing',
    problem: 'there is no delivery of this id',
    fix: 'Look it up with pitwall deliveries list, or at /api/v1/deliveries',
  });

export const unfit = ({ id, state }: Delivery, wanted: string): PitwallError =>
  new PitwallError({
    code: 'delivery.state',
    problem: `expected a delivery that is ${wanted}, but ${visible(id.slice(0, 12))} is ${state}`,
    fix: state === 'sending' ? 'Wait for what comes of it' : 'Nothing is to be done',
  });
