import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { defineVerb } from '../../server/verb.ts';
import { endSilence, getSilence } from '../../state/alert-silence-table.ts';
import { silenceIdSchema } from './alert-silence.ts';
import { missingSilence, subjectOfSilence } from './subject-of-silence.ts';

const inputSchema = z.strictObject({
  id: silenceIdSchema,
  subject: z.string().min(1).max(1_000).describe('What it is about'),
});

/** It stays in the list, as one that is over. */
export const alertUnsilence = defineVerb<z.output<typeof inputSchema>, { readonly endsAt: number }>({
  name: 'alert.unsilence',
  summary: 'End a silence now: people are told again of what it held back',
  input: inputSchema,
  subject: ({ subject }) => subject,
  record: ({ id }) => ({ id }),
  identity: ({ id }) => ({ id }),
  async run(tx, { id, subject }, { world }) {
    const found = await getSilence(tx, id);
    if (!found || (await subjectOfSilence(tx, found)) !== subject) throw missingSilence();
    const now = world.now();
    if (!(await endSilence(tx, { id, at: now }))) throw over(id, found.endsAt ?? now);
    return { endsAt: now };
  },
});

const over = (id: string, endsAt: number): PitwallError =>
  new PitwallError({
    code: 'silence.ended',
    problem: `expected a silence that is not over, but ${visible(id)} ended at ${new Date(endsAt).toISOString()}`,
    fix: 'Nothing is to be done',
  });
