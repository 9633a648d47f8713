import { type Job, jobOf } from './job.ts';
import type { Reader, Tx } from './state.ts';

export interface JobPlan {
  readonly name: string;
  /** What it does, for people. */
  readonly summary: string;
  readonly schedule: string | null;
  readonly nextAt: number | null;
}

/**
 * Makes a job, or gives it another schedule, which revives it where it was given up. Its next run stays where it was while
 * the schedule stays the same.
 */
export async function putJob(tx: Tx, { name, summary, schedule, nextAt }: JobPlan): Promise<void> {
  const found = await tx.selectFrom('job').select(['schedule', 'summary']).where('name', '=', name).executeTakeFirst();
  if (found === undefined) {
    const unleased = { lease_owner: null, lease_since: null, lease_until: null, lease_run: null };
    const unrun = { attempts: 0, due_at: null, dead_at: null, last_error: null, last_run: null };
    await tx
      .insertInto('job')
      .values({ ...unleased, ...unrun, name, summary, schedule, next_at: nextAt })
      .execute();
    return;
  }
  const anew = { schedule, next_at: nextAt, due_at: null, dead_at: null, attempts: 0 };
  if (found.schedule !== schedule) await tx.updateTable('job').set(anew).where('name', '=', name).execute();
  if (found.summary !== summary) await tx.updateTable('job').set({ summary }).where('name', '=', name).execute();
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

/** Plans a job by hand; one that was given up begins anew. False where there is none or it runs right now. */
export async function reviveJob(
  tx: Tx,
  { name, now, nextAt }: { readonly name: string; readonly now: number; readonly nextAt: number },
): Promise<boolean> {
  const revived = await tx
    .updateTable('job')
    .set({ next_at: nextAt, due_at: nextAt, dead_at: null, attempts: 0 })
    .where('name', '=', name)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .returning('name')
    .execute();
  return revived.length === 1;
}
