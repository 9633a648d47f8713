import { z } from 'zod';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { mostAtOnce, type Turn, turn } from './turn.ts';

const inputSchema = z.strictObject({ atOnce: z.int().min(1).max(mostAtOnce).default(mostAtOnce) });

type Output = { readonly [key in keyof Turn]: Turn[key] };

/**
 * What the server does by itself whenever there is a finding or a moment has come; there is no door to it from outside.
 * The audit hears of turns that opened or ended something or told somebody; each of these is in the history of its alert.
 */
export const alertEvaluate = defineVerb<z.output<typeof inputSchema>, Output>({
  name: 'alert.evaluate',
  summary: 'Make alerts of findings, and messages of alerts',
  input: inputSchema,
  subject: () => subjectOfServer('alerts'),
  record: (_, output) => (output ? { ...output } : {}),
  isIdle: ({ fired, resolved, messages, passedOver }) => fired + resolved + messages + passedOver === 0,
  run: (tx, { atOnce }, context) => turn(tx, context, atOnce),
});
