import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader } from './state.ts';
import type { JobRunRow } from './tables.ts';

/** Runs are begun and ended with their job, in `job-table.ts`. */
export interface JobRun {
  readonly seq: number;
  readonly id: string;
  readonly job: string;
  readonly owner: string;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** `lost`: the lease ran out, and nobody knows how far it came. Null while it runs. */
  readonly outcome: 'done' | 'failed' | 'lost' | null;
  readonly detail: string | null;
}

export interface JobRunFilter extends PageRequest {
  readonly job?: string;
}

export async function listJobRuns(db: Reader, filter: JobRunFilter = {}): Promise<Page<JobRun>> {
  const position = positionOf('job_run', filter);
  let query = db.selectFrom('job_run').selectAll();
  if (filter.job !== undefined) query = query.where('job', '=', filter.job);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('job_run', position, rows, runOf);
}

function runOf({ started_at, ended_at, outcome, ...row }: JobRunRow): JobRun {
  return { ...row, startedAt: started_at, endedAt: ended_at, outcome: outcome as JobRun['outcome'] };
}
