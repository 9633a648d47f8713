import { PitwallError } from '../core/errors.ts';
import type { Actor } from '../server/actor.ts';
import { committed, onCommit } from '../server/commits.ts';
import type { Workplace } from '../server/context.ts';
import { isOfThisRun, owner } from '../server/tokens.ts';
import { type CredentialKind, hashOfToken, touchCredential } from '../state/credential-table.ts';
import type { State } from '../state/state.ts';
import { accessOf } from './config.ts';
import { createCompiler, knownRoles } from './known-roles.ts';
import { isWholeKey } from './secret.ts';
import { findStanding, notedEvery, type Standing, type StandingQuery } from './standing.ts';

/**
 * What was found out is believed for so long, on every door and by every server on one state: what is revoked on another
 * server opens nothing after that.
 */
const believedFor = 2_000;
const mostRemembered = 10_000;

interface Remembered {
  readonly at: number;
  readonly found: Promise<Standing | undefined>;
}

interface Memory {
  readonly standings: Map<string, Remembered>;
  compiler:
    | { readonly at: number; readonly made: Promise<ReturnType<typeof createCompiler>>; readonly key: string }
    | undefined;
  /** When each was noted as used. */
  readonly noted: Map<string, number>;
  /** What is committed until then may change who may do what. */
  changesUntil: number;
}

const memories = new WeakMap<State, Memory>();

function memoryOf({ state, world }: Workplace): Memory {
  const known = memories.get(state);
  if (known) return known;
  const memory: Memory = { standings: new Map(), compiler: undefined, noted: new Map(), changesUntil: 0 };
  memories.set(state, memory);
  onCommit(state, () => {
    if (world.now() < memory.changesUntil) forget(memory);
  });
  return memory;
}

function forget(memory: Memory): void {
  memory.standings.clear();
  memory.compiler = undefined;
}

/** To be called by each verb that changes who may do what: from its commit on, everybody is looked at anew. */
export function accessChanges(workplace: Workplace): void {
  const memory = memoryOf(workplace);
  memory.changesUntil = workplace.world.now() + 2 * believedFor;
  forget(memory);
}

/** Whom a bearer token stands for. Sessions and links are no bearer tokens: they are for browsers. */
export async function actorOfToken(workplace: Workplace, token: string): Promise<Actor> {
  const hash = hashOfToken(token);
  if (isOfThisRun(workplace, hash)) return owner;
  const found = mayBeKey(token) ? await standingOf(workplace, hash, ['key']) : undefined;
  if (found) return found.actor;
  throw invalidToken();
}

/** One answer, whatever is wrong with a token. */
export const invalidToken = (): PitwallError =>
  new PitwallError({
    code: 'auth.invalid',
    problem: 'expected a token that is in use, found another',
    fix: 'Make one with pitwall token add, and send it as: Authorization: Bearer TOKEN',
  });

/** Whom the cookie of a browser stands for. */
export async function sessionOf(workplace: Workplace, secret: string): Promise<Standing> {
  const found = await standingOf(workplace, hashOfToken(secret), ['session']);
  if (found) return found;
  throw new PitwallError({
    code: 'auth.invalid',
    problem: 'expected a session that lasts, found one that is over',
    fix: 'Sign in again',
  });
}

/** Keys from before they had a checksum go on. */
const mayBeKey = (token: string): boolean => isWholeKey(token) || /^pitwall_[\w-]{43}$/.test(token);

async function standingOf(
  workplace: Workplace,
  hash: string,
  kinds: readonly CredentialKind[],
): Promise<Standing | undefined> {
  const { sessionIdle } = accessOf(workplace.config);
  const found = await believedStanding(workplace, hash, ({ now, compile }) =>
    findStanding(workplace.state.db, { hash, kinds: ['key', 'session'], now, sessionIdle, compile }),
  );
  if (!found || !kinds.includes(found.credential.kind)) return undefined;
  note(workplace, memoryOf(workplace), found, workplace.world.now());
  return found;
}

type Look = Pick<StandingQuery, 'now' | 'compile'>;

/** What was found out under this name a moment ago, or is found out now. */
export async function believedStanding(
  workplace: Workplace,
  name: string,
  find: (at: Look) => Promise<Standing | undefined>,
): Promise<Standing | undefined> {
  const memory = memoryOf(workplace);
  const now = workplace.world.now();
  const known = memory.standings.get(name);
  const isFresh = known !== undefined && now >= known.at && now < known.at + believedFor;
  const found = await (isFresh ? known.found : look(workplace, memory, name, find));
  // asked again: what is believed may have ended in the meantime
  return found && now < found.credential.expiresAt ? found : undefined;
}

function look(
  workplace: Workplace,
  memory: Memory,
  name: string,
  find: (at: Look) => Promise<Standing | undefined>,
): Promise<Standing | undefined> {
  const now = workplace.world.now();
  const found = (async () => find({ now, compile: await compilerOf(workplace, memory, now) }))();
  remember(memory.standings, name, { at: now, found });
  const forgetIt = (): void => {
    if (memory.standings.get(name)?.found === found) memory.standings.delete(name);
  };
  // what is unknown is not believed to stay so, and a look that failed says nothing
  found.then((standing) => (standing ? undefined : forgetIt()), forgetIt);
  return found;
}

async function compilerOf(
  { state }: Workplace,
  memory: Memory,
  now: number,
): Promise<ReturnType<typeof createCompiler>> {
  const known = memory.compiler;
  if (known && now >= known.at && now < known.at + believedFor) return known.made;
  const roles = await knownRoles(state.db);
  const key = JSON.stringify([...roles.values()]);
  const made = known?.key === key ? known.made : Promise.resolve(createCompiler(roles));
  memory.compiler = { at: now, made, key };
  return made;
}

/** When it was used last: not waited for, not in the audit, and at most once a minute. */
function note(workplace: Workplace, { noted }: Memory, { credential }: Standing, now: number): void {
  const { id, usedAt } = credential;
  const last = Math.max(noted.get(id) ?? 0, usedAt ?? 0);
  if (now < last + notedEvery) return;
  remember(noted, id, now);
  const { state } = workplace;
  state
    .change((tx) => touchCredential(tx, { id, at: now }))
    .then(() => committed(state))
    // tried again with the next request after a minute; nobody is kept out for it
    .catch(() => undefined);
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostRemembered && oldest !== undefined) map.delete(oldest);
}
