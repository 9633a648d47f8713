import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { signalAlert } from '../engine/signal.ts';
import { alertShape, requireAlert, requireOpen } from './require-alert.ts';

const inputSchema = z.strictObject(alertShape);

/** What is measured counts more than what is said: where it is found again, it fires again. */
export const alertResolve = defineVerb<z.output<typeof inputSchema>, Record<string, never>>({
  name: 'alert.resolve',
  summary: 'Say that an alert is over; where it is found again, it fires again',
  input: inputSchema,
  subject: ({ subject }) => subject,
  record: ({ alert }) => ({ alert }),
  identity: ({ alert }) => ({ alert }),
  async run(tx, input, context) {
    const alert = await requireAlert(tx, input);
    requireOpen(alert, 'firing', 'acknowledged', 'pending');
    const at = context.world.now();
    await signalAlert(tx, context, alert.id, { kind: 'resolve', at, by: context.actor.name });
    return {};
  },
});
