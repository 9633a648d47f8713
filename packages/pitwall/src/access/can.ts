import { type Consulted, consulted } from '../permissions/compile.ts';
import type { Decision } from '../permissions/permission.ts';
import { type Actor, decide } from '../server/actor.ts';
import type { Context } from '../server/context.ts';
import { type Account, findAccount, getAccount } from '../state/account-table.ts';
import { type Credential, getCredential } from '../state/credential-table.ts';
import type { Reader } from '../state/state.ts';
import { accessOf } from './config.ts';
import { createCompiler, knownRoles } from './known-roles.ts';
import { findStanding, maySignIn } from './standing.ts';
import { subjectOfAccount, subjectOfKey } from './subjects.ts';

/** Somebody about whom one may ask. */
export interface Principal {
  /** As the audit has it. */
  readonly name: string;
  /** What asking about them is asking about. */
  readonly subject: string;
  readonly account: Account | undefined;
  readonly key: Credential | undefined;
}

/** By the id of an account or a key, as the audit has it or without the word before it, or by the name of an account. */
export async function findPrincipal(db: Reader, who: string): Promise<Principal | undefined> {
  const id = who.replace(/^(user|token):/, '');
  if (id.startsWith('k-')) {
    const key = await getCredential(db, id);
    if (key?.kind === 'key') return { name: `token:${key.id}`, subject: subjectOfKey(key), account: undefined, key };
  }
  const account =
    (id.startsWith('u-') && (await getAccount(db, id))) || (await findAccount(db, { name: id.toLowerCase() }));
  if (!account || account.erasedAt !== null) return undefined;
  return { name: `user:${account.id}`, subject: subjectOfAccount(account.id), account, key: undefined };
}

export interface Asked {
  readonly verb: string;
  readonly subject: string;
}

export interface Explained extends Decision {
  readonly rules: readonly Consulted[];
}

/** Whether an actor may do it, with the rules that were looked at. */
export function explain(actor: Actor, { verb, subject }: Asked): Explained {
  const { allowed, because } = decide(actor, verb, subject);
  return { allowed, because, rules: consulted(actor.permissions, verb, subject) };
}

/** The same of somebody else, as it is at this moment. */
export async function explainPrincipal(context: Context, principal: Principal, asked: Asked): Promise<Explained> {
  const actor = await actorOf(context, principal);
  if (typeof actor === 'string') return { allowed: false, because: actor, rules: [] };
  return explain(actor, asked);
}

/** A text says why they may do nothing at all. */
async function actorOf({ state, world, config }: Context, { name, account, key }: Principal): Promise<Actor | string> {
  const compile = createCompiler(await knownRoles(state.db));
  if (account) return maySignIn(account) ? { name, permissions: compile(account.grants) } : 'the account is disabled';
  const { sessionIdle } = accessOf(config);
  const standing =
    key && (await findStanding(state.db, { hash: key.hash, kinds: ['key'], now: world.now(), sessionIdle, compile }));
  return standing?.actor ?? 'the key is revoked or over, or whose it is may not sign in';
}
