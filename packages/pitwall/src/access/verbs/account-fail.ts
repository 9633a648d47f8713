import { z } from 'zod';
import { day } from '../../core/duration.ts';
import { defineVerb } from '../../server/verb.ts';
import { getAccount, noteTries } from '../../state/account-table.ts';
import { accountIdSchema, missingAccount } from '../accounts.ts';
import { accessOf } from '../config.ts';
import { subjectOfAccount } from '../subjects.ts';

const inputSchema = z.strictObject({ id: accountIdSchema });

export interface Failed {
  readonly [key: string]: number | null;
  /** In a row. */
  readonly failures: number;
  /** Where it was locked by this very one. */
  readonly lockedUntil: number | null;
}

/**
 * A wrong password. Each is in the audit; an account that is locked counts none, so that nobody fills the audit by
 * guessing on, and nobody keeps somebody out for longer by it.
 */
export const accountFail = defineVerb<z.output<typeof inputSchema>, Failed>({
  name: 'account.fail',
  summary: 'Note a wrong password, and lock the account where there were too many in a row',
  input: inputSchema,
  subject: ({ id }) => subjectOfAccount(id),
  record: (_input, output) => ({ ...output }),
  async run(tx, { id }, { world, config }) {
    const account = await getAccount(tx, id);
    if (!account) throw missingAccount(id);
    const now = world.now();
    const { lockoutTries, lockoutTime } = accessOf(config);
    const failures = account.failures + 1;
    const round = Math.floor(failures / lockoutTries);
    const isLocked = failures % lockoutTries === 0;
    const lockedUntil = isLocked ? now + Math.min(day, lockoutTime * 2 ** Math.min(round - 1, 30)) : null;
    await noteTries(tx, id, { failures, lockedUntil });
    return { failures, lockedUntil };
  },
});
