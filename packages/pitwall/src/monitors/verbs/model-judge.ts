import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { system } from '../../server/actor.ts';
import { requireModel } from '../../server/models.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { type Monitored, runMonitor } from '../run-monitor.ts';

const inputSchema = z.strictObject({ model: z.string().min(1) });

/** More windows at once would keep whoever asks waiting; the rest is for the next time. */
const mostAtOnce = 100;

type Output = { readonly [Key in keyof Monitored]: number };

/** What its job does on schedule. Each window that changes is in the audit by itself; this says who asked. */
export const modelJudge = defineVerb<z.output<typeof inputSchema>, Output, Output>({
  name: 'model.judge',
  summary: 'Judge the windows of a model now, without waiting for its schedule',
  input: inputSchema,
  subject: ({ model }) => subjectOfModel(model),
  record: ({ model }, output) => ({ model, ...output }),
  async prepare({ model }, context) {
    requireModel(context, model);
    if (!Object.hasOwn(context.config.models, model)) throw undeclared(model);
    await context.events.settled();
    return { ...(await runMonitor({ context: { ...context, actor: system }, model, atOnce: true, most: mostAtOnce })) };
  },
  run: async (_tx, _input, _context, monitored) => monitored,
});

const undeclared = (model: string): PitwallError =>
  new PitwallError({
    code: 'model.missing',
    problem: `the model ${JSON.stringify(visible(model))} is not declared, so nobody knows what it predicts`,
    fix: 'Declare it under `models` in pitwall.yaml',
  });
