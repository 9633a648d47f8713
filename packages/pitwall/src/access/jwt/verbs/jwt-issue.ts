import { z } from 'zod';
import { defineVerb } from '../../../server/verb.ts';
import { getAccount, noteTries } from '../../../state/account-table.ts';
import { addCredential } from '../../../state/credential-table.ts';
import { accountIdSchema } from '../../accounts.ts';
import { maySignIn } from '../../standing.ts';
import { subjectOfAccount } from '../../subjects.ts';
import { wrongPassword } from '../../wrong-password.ts';
import { newRefreshSchema, refreshLife } from '../refresh-token.ts';

/** By whoever has just shown that the account is theirs. */
export const jwtIssue = defineVerb({
  name: 'jwt.issue',
  summary: 'Sign in for an access token and a refresh token',
  input: z.strictObject({
    account: accountIdSchema,
    version: z.int().min(1),
    family: z.string().min(1),
    next: newRefreshSchema,
  }),
  subject: ({ account }) => subjectOfAccount(account),
  record: ({ family }) => ({ family }),
  async run(tx, { account: id, version, family, next }, { world, actor }) {
    const account = await getAccount(tx, id);
    const madeAt = world.now();
    // it may have changed since the password was looked at
    const isSame = account?.version === version && maySignIn(account);
    if (!isSame || madeAt < (account.lockedUntil ?? 0)) throw wrongPassword();
    if (account.failures > 0) await noteTries(tx, id, { failures: 0, lockedUntil: null });
    const until = madeAt + refreshLife;
    const row = { ...next, kind: 'refresh', account: id, name: 'sign-in', grants: null, madeBy: actor.name } as const;
    await addCredential(tx, { ...row, family, madeAt, expiresAt: until });
    return { until, wasLocked: account.lockedUntil !== null };
  },
});
