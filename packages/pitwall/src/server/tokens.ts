import { hour } from '../core/duration.ts';
import { PitwallError } from '../core/errors.ts';
import type { State } from '../state/state.ts';
import { findToken, hashOfToken } from '../state/token-table.ts';
import type { Actor } from './actor.ts';
import type { Workplace } from './context.ts';
import type { World } from './world.ts';

/** The name of a token says what it is for. */
export const administratorName = 'administrator';
export const linkName = 'sign-in-link';
export const sessionPrefix = 'session-';

export const linkLife = hour;
export const sessionLife = 12 * hour;

/** Random and long enough that nobody guesses it; the prefix lets scanners for secrets find it where it leaked. */
export function newToken({ random }: World): string {
  return `pitwall_${random(32).toString('base64url')}`;
}

/** Whoever can read the data directory may do what its server may. */
const owner: Actor = { name: 'owner', permissions: 'all' };

/** Hashes of tokens that are written nowhere and end with the process, by the state that they are for. */
const ofThisRun = new WeakMap<State, Set<string>>();

/** Takes a token as that of the owner, until what it answers is called. */
export function admitForThisRun({ state }: Workplace, token: string): () => void {
  const hashes = ofThisRun.get(state) ?? new Set();
  ofThisRun.set(state, hashes.add(hashOfToken(token)));
  return () => void hashes.delete(hashOfToken(token));
}

/** Whom a bearer token stands for. Sessions and links are no bearer tokens: they are for browsers. */
export async function actorOfToken({ state }: Workplace, token: string): Promise<Actor> {
  const hash = hashOfToken(token);
  if (ofThisRun.get(state)?.has(hash)) return owner;
  const found = await findToken(state.db, hash);
  if (found?.name === administratorName) return { name: found.name, permissions: 'all' };
  throw new PitwallError({
    code: 'auth.invalid',
    problem: 'expected a token that is in use, found another',
    fix: 'Send the token that was shown at the first start as: Authorization: Bearer TOKEN',
  });
}

/** Whether a link may be tried at all: what nobody was given is not worth an entry in the audit, which never ends. */
export async function isLink({ state }: Workplace, link: string): Promise<boolean> {
  return (await findToken(state.db, hashOfToken(link)))?.name === linkName;
}

/** Whom the cookie of a browser stands for. */
export async function actorOfSession({ state, world }: Workplace, secret: string): Promise<Actor> {
  const found = await findToken(state.db, hashOfToken(secret));
  const fresh = found?.name.startsWith(sessionPrefix) && world.now() < found.madeAt + sessionLife;
  if (fresh) return { name: administratorName, permissions: 'all' };
  throw new PitwallError({
    code: 'auth.invalid',
    problem: 'expected a session that lasts, found one that is over',
    fix: 'Sign in again',
  });
}

export const unusableLink = () =>
  new PitwallError({
    code: 'auth.link',
    problem: 'expected a sign-in link that was not used and is not older than an hour, found another',
    fix: 'Make another with pitwall sign-in on the machine of the server',
  });
