import { z } from 'zod';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { type Found, look } from '../look.ts';
import { canonicalText, findPerson, type Person } from '../person.ts';
import { keyOf } from '../person-key.ts';

const inputSchema = z.strictObject({ subject: z.string().min(1).max(1_000) });

interface Prepared {
  readonly person: Person;
  readonly found: Found;
  readonly key: string | undefined;
}

type Counted = { readonly person: string | null; readonly predictions: number; readonly auditEntries: number };

/** To be told what there is of somebody is access to their data: it is in the audit before the first byte goes out. */
export const privacyExport = defineVerb<z.output<typeof inputSchema>, Counted, Prepared>({
  name: 'privacy.export',
  summary: 'Hand out what there is of a person',
  input: inputSchema,
  subject: () => subjectOfServer('privacy'),
  record: (_input, output) => ({ ...output }),
  async prepare({ subject }, context) {
    const { db } = context.state;
    const person = await findPerson(db, subject);
    return { person, found: await look(context, person), key: await keyOf(db, context, canonicalText(person)) };
  },
  run: async (_tx, _input, _context, { person, found, key }) => ({
    person: key ?? (person.kind === 'account' ? person.account.id : null),
    predictions: found.predictions,
    auditEntries: found.auditEntries,
  }),
});
