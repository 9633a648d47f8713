import { setImmediate as nextTurn, setTimeout as rest } from 'node:timers/promises';
import { PitwallError } from '../core/errors.ts';
import { startStopwatch } from '../server/observe.ts';

/** A turn of the loop that takes longer than this was taken by somebody else, who goes first. */
const idleTurn = 2;
const longestRest = 50;

/**
 * What work beside a server does between two pieces: where others work, it rests for as long as they do. It ends with a
 * refusal when it is to stop.
 */
export function pauseBetween(stopping: () => boolean): () => Promise<void> {
  return async () => {
    if (stopping()) throw stopped();
    const elapsed = startStopwatch();
    await nextTurn();
    const took = elapsed();
    if (took > idleTurn) await rest(Math.min(longestRest, took));
  };
}

const stopped = (): PitwallError =>
  new PitwallError({
    code: 'server.stopping',
    problem: 'the backup was not finished: the server is stopping',
    fix: 'Begin it again when the server is up',
  });
