import { both } from '../permissions/compile.ts';
import type { Grant, Permissions } from '../permissions/permission.ts';
import { type Actor, nobody } from '../server/actor.ts';
import { owner } from '../server/tokens.ts';
import { type Account, getAccount } from '../state/account-table.ts';
import { type Credential, type CredentialKind, findCredential, isUsable } from '../state/credential-table.ts';
import type { Reader } from '../state/state.ts';

/** What a credential stands for at a moment. */
export interface Standing {
  readonly credential: Credential;
  /** Whose it is; undefined for the owner of the machine. */
  readonly account: Account | undefined;
  readonly actor: Actor;
}

export interface StandingQuery {
  readonly hash: string;
  readonly kinds: readonly CredentialKind[];
  readonly now: number;
  /** A session ends when it was not used for so long. */
  readonly sessionIdle: number;
  compile(grants: readonly Grant[]): Permissions;
}

/** Undefined where it opens nothing: unknown, over, of another kind, or of an account that may not sign in. */
export async function findStanding(db: Reader, query: StandingQuery): Promise<Standing | undefined> {
  const credential = await findCredential(db, query.hash);
  if (!credential || !query.kinds.includes(credential.kind) || !isUsable(credential, query.now)) return undefined;
  if (credential.kind === 'session' && isIdle(credential, query)) return undefined;
  const account = credential.account === null ? undefined : await getAccount(db, credential.account);
  if (credential.account !== null && !(account && maySignIn(account))) return undefined;
  return { credential, account, actor: actorOf(credential, account, query) };
}

export const maySignIn = ({ disabledAt, erasedAt }: Account): boolean => disabledAt === null && erasedAt === null;

/** What was used is noted so seldom, so that reading does not write. A session may end so much too early. */
export const notedEvery = 60_000;

const isIdle = ({ usedAt, madeAt }: Credential, { now, sessionIdle }: StandingQuery): boolean =>
  now >= (usedAt ?? madeAt) + sessionIdle;

function actorOf(credential: Credential, account: Account | undefined, { compile }: StandingQuery): Actor {
  const ofItself = credential.grants && compile(credential.grants);
  const name = nameOf(credential);
  if (!account) {
    // a key of the owner has grants, and nothing without them
    if (!ofItself) return credential.kind === 'key' ? { ...nobody, name } : owner;
    return { name, permissions: ofItself };
  }
  const ofAccount = compile(account.grants);
  return { name, permissions: ofItself ? both(ofItself, ofAccount, ['the key', 'whose it is']) : ofAccount };
}

/** A session that a key made acts in the name of the key, so that what is made in it ends with the key as well. */
function nameOf({ kind, id, account, grants, madeBy }: Credential): string {
  if (kind === 'key') return `token:${id}`;
  if (grants || madeBy.startsWith('token:')) return madeBy;
  return account === null ? owner.name : `user:${account}`;
}
