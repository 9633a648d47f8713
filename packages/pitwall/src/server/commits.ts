import { PitwallError } from '../core/errors.ts';
import type { State } from '../state/state.ts';

/** What is known of the writes of one state within this process. Another server on the same one is not heard of. */
interface Commits {
  readonly listeners: Set<() => void>;
  full: { readonly error: PitwallError; readonly at: number } | undefined;
}

const commits = new WeakMap<State, Commits>();

function commitsOf(state: State): Commits {
  const known = commits.get(state) ?? { listeners: new Set<() => void>(), full: undefined };
  commits.set(state, known);
  return known;
}

/** To be called after each transaction that stands. */
export function committed(state: State): void {
  const known = commitsOf(state);
  known.full = undefined;
  for (const listener of known.listeners) listener();
}

/** To be called with why a transaction does not stand. */
export function notCommitted(state: State, error: unknown, now: number): void {
  if (error instanceof PitwallError && error.code === 'state.full') commitsOf(state).full = { error, at: now };
}

/** Calls until what it answers is called. */
export function onCommit(state: State, listener: () => void): () => void {
  const { listeners } = commitsOf(state);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const forgottenAfter = 10_000;

/**
 * Why the state could not be written a moment ago, where it was not written since. After ten seconds it is worth a try:
 * whoever sends nothing to a server that is not ready would else never learn that it is.
 */
export function fullState(state: State, now: number): PitwallError | undefined {
  const { full } = commitsOf(state);
  return full && now - full.at < forgottenAfter ? full.error : undefined;
}
