import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { allowsAll } from '../permissions/compile.ts';
import type { Actor } from '../server/actor.ts';
import { type Account, getAccount, listAccounts } from '../state/account-table.ts';
import { listCredentials, revokeCredentials } from '../state/credential-table.ts';
import type { Reader, Tx } from '../state/state.ts';
import { createCompiler, knownRoles } from './known-roles.ts';
import { maySignIn } from './standing.ts';

/** As people write it; upper and lower case are the same. */
export const accountNameSchema = z
  .string()
  .max(64)
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,63}$/, 'expected a name of letters, digits and . _ @ + -, at most 64 of them')
  .describe('Name with which somebody signs in');

export const accountIdSchema = z
  .string()
  .regex(/^u-[a-z0-9]{1,32}$/, 'expected the id of an account, like u-abcdefghij')
  .describe('Id of an account');

export async function requireAccount(db: Reader, id: string): Promise<Account> {
  const account = await getAccount(db, id);
  if (account && account.erasedAt === null) return account;
  throw missingAccount(id);
}

export const missingAccount = (id: string): PitwallError =>
  new PitwallError({
    code: 'account.missing',
    problem: `there is no account ${JSON.stringify(visible(id))}`,
    fix: 'Look it up with pitwall user list',
  });

export const nameTaken = (name: string): PitwallError =>
  new PitwallError({
    code: 'account.exists',
    problem: `expected a name that nobody has, found ${JSON.stringify(name)}`,
    fix: 'Choose another',
    place: { field: 'name' },
  });

/** Whether somebody else than these can let others in when this is done. */
async function administrators(db: Reader): Promise<readonly Account[]> {
  const compile = createCompiler(await knownRoles(db));
  return (await listAccounts(db)).filter(
    (account) =>
      maySignIn(account) &&
      (account.password !== null || account.identity !== null) &&
      allowsAll(compile(account.grants), 'account.*', '*'),
  );
}

export const hasAdministrator = async (db: Reader): Promise<boolean> => (await administrators(db)).length > 0;

/** To be asked where it was done already: the transaction is undone by it. */
export async function refuseWithoutAdministrator(tx: Tx, before: boolean): Promise<void> {
  if (!before || (await hasAdministrator(tx))) return;
  throw new PitwallError({
    code: 'account.last',
    problem: 'expected an administrator to be left who can sign in, and this is the last one',
    fix: 'Make another administrator first: pitwall user add NAME --role admin',
  });
}

/** Nobody changes what they themselves may do, not even downwards: a slip would lock them out. */
export function refuseOneself({ name }: Actor, holder: Account | undefined, id: string): void {
  if (name !== `user:${id}` && holder?.id !== id) return;
  throw new PitwallError({
    code: 'auth.self',
    problem: 'expected the account of somebody else, found your own',
    fix: 'Ask another administrator to do it',
  });
}

/** Signs out everywhere; keys go with it where nobody may use the account any more. */
export const signOutEverywhere = (tx: Tx, account: string, at: number, except?: string): Promise<number> =>
  revokeCredentials(
    tx,
    { account, kinds: ['session', 'link', 'refresh'], ...(except === undefined ? {} : { except }) },
    at,
  );

/** With a key goes whatever was made with it: keys, links and sessions. */
export async function revokeWithAll(tx: Tx, id: string, at: number): Promise<number> {
  let revoked = 0;
  const known = await listCredentials(tx, { usableAt: at });
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    revoked += await revokeCredentials(tx, { id: next }, at);
    const name = `token:${next}`;
    queue.push(...known.filter(({ madeBy }) => madeBy === name).map((each) => each.id));
  }
  return revoked;
}
