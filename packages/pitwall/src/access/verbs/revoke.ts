import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb, type Verb } from '../../server/verb.ts';
import type { Credential } from '../../state/credential-table.ts';
import { getCredential, listCredentials, revokeCredentials } from '../../state/credential-table.ts';
import type { Reader, Tx } from '../../state/state.ts';
import { accountIdSchema, revokeWithAll, signOutEverywhere } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { type Holder, holderOf } from '../holder.ts';
import { subjectOfAccount, subjectOfKey, subjectOfSession } from '../subjects.ts';

export const credentialIdSchema = z
  .string()
  .regex(/^k-[a-z0-9]{1,32}$/, 'expected an id like k-abcdefghij')
  .describe('Id of a key or a session');

const inputSchema = z.strictObject({ id: credentialIdSchema, account: accountIdSchema.nullable() });

type Revoked = { readonly revoked: number };

/** Two verbs for one deed: whose it is decides which of them is asked, and so whether it takes a permission. */
function revoking(kind: 'key' | 'session', isOwn: boolean): Verb<z.output<typeof inputSchema>, Revoked> {
  const own = kind === 'key' ? 'self.key_revoke' : 'self.session_close';
  const ofOthers = kind === 'key' ? 'key.revoke' : 'session.close';
  return defineVerb({
    name: isOwn ? own : ofOthers,
    summary: `${kind === 'key' ? 'Revoke a key' : 'End a session'}${isOwn ? ' of your own' : ''}, with all that was made with it`,
    input: inputSchema,
    subject: (input) => (kind === 'key' ? subjectOfKey(input) : subjectOfSession(input)),
    record: (_input, output) => ({ ...output }),
    async run(tx, { id, account }, context) {
      const found = await requireCredential(tx, id, kind);
      const isOf = found.account === account;
      if (!isOf || (isOwn && !(await isHeldBy(tx, context.actor, found)))) throw missing(kind);
      const revoked = await revokeWithAll(tx, id, context.world.now());
      accessChanges(context);
      return { revoked };
    },
  });
}

export const keyRevoke = revoking('key', false);
export const selfKeyRevoke = revoking('key', true);
export const sessionClose = revoking('session', false);
export const selfSessionClose = revoking('session', true);

/** A key may end itself and what was made with it, and nothing else of whose it is. */
export async function isHeldBy(
  db: Reader,
  actor: Parameters<typeof holderOf>[1],
  { id, account, madeBy }: Pick<Credential, 'id' | 'account' | 'madeBy'>,
): Promise<boolean> {
  const holder = await holderOf(db, actor);
  if (holder.key) return holder.key.id === id || madeBy === `token:${holder.key.id}`;
  return (holder.account?.id ?? null) === account;
}

export async function requireCredential(db: Reader, id: string, kind: 'key' | 'session'): Promise<Credential> {
  const found = await getCredential(db, id);
  if (found?.kind === kind) return found;
  throw missing(kind);
}

export const missing = (kind: 'key' | 'session'): PitwallError =>
  kind === 'key'
    ? new PitwallError({
        code: 'token.missing',
        problem: 'there is no key of this id',
        fix: 'Look it up with pitwall token list',
      })
    : new PitwallError({
        code: 'session.missing',
        problem: 'there is no session of this id',
        fix: 'Look it up in the list at /api/v1/sessions',
      });

const closeAllInput = z.strictObject({ id: accountIdSchema });

export const sessionCloseAll = defineVerb<z.output<typeof closeAllInput>, Revoked>({
  name: 'session.close_all',
  summary: 'Sign somebody out everywhere; their keys go on',
  input: closeAllInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: (_input, output) => ({ ...output }),
  async run(tx, { id }, context) {
    const revoked = await signOutEverywhere(tx, id, context.world.now());
    accessChanges(context);
    return { revoked };
  },
});

const nothing = z.strictObject({});

/** Of the owner these are all sessions that links of the machine opened. */
export const selfSignOutAll = defineVerb<z.output<typeof nothing>, Revoked>({
  name: 'self.sign_out_all',
  summary: 'End all sessions of your own; your keys go on',
  input: nothing,
  subject: () => 'session:all',
  record: (_input, output) => ({ ...output }),
  async run(tx, _input, context) {
    const revoked = await signOutHolder(tx, await holderOf(tx, context.actor), context.world.now());
    accessChanges(context);
    return { revoked };
  },
});

/** A key ends what was opened with it, and nothing else of whose it is. */
async function signOutHolder(tx: Tx, { account, key }: Holder, at: number): Promise<number> {
  if (!key) {
    return account
      ? signOutEverywhere(tx, account.id, at)
      : revokeCredentials(tx, { account: null, kinds: ['session'] }, at);
  }
  let revoked = 0;
  for (const { id, madeBy } of await listCredentials(tx, { kind: 'session', usableAt: at }))
    if (madeBy === `token:${key.id}`) revoked += await revokeCredentials(tx, { id }, at);
  return revoked;
}
