import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { addSilence } from '../../state/alert-silence-table.ts';
import { reasonSchema, silenceIdSchema } from './alert-silence.ts';
import { alertShape, requireAlert, requireOpen } from './require-alert.ts';
import { matcherOfAlert, writeMatchers } from './silence-matchers.ts';
import { endOf, neededSpan, spanShape } from './span.ts';

const inputSchema = z.strictObject({
  ...alertShape,
  id: silenceIdSchema,
  ...spanShape,
  reason: reasonSchema.optional(),
});

/** A silence on one alert alone: whoever may do it to the alert needs no permission for silences. */
export const alertSnooze = defineVerb<z.output<typeof inputSchema>, { readonly id: string }>({
  name: 'alert.snooze',
  summary: 'Tell nobody of one alert for a time',
  input: inputSchema,
  subject: ({ subject }) => subject,
  record: ({ alert, id }) => ({ alert, id }),
  identity: ({ id: _, subject: __, ...input }) => input,
  async run(tx, { id, reason = 'snoozed', ...input }, { actor, world }) {
    const alert = await requireAlert(tx, input);
    requireOpen(alert, 'pending', 'firing', 'acknowledged');
    const now = world.now();
    const endsAt = endOf(input, now);
    if (endsAt === null) throw neededSpan();
    const matchers = writeMatchers([matcherOfAlert(alert.id)]);
    const made = { id, matchers, reason, author: actor.name, startsAt: now, endsAt, schedule: null };
    await addSilence(tx, { ...made, madeAt: now });
    return { id };
  },
});
