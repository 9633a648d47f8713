import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { signalAlert } from '../engine/signal.ts';
import { alertShape, requireAlert, requireOpen } from './require-alert.ts';

const inputSchema = z.strictObject(alertShape);

export const alertUnacknowledge = defineVerb<z.output<typeof inputSchema>, Record<string, never>>({
  name: 'alert.unacknowledge',
  summary: 'Give an acknowledged alert back: people are told of it again',
  input: inputSchema,
  subject: ({ subject }) => subject,
  record: ({ alert }) => ({ alert }),
  identity: ({ alert }) => ({ alert }),
  async run(tx, input, context) {
    const alert = await requireAlert(tx, input);
    requireOpen(alert, 'acknowledged');
    const at = context.world.now();
    await signalAlert(tx, context, alert.id, { kind: 'unacknowledge', at, by: context.actor.name });
    return {};
  },
});
