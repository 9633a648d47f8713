import { PitwallError } from '../core/errors.ts';
import type { Job } from '../state/job.ts';
import { failJob, finishJob } from '../state/job-lease.ts';
import type { Tx } from '../state/state.ts';
import { storable } from '../state/storable.ts';
import { type JobOutcome, waitAfter } from './job.ts';
import { runAfter, type Schedule } from './schedule.ts';

/** What came of a run. */
export type Ending = { readonly outcome: JobOutcome | undefined } | { readonly error: unknown };

export interface EndedRun {
  readonly job: Job;
  readonly run: string;
  readonly due: number;
  readonly now: number;
  readonly schedule: Schedule | undefined;
}

/** Ends a run with what belongs to it. Where another server has the job by now, nothing is written. */
export async function writeEnding(tx: Tx, ended: EndedRun, ending: Ending): Promise<void> {
  const { job, run, due, now, schedule } = ended;
  if ('error' in ending) {
    const wait = waitAfter(job.attempts);
    const retryAt = wait === null ? null : now + wait;
    await failJob(tx, { run, now, error: wordsOf(messageOf(ending.error)), retryAt });
    return;
  }
  const { outcome } = ending;
  const nextAt = schedule ? runAfter(schedule, due, now, job.name) : null;
  const detail = outcome?.detail === undefined ? null : wordsOf(outcome.detail);
  if (await finishJob(tx, { run, now, nextAt, detail })) await outcome?.commit?.(tx);
}

const mostCharacters = 2_000;

/** What can be kept, whatever it holds. */
const wordsOf = (text: string): string => storable(text.slice(0, mostCharacters));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The state cannot be written now, and what was to be written is as good later. */
export function isAway(error: unknown): boolean {
  return error instanceof PitwallError && ['state.unreachable', 'state.busy', 'state.full'].includes(error.code);
}
