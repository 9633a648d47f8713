import { PitwallError } from '../core/errors.ts';
import type { Actor } from '../server/actor.ts';
import { type Account, getAccount } from '../state/account-table.ts';
import { type Credential, getCredential } from '../state/credential-table.ts';
import type { Reader } from '../state/state.ts';

/** Whose doing it is. */
export interface Holder {
  /** Undefined for the owner of the machine. */
  readonly account: Account | undefined;
  /** The key that was used, where it was one. */
  readonly key: Credential | undefined;
}

export async function holderOf(db: Reader, { name }: Actor): Promise<Holder> {
  if (name.startsWith('token:')) {
    const key = await getCredential(db, name.slice('token:'.length));
    const id = key?.account ?? null;
    return { key, account: id === null ? undefined : await getAccount(db, id) };
  }
  if (name.startsWith('user:')) {
    const account = await getAccount(db, name.slice('user:'.length));
    if (account) return { key: undefined, account };
  }
  if (['owner', 'system'].includes(name)) return { key: undefined, account: undefined };
  throw new PitwallError({
    code: 'auth.missing',
    problem: 'expected somebody who is signed in, found nobody',
    fix: 'Sign in first',
  });
}
