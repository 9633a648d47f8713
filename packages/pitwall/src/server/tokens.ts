import { hashOfToken } from '../state/credential-table.ts';
import type { State } from '../state/state.ts';
import type { Actor } from './actor.ts';
import type { Workplace } from './context.ts';
import type { World } from './world.ts';

/** Random and long enough that nobody guesses it; the prefix lets scanners for secrets find it where it leaked. */
export function newToken({ random }: World): string {
  return `pitwall_${random(32).toString('base64url')}`;
}

/** Whoever can read the data directory may do what its server may. */
export const owner: Actor = { name: 'owner', permissions: 'all' };

/** Hashes of tokens that are written nowhere and end with the process, by the state that they are for. */
const ofThisRun = new WeakMap<State, Set<string>>();

/** Takes a token as that of the owner, until what it answers is called. */
export function admitForThisRun({ state }: Workplace, token: string): () => void {
  const hashes = ofThisRun.get(state) ?? new Set();
  ofThisRun.set(state, hashes.add(hashOfToken(token)));
  return () => void hashes.delete(hashOfToken(token));
}

/** Whether it is the hash of such a token. */
export const isOfThisRun = ({ state }: Workplace, hash: string): boolean => ofThisRun.get(state)?.has(hash) ?? false;
