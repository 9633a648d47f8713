import { takeNumbers } from './counter-table.ts';
import type { Reader, Tx } from './state.ts';
import type { JobRow } from './tables.ts';

export interface Lease {
  readonly owner: string;
  /** From this moment on others may take the job. */
  readonly until: number;
  readonly run: string;
}

export interface Job {
  readonly name: string;
  /** When it runs, in the words of whoever plans it; null for a job that runs when it is put there. */
  readonly schedule: string | null;
  readonly lease: Lease | null;
  /** Runs in a row that did not end well, with the one under way. */
  readonly attempts: number;
  /** When it is due; null when it is not planned. */
  readonly nextAt: number | null;
  /** When it was given up: a dead job is not run until someone revives it. */
  readonly deadAt: number | null;
  readonly lastError: string | null;
}

export interface JobPlan {
  readonly name: string;
  readonly schedule: string | null;
  readonly nextAt: number | null;
}

/** Makes a job, or gives it another schedule. Its next run stays where it was while the schedule stays the same. */
export async function putJob(tx: Tx, { name, schedule, nextAt }: JobPlan): Promise<void> {
  const found = await tx.selectFrom('job').select('schedule').where('name', '=', name).executeTakeFirst();
  if (found === undefined) {
    const empty = { lease_owner: null, lease_until: null, lease_run: null, dead_at: null, last_error: null };
    await tx
      .insertInto('job')
      .values({ ...empty, name, schedule, attempts: 0, next_at: nextAt })
      .execute();
  } else if (found.schedule !== schedule) {
    await tx.updateTable('job').set({ schedule, next_at: nextAt }).where('name', '=', name).execute();
  }
}

/** Takes the job out, with its runs. */
export async function dropJob(tx: Tx, name: string): Promise<boolean> {
  const dropped = await tx.deleteFrom('job').where('name', '=', name).returning('name').execute();
  return dropped.length === 1;
}

export async function getJob(db: Reader, name: string): Promise<Job | undefined> {
  const row = await db.selectFrom('job').selectAll().where('name', '=', name).executeTakeFirst();
  return row && jobOf(row);
}

/** All of them, by name: there is one for each thing that is watched. */
export async function listJobs(db: Reader): Promise<readonly Job[]> {
  const rows = await db.selectFrom('job').selectAll().execute();
  // here, since engines sort text each in its own way
  return rows.map(jobOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface Taking {
  readonly owner: string;
  /** The id of the run that begins. */
  readonly run: string;
  readonly now: number;
  readonly until: number;
}

/**
 * The job that is due the longest and that nobody works on, or undefined. Of two takers one gets it. A run whose lease
 * ran out is over as "lost": its server was killed or hangs.
 */
export async function takeJob(tx: Tx, { owner, run, now, until }: Taking): Promise<Job | undefined> {
  const due = await tx
    .selectFrom('job')
    .select(['name', 'lease_run'])
    .where('next_at', '<=', now)
    .where('dead_at', 'is', null)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .orderBy('next_at')
    .orderBy('name')
    .limit(1)
    .executeTakeFirst();
  if (due === undefined) return undefined;
  if (due.lease_run !== null) {
    await endRun(tx, due.lease_run, { now, outcome: 'lost', detail: null });
  }
  const row = await tx
    .updateTable('job')
    .set((set) => ({ lease_owner: owner, lease_until: until, lease_run: run, attempts: set('attempts', '+', 1) }))
    .where('name', '=', due.name)
    // said again where it counts, so that it holds for writers that our lock does not know
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await tx
    .insertInto('job_run')
    .values({
      seq: await takeNumbers(tx, 'job_run', 1),
      id: run,
      job: row.name,
      owner,
      attempt: row.attempts,
      started_at: now,
      ended_at: null,
      outcome: null,
      detail: null,
    })
    .execute();
  return jobOf(row);
}

/** False where the lease was lost: another one may run the job by now, so this run has to stop. */
export async function extendLease(
  tx: Tx,
  { run, now, until }: { readonly run: string; readonly now: number; readonly until: number },
): Promise<boolean> {
  const kept = await tx
    .updateTable('job')
    .set({ lease_until: until })
    .where('lease_run', '=', run)
    .where('lease_until', '>', now)
    .returning('name')
    .execute();
  return kept.length === 1;
}

export interface JobDone {
  readonly run: string;
  readonly now: number;
  readonly nextAt: number | null;
  /** What came of it, for people. */
  readonly detail: string | null;
}

/** False where another one took the job meanwhile: then nothing is written. */
export async function finishJob(tx: Tx, { run, now, nextAt, detail }: JobDone): Promise<boolean> {
  const done = { attempts: 0, next_at: nextAt, last_error: null };
  return (await giveBack(tx, run, done)) && endRun(tx, run, { now, outcome: 'done', detail });
}

export interface JobFailed {
  readonly run: string;
  readonly now: number;
  readonly error: string;
  /** When to try again; null gives the job up: it is dead until someone revives it. */
  readonly retryAt: number | null;
}

export async function failJob(tx: Tx, { run, now, error, retryAt }: JobFailed): Promise<boolean> {
  const failed = { next_at: retryAt, last_error: error, dead_at: retryAt === null ? now : null };
  return (await giveBack(tx, run, failed)) && endRun(tx, run, { now, outcome: 'failed', detail: error });
}

/** Plans a job by hand; one that was given up begins anew. False where there is none or it runs right now. */
export async function reviveJob(
  tx: Tx,
  { name, now, nextAt }: { readonly name: string; readonly now: number; readonly nextAt: number },
): Promise<boolean> {
  const revived = await tx
    .updateTable('job')
    .set({ next_at: nextAt, dead_at: null, attempts: 0 })
    .where('name', '=', name)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .returning('name')
    .execute();
  return revived.length === 1;
}

/** A lease that ran out still counts while nobody else took the job: the work was done. */
async function giveBack(tx: Tx, run: string, change: Partial<JobRow>): Promise<boolean> {
  const given = await tx
    .updateTable('job')
    .set({ ...change, lease_owner: null, lease_until: null, lease_run: null })
    .where('lease_run', '=', run)
    .returning('name')
    .execute();
  return given.length === 1;
}

interface RunEnd {
  readonly now: number;
  readonly outcome: 'done' | 'failed' | 'lost';
  readonly detail: string | null;
}

async function endRun(tx: Tx, id: string, { now, outcome, detail }: RunEnd): Promise<boolean> {
  const ended = await tx
    .updateTable('job_run')
    .set({ ended_at: now, outcome, detail })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  return ended.length === 1;
}

function jobOf(row: JobRow): Job {
  const { lease_owner: owner, lease_until: until, lease_run: run } = row;
  return {
    name: row.name,
    schedule: row.schedule,
    lease: owner === null || until === null || run === null ? null : { owner, until, run },
    attempts: row.attempts,
    nextAt: row.next_at,
    deadAt: row.dead_at,
    lastError: row.last_error,
  };
}
