import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { signalAlert } from '../engine/signal.ts';
import { alertShape, requireAlert, requireOpen } from './require-alert.ts';
import { endOf, spanShape } from './span.ts';

export const commentSchema = z.string().trim().min(1).max(2_000).optional().describe('For whoever looks at it next');

const inputSchema = z.strictObject({ ...alertShape, ...spanShape, comment: commentSchema });
type Input = z.output<typeof inputSchema>;

/** The comment is in the history of the alert and not in the audit: it may say anything about anybody. */
export const alertAcknowledge = defineVerb<Input, { readonly until: number | null }>({
  name: 'alert.acknowledge',
  summary: 'Say that somebody has an alert: it is not repeated and does not escalate, until then or until it is worse',
  input: inputSchema,
  subject: ({ subject }) => subject,
  record: ({ alert }, output) => ({ alert, ...(output ? { until: output.until } : {}) }),
  identity: ({ subject: _, ...input }) => input,
  async run(tx, { comment = null, ...input }, context) {
    const alert = await requireAlert(tx, input);
    requireOpen(alert, 'firing', 'acknowledged');
    const at = context.world.now();
    const until = endOf(input, at);
    await signalAlert(tx, context, alert.id, { kind: 'acknowledge', at, by: context.actor.name, until, comment });
    return { until };
  },
});
