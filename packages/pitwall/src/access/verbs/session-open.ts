import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { getAccount, noteTries } from '../../state/account-table.ts';
import { revokeCredentials } from '../../state/credential-table.ts';
import { accountIdSchema } from '../accounts.ts';
import { accessOf } from '../config.ts';
import { requireLink, secretSchema, unusableLink } from '../links.ts';
import { startSession } from '../sessions.ts';
import { maySignIn } from '../standing.ts';
import { subjectOfAccount, subjectOfLink } from '../subjects.ts';
import { wrongPassword } from '../wrong-password.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const inputSchema = z.strictObject({
  session: secretSchema,
  /** Of the browser until now. */
  closes: hash.optional(),
  by: z.union([
    z.strictObject({ link: hash }),
    /** Who it is was found out before; nothing may have changed about them since. */
    z.strictObject({ account: accountIdSchema, version: z.int(), how: z.enum(['password', 'oidc']) }),
  ]),
});

export interface Opened {
  readonly [key: string]: string | number | boolean | null;
  readonly id: string;
  readonly account: string | null;
  readonly until: number;
  /** There were so many wrong passwords before that the account was locked once. */
  readonly wasLocked: boolean;
}

export const sessionOpen = defineVerb<z.output<typeof inputSchema>, Opened>({
  name: 'session.open',
  summary: 'Sign in, with a link that works once or as an account',
  input: inputSchema,
  subject: ({ by }) => ('link' in by ? subjectOfLink : subjectOfAccount(by.account)),
  record: ({ by }, output) => ({
    by: 'link' in by ? 'link' : by.how,
    ...(output ? { session: output.id, account: output.account } : {}),
  }),
  async run(tx, { session, closes, by }, context) {
    const now = context.world.now();
    const { id } = session;
    if ('link' in by) {
      const link = await requireLink(tx, { hash: by.link, name: 'sign-in', now });
      const account = link.account === null ? undefined : await getAccount(tx, link.account);
      if (link.account !== null && !(account && maySignIn(account))) throw unusableLink();
      await revokeCredentials(tx, { id: link.id }, now);
      const { account: whose, grants, madeBy } = link;
      const until = await startSession(tx, { ...session, account: whose, grants, madeBy, closes }, context);
      return { id, account: whose, until, wasLocked: false };
    }
    const account = await getAccount(tx, by.account);
    const isSame = account?.version === by.version && maySignIn(account);
    if (!isSame || (by.how === 'password' && now < (account.lockedUntil ?? 0))) throw wrongPassword();
    if (account.failures > 0) await noteTries(tx, account.id, { failures: 0, lockedUntil: null });
    const whose = { account: account.id, grants: null, madeBy: `user:${account.id}` };
    const until = await startSession(tx, { ...session, ...whose, closes }, context);
    return { id, account: account.id, until, wasLocked: account.failures >= accessOf(context.config).lockoutTries };
  },
});
