import { z } from 'zod';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { tellRewrapped } from '../../state/sealed-table.ts';
import { rewrapColumn } from '../rewrap.ts';
import { sealedColumns } from '../sealed-columns.ts';

const inputSchema = z.strictObject({ signal: z.instanceof(AbortSignal).optional() });

export type Rewrapped = {
  readonly key: string;
  /** How many of each column, since it was told last, whoever did it. */
  readonly rewrapped: Readonly<Record<string, number>>;
  /** So many could not be opened, and are as they were. */
  readonly failed: number;
  readonly complete: boolean;
};

/** What the audit says is what was wrapped anew since it said so last: a run that was killed is told by the next. */
export const secretRewrap = defineVerb<z.output<typeof inputSchema>, Rewrapped, Omit<Rewrapped, 'rewrapped'>>({
  name: 'secret.rewrap',
  summary: 'Wrap all that is sealed with the current key',
  input: inputSchema,
  subject: () => subjectOfServer('keys'),
  record: (_input, output) => output ?? {},
  async prepare({ signal = new AbortController().signal }, context) {
    let failed = 0;
    for (const column of sealedColumns) failed += await rewrapColumn(context, column, signal);
    return { key: context.keys.current, failed, complete: !signal.aborted };
  },
  async run(tx, _input, _context, done) {
    return { ...done, rewrapped: await tellRewrapped(tx) };
  },
});
