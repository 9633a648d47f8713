import { dropJob, listJobs, putJob } from '../state/job-table.ts';
import type { Tx } from '../state/state.ts';
import type { JobDefinition } from './job.ts';
import { nextRun, writeSchedule } from './schedule.ts';

/**
 * The jobs in the state become those that are defined. What stays as it was keeps its moment, so that what was missed
 * while nothing ran is seen; what has another schedule is planned anew, also where it had been given up.
 */
export async function putJobs(tx: Tx, definitions: Iterable<JobDefinition>, now: number): Promise<void> {
  const dropped = new Map((await listJobs(tx)).map((job) => [job.name, job]));
  for (const { name, summary, schedule } of definitions) {
    const known = dropped.get(name);
    dropped.delete(name);
    const written = writeSchedule(schedule);
    if (known?.schedule === written && known.summary === summary) continue;
    await putJob(tx, { name, summary, schedule: written, nextAt: nextRun(schedule, now, name) });
  }
  for (const name of dropped.keys()) await dropJob(tx, name);
}
