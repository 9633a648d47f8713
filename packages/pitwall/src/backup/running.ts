import { PitwallError } from '../core/errors.ts';
import type { State } from '../state/state.ts';

export type Work = 'make' | 'drill';

export interface Running {
  readonly work: Work;
  readonly since: number;
}

/** How it went last, in this process. */
export interface Ended extends Running {
  readonly until: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface Known {
  running: Running | undefined;
  last: Ended | undefined;
}

const known = new WeakMap<State, Known>();

function knownOf(state: State): Known {
  const found = known.get(state) ?? { running: undefined, last: undefined };
  known.set(state, found);
  return found;
}

export const runningOf = (state: State): Readonly<Known> => knownOf(state);

/** Refuses while another one is made or tried: the two would wait for each other's disk, and hold each other's data. */
export function requireIdle(state: State): void {
  const { running } = knownOf(state);
  if (!running) return;
  throw new PitwallError({
    code: 'backup.running',
    problem: `expected no backup under way, found ${running.work === 'make' ? 'one that is made' : 'a drill'} since ${new Date(running.since).toISOString()}`,
    fix: 'Wait for its end: pitwall backup list',
  });
}

/** One at a time. */
export async function alone<T>(state: State, work: Work, now: () => number, run: () => Promise<T>): Promise<T> {
  requireIdle(state);
  const mine = knownOf(state);
  const since = now();
  mine.running = { work, since };
  let error: Ended['error'] = null;
  try {
    return await run();
  } catch (thrown) {
    error =
      thrown instanceof PitwallError
        ? { code: thrown.code, message: `${thrown.problem}. ${thrown.fix}.` }
        : { code: 'server.failed', message: `It failed in a way it should not: ${String(thrown)}` };
    throw thrown;
  } finally {
    mine.running = undefined;
    mine.last = { work, since, until: now(), error };
  }
}
