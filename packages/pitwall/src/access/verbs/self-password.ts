import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import type { Context } from '../../server/context.ts';
import { defineVerb } from '../../server/verb.ts';
import { type Account, changeAccount } from '../../state/account-table.ts';
import { signOutEverywhere } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { checkPassword } from '../check-password.ts';
import { accessOf } from '../config.ts';
import { hasher } from '../hasher.ts';
import { holderOf } from '../holder.ts';
import { secretSchema } from '../links.ts';
import { refusePassword } from '../password.ts';
import { startSession } from '../sessions.ts';
import { wrongPassword } from '../wrong-password.ts';

const inputSchema = z.strictObject({
  old: z.string().max(5_000),
  new: z.string().max(5_000),
  /** The one that goes on, for who asks from a browser. */
  session: secretSchema.optional(),
});

interface Prepared {
  readonly account: Account;
  readonly password: string;
}

/** Whoever knew the old one is signed out; keys go on, for they are seen and revoked one by one. */
export const selfPassword = defineVerb<z.output<typeof inputSchema>, { readonly until: number | null }, Prepared>({
  name: 'self.password',
  summary: 'Change your own password; ends all sessions but this one',
  input: inputSchema,
  subject: () => 'account:self',
  record: () => ({}),
  async prepare({ old, new: password }, context) {
    const account = await ownAccount(context);
    await checkPassword(context, { name: account.name ?? '', password: old });
    refusePassword(password, { name: account.name ?? '', minimum: accessOf(context.config).passwordMinimum });
    return { account, password: await hasher.hash(password) };
  },
  async run(tx, { session }, context, { account, password }) {
    const now = await holderOf(tx, context.actor);
    if (now.account?.version !== account.version) throw wrongPassword();
    await changeAccount(tx, account.id, { password });
    await signOutEverywhere(tx, account.id, context.world.now());
    const whose = { account: account.id, grants: null, madeBy: `user:${account.id}`, closes: undefined };
    const until = session ? await startSession(tx, { ...session, ...whose }, context) : null;
    accessChanges(context);
    return { until };
  },
});

async function ownAccount({ state, actor }: Context): Promise<Account> {
  const { account, key } = await holderOf(state.db, actor);
  if (account && !key) return account;
  throw new PitwallError({
    code: 'auth.password_none',
    problem: 'expected somebody who signed in with an account, found a key or the owner of the machine',
    fix: 'Sign in with the account whose password it is',
  });
}
