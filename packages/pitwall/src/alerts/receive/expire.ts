import { z } from 'zod';
import { day } from '../../core/duration.ts';
import { system } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { dropReceived, nextReceivedEnd, putReceived, receivedDue } from '../../state/alert-received-table.ts';
import { appendFindings } from '../../state/finding-table.ts';
import { findingOf } from './finding-of.ts';
import { expired } from './merge.ts';

const atOnce = 500;

/** What is over is remembered so long, so that an end that comes late is known to be one. */
const rememberedFor = 7 * day;

const inputSchema = z.strictObject({ by: z.int() });

/** Only the server does it, and there is no door to it from outside. */
const alertExpire = defineVerb<z.output<typeof inputSchema>, { readonly over: number }>({
  name: 'alert.expire',
  summary: 'End alerts of others of which nothing was said any more',
  input: inputSchema,
  subject: () => subjectOfServer('alerts'),
  record: (_, output) => ({ over: output?.over }),
  async run(tx, { by }, { world }) {
    const over = (await receivedDue(tx, by, atOnce)).map(expired);
    await putReceived(tx, over);
    await appendFindings(
      tx,
      over.map((alert) => findingOf(alert, world.now())),
    );
    await dropReceived(tx, by - rememberedFor);
    return { over: over.length };
  },
});

/**
 * What others raised and say no more is over: each gets the finding that says so. To be called when `nextExpiry` has come;
 * answers how many there were. Where none is due, nothing is written.
 */
export async function expireReceived(workplace: Workplace, now: number): Promise<number> {
  const context = { ...workplace, actor: system };
  let count = 0;
  for (;;) {
    const next = await nextExpiry(workplace);
    if (next === undefined || next > now) return count;
    const { output } = await perform(context, alertExpire, { by: now });
    count += output.over;
    if (output.over === 0) return count;
  }
}

/** When the next one would be over; undefined where none would. */
export const nextExpiry = ({ state }: Pick<Workplace, 'state'>): Promise<number | undefined> =>
  nextReceivedEnd(state.db);
