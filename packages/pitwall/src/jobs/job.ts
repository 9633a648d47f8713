import type { Context } from '../server/context.ts';
import type { Tx } from '../state/state.ts';
import type { Schedule } from './schedule.ts';

/** Work that is done again and again. A run may be begun twice for the same moment, so it has to be safe to repeat. */
export interface JobDefinition {
  readonly name: string;
  /** What it does, for people. */
  readonly summary: string;
  readonly schedule: Schedule;
  run(work: JobWork): Promise<JobOutcome | undefined> | Promise<void>;
}

export interface JobWork {
  /** Of the server itself, made anew for this run, so that the configuration in force is seen. */
  readonly context: Context;
  /** The moment that it is for, with its jitter. Where several were missed, the last of them. */
  readonly due: number;
  /** The id of the run. */
  readonly run: string;
  /** Aborted when the lease is lost, the job is taken out or the server stops. What is written after that is lost. */
  readonly signal: AbortSignal;
}

export interface JobOutcome {
  /** What came of it, for people. */
  readonly detail?: string;
  /** In the transaction that ends the run. Not called where another server has the job by now. */
  commit?(tx: Tx): Promise<void>;
}

/** So long a job stays with a server that is not heard of any more. */
export const usualLease = 60_000;

/** After so many runs in a row that did not end well a job is given up. */
export const mostAttempts = 5;

const firstWait = 30_000;
const longestWait = 15 * 60_000;

/** How long to wait before the next attempt, or null where there is none: half a minute, doubled each time. */
export function waitAfter(attempt: number): number | null {
  return attempt >= mostAttempts ? null : Math.min(longestWait, firstWait * 2 ** (attempt - 1));
}
