import { z } from 'zod';
import { subjectOfServer } from '../server/subjects.ts';
import { defineVerb } from '../server/verb.ts';
import { tellCounted, tellForgotten } from '../state/forget.ts';
import { cutoff, retentionOf } from './config.ts';
import { kinds } from './kinds.ts';

const inputSchema = z.strictObject({ signal: z.instanceof(AbortSignal).optional() });

export type Applied = {
  /** How many of each kind went; those of which none did are left out. */
  readonly deleted: Readonly<Record<string, number>>;
  /** What was from before went, by kind. */
  readonly before: Readonly<Record<string, string>>;
  /** False where it was stopped before its end. */
  readonly complete: boolean;
};

interface Done {
  readonly before: Readonly<Record<string, string>>;
  readonly eventsRemoved: number;
  readonly complete: boolean;
}

/**
 * Deletes what is older than the configuration says, in pieces, each in a transaction of its own: others write in
 * between, and a server that is killed has deleted whole pieces. Each piece is counted where it is deleted, so what the
 * audit says is what was deleted since it said so last, whoever deleted it.
 */
export const retentionApply = defineVerb<z.output<typeof inputSchema>, Applied, Done>({
  name: 'retention.apply',
  summary: 'Delete what is older than it is to be kept',
  input: inputSchema,
  subject: () => subjectOfServer('retention'),
  record: (_input, output) =>
    output === undefined ? {} : { deleted: output.deleted, before: output.before, complete: output.complete },
  async prepare({ signal = new AbortController().signal }, context) {
    const config = retentionOf(context.config);
    const now = context.world.now();
    const before: Record<string, string> = {};
    for (const kind of kinds) {
      const moment = cutoff(kind.keep(config), now);
      if (moment === null || signal.aborted) continue;
      await kind.forget(context, moment, signal);
      before[kind.name] = new Date(moment).toISOString();
    }
    return { before, eventsRemoved: await context.events.removed(), complete: !signal.aborted };
  },
  async run(tx, _input, _context, { before, eventsRemoved, complete }) {
    const removed = await tellCounted(tx, 'events', eventsRemoved);
    const deleted = { ...(removed > 0 ? { events: removed } : {}), ...(await tellForgotten(tx)) };
    return { deleted, before, complete };
  },
});
