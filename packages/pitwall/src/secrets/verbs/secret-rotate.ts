import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { reviveJob } from '../../state/job-table.ts';
import { sealedByKey } from '../sealed-columns.ts';

export const rotateJobName = 'secrets-rotate';

type Rotated = { readonly key: string; readonly before: string; readonly begun: boolean };

/**
 * Makes a new key and has all that is sealed wrapped anew by the job. The key is on the disk before anything is sealed
 * with it; where this fails behind that, there is a key more than is needed, and nothing else.
 */
export const secretRotate = defineVerb<
  Record<string, never>,
  Rotated,
  { readonly key: string; readonly before: string }
>({
  name: 'secret.rotate',
  summary: 'Make a new key, and wrap all that is sealed anew with it',
  input: z.strictObject({}),
  subject: () => subjectOfServer('keys'),
  record: (_input, output) => (output ? { key: output.key, before: output.before } : {}),
  async prepare(_input, { keys }) {
    const before = keys.current;
    return { before, key: keys.addKey() };
  },
  async run(tx, _input, { world }, made) {
    const now = world.now();
    // where it runs right now it sees the new key by itself, or at its next run
    return { ...made, begun: await reviveJob(tx, { name: rotateJobName, now, nextAt: now }) };
  },
});

const dropSchema = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{16}$/, { error: 'expected the id of a key' }),
  /** Backups that are kept and open with it alone. */
  backups: z.array(z.string()).optional(),
});

/** Copies of backups that are kept where this server does not look need their key as well: nobody here can know of them. */
export const secretDropKey = defineVerb<z.output<typeof dropSchema>, null>({
  name: 'secret.drop_key',
  summary: 'Forget a key that nothing here is sealed with any more',
  input: dropSchema,
  subject: () => subjectOfServer('keys'),
  record: ({ key }) => ({ key }),
  async run(tx, { key, backups = [] }, { keys, state }) {
    if (!keys.keys.includes(key)) throw missingKey(key);
    // what is committed as well: what others wrapped anew in this very commit is not, where it fails
    const counts = [await sealedByKey(tx), await sealedByKey(state.db)].map((sealed) => sealed.get(key) ?? 0);
    const count = Math.max(...counts);
    if (key === keys.current || count > 0) throw usedKey(key, count);
    const [backup] = backups;
    if (backup !== undefined) throw keyOfBackups(key, backup, backups.length);
    // last: where the commit fails, nobody needs it all the same
    keys.dropKey(key);
    return null;
  },
});

const missingKey = (key: string): PitwallError =>
  new PitwallError({
    code: 'secret.missing',
    problem: `there is no key ${key}`,
    fix: 'Look it up with pitwall secrets keys',
  });

const keyOfBackups = (key: string, backup: string, count: number): PitwallError =>
  new PitwallError({
    code: 'secret.key_used',
    problem: `expected a key that no backup needs, but ${backup}${count > 1 ? ` and ${count - 1} more` : ''} cannot be restored without ${key}`,
    fix: 'Wait until newer backups have taken their place, or move them away with a copy of keys.json',
  });

const usedKey = (key: string, count: number): PitwallError =>
  new PitwallError({
    code: 'secret.key_used',
    problem:
      count === 0
        ? `expected a key of before, found the current one (${key})`
        : `expected a key that nothing is sealed with, but ${count} things are with ${key}`,
    fix:
      count === 0
        ? 'Make a new one first: pitwall secrets rotate'
        : 'Wait until the job secrets-rotate has ended, or run it',
  });
