import { takeNumbers } from './counter-table.ts';
import { type Job, jobOf } from './job.ts';
import type { Reader, Tx } from './state.ts';
import type { JobRow, JobRunRow } from './tables.ts';

/** What is to be done with a job whose moment has come. */
export type Decision =
  | { readonly kind: 'run'; readonly run: string; readonly due: number }
  /** Not now. */
  | { readonly kind: 'wait'; readonly nextAt: number }
  | { readonly kind: 'give up'; readonly error: string };

export interface Taking {
  readonly owner: string;
  readonly now: number;
  readonly until: number;
  /** So many at the most are run. */
  readonly limit: number;
  /** Only these: a server takes what it knows how to run. */
  readonly names: readonly string[];
  decide(job: Job): Decision;
}

/**
 * Jobs that are due and that nobody works on, the longest waiting first. Of two takers one gets a job. A run whose lease
 * ran out is over as "lost": its server was killed or hangs.
 */
export async function takeJobs(tx: Tx, taking: Taking): Promise<readonly Job[]> {
  const taken: Job[] = [];
  while (taken.length < taking.limit) {
    const due = await readDue(tx, taking, taking.limit - taken.length);
    const runs: JobRunRow[] = [];
    for (const row of due) {
      if (row.lease_run !== null) await endRun(tx, row.lease_run, { now: taking.now, outcome: 'lost', detail: null });
      const decision = taking.decide(jobOf(row));
      if (decision.kind !== 'run') {
        await change(tx, row.name, { ...unleased, ...settled(decision, taking.now) });
        continue;
      }
      const lease = { lease_owner: taking.owner, lease_since: taking.now, lease_until: taking.until };
      const begun = { ...lease, lease_run: decision.run, due_at: decision.due, attempts: row.attempts + 1 };
      await change(tx, row.name, begun);
      taken.push(jobOf({ ...row, ...begun }));
      runs.push(beginning(decision, row, taking));
    }
    if (runs.length > 0) {
      const first = await takeNumbers(tx, 'job_run', runs.length);
      await tx
        .insertInto('job_run')
        .values(runs.map((run, index) => ({ ...run, seq: first + index })))
        .execute();
    }
    // where some had to wait, others may take their place
    if (due.length === runs.length) break;
  }
  return taken;
}

/** When the next of the jobs may be taken: a moment that is past where one is due now, undefined where none is planned. */
export async function soonestJob(db: Reader, names: readonly string[]): Promise<number | undefined> {
  if (names.length === 0) return undefined;
  const planned = db.selectFrom('job').where('dead_at', 'is', null).where('name', 'in', names);
  const row = await planned
    .select((is) =>
      is.fn
        .min<number | null>(
          is
            .case()
            .when('lease_until', '>', is.ref('next_at'))
            .then(is.ref('lease_until'))
            .else(is.ref('next_at'))
            .end(),
        )
        .as('at'),
    )
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** The runs that still hold their jobs; the others have to stop, since somebody else may have taken theirs. */
export async function extendLeases(
  tx: Tx,
  { runs, now, until }: { readonly runs: readonly string[]; readonly now: number; readonly until: number },
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const kept = await tx
    .updateTable('job')
    .set({ lease_until: until })
    .where('lease_run', 'in', runs)
    .where('lease_until', '>', now)
    .returning('lease_run')
    .execute();
  return new Set(kept.flatMap(({ lease_run: run }) => (run === null ? [] : [run])));
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
  const done = { attempts: 0, next_at: nextAt, due_at: null, last_error: null };
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

/** Of a server that stops: others may take the job at once, and it is no failure of the job. */
export async function releaseJob(
  tx: Tx,
  { run, now, detail }: { readonly run: string; readonly now: number; readonly detail: string },
): Promise<boolean> {
  const { attempts } =
    (await tx.selectFrom('job').select('attempts').where('lease_run', '=', run).executeTakeFirst()) ?? {};
  if (attempts === undefined) return false;
  return (
    (await giveBack(tx, run, { attempts: Math.max(0, attempts - 1) })) &&
    endRun(tx, run, { now, outcome: 'lost', detail })
  );
}

const unleased = { lease_owner: null, lease_since: null, lease_until: null, lease_run: null };

function readDue(tx: Tx, { now, names }: Taking, limit: number): Promise<JobRow[]> {
  if (names.length === 0) return Promise.resolve([]);
  return tx
    .selectFrom('job')
    .selectAll()
    .where('next_at', '<=', now)
    .where('dead_at', 'is', null)
    .where('name', 'in', names)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .orderBy('next_at')
    .orderBy('name')
    .limit(limit)
    .execute();
}

async function change(tx: Tx, name: string, values: Partial<JobRow>): Promise<void> {
  await tx.updateTable('job').set(values).where('name', '=', name).execute();
}

function settled(decision: Exclude<Decision, { readonly kind: 'run' }>, now: number): Partial<JobRow> {
  return decision.kind === 'wait'
    ? { next_at: decision.nextAt }
    : { next_at: null, dead_at: now, last_error: decision.error };
}

function beginning(
  { run, due }: Extract<Decision, { readonly kind: 'run' }>,
  { name, attempts }: JobRow,
  { owner, now }: Taking,
): JobRunRow {
  return {
    seq: 0,
    id: run,
    job: name,
    owner,
    attempt: attempts + 1,
    due_at: due,
    started_at: now,
    ended_at: null,
    outcome: null,
    detail: null,
  };
}

/** A lease that ran out still counts while nobody else took the job: the work was done. */
async function giveBack(tx: Tx, run: string, values: Partial<JobRow>): Promise<boolean> {
  const given = await tx
    .updateTable('job')
    .set({ ...values, ...unleased })
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
  const [ended] = await tx
    .updateTable('job_run')
    .set({ ended_at: now, outcome, detail })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('job')
    .execute();
  if (ended === undefined) return false;
  await tx.updateTable('job').set({ last_run: id }).where('name', '=', ended.job).execute();
  return true;
}
