import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { retryDelivery } from '../../state/delivery-table.ts';
import { deliveryShape, giveUpAfter, requireDelivery, unfit } from './require-delivery.ts';
import { subjectOfChannel } from './subjects.ts';

const inputSchema = z.strictObject(deliveryShape);

export const deliveryRetry = defineVerb<z.output<typeof inputSchema>, { readonly dueAt: number }>({
  name: 'delivery.retry',
  summary: 'Send a message again that was given up, or at once one that waits',
  input: inputSchema,
  subject: ({ channel }) => subjectOfChannel(channel),
  record: ({ delivery }) => ({ delivery }),
  identity: ({ delivery }) => ({ delivery }),
  async run(tx, input, { config, world }) {
    const found = await requireDelivery(tx, input);
    const now = world.now();
    const sent = await retryDelivery(tx, { id: found.id, now, givesUpAt: now + giveUpAfter(config, found.channel) });
    if (!sent) throw unfit(found, 'waiting or dead');
    return { dueAt: sent.dueAt };
  },
});
