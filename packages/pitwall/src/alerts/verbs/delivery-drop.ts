import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { dropDelivery } from '../../state/delivery-table.ts';
import { deliveryShape, requireDelivery, unfit } from './require-delivery.ts';
import { subjectOfChannel } from './subjects.ts';

const inputSchema = z.strictObject(deliveryShape);

/** It stays in the list, as one that was given up. */
export const deliveryDrop = defineVerb<z.output<typeof inputSchema>, Record<string, never>>({
  name: 'delivery.drop',
  summary: 'Never send a message that was not delivered yet',
  input: inputSchema,
  subject: ({ channel }) => subjectOfChannel(channel),
  record: ({ delivery }) => ({ delivery }),
  identity: ({ delivery }) => ({ delivery }),
  async run(tx, input, { actor, world }) {
    const found = await requireDelivery(tx, input);
    if (found.state !== 'waiting' && found.state !== 'sending') throw unfit(found, 'waiting');
    await dropDelivery(tx, { id: found.id, now: world.now(), because: `dropped by ${actor.name}` });
    return {};
  },
});
