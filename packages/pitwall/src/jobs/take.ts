import type { Job } from '../state/job.ts';
import type { Decision } from '../state/job-lease.ts';
import { type JobDefinition, mostAttempts } from './job.ts';
import { dueRun } from './schedule.ts';

export interface Knowing {
  readonly definitions: ReadonlyMap<string, JobDefinition>;
  readonly now: number;
  newRun(): string;
}

/** What a worker does with a job that is due. */
export function decide(job: Job, { definitions, now, newRun }: Knowing): Decision {
  // what killed its server so often is not let near another one
  if (job.attempts >= mostAttempts)
    return {
      kind: 'give up',
      error: `${job.attempts} runs in a row did not end well, the last because its server was lost`,
    };
  const schedule = definitions.get(job.name)?.schedule;
  const planned = job.dueAt ?? job.nextAt ?? now;
  if (!schedule) return { kind: 'run', run: newRun(), due: planned };
  const due = dueRun({ schedule, job: job.name, planned, now, begun: job.dueAt !== null });
  return 'due' in due ? { kind: 'run', run: newRun(), due: due.due } : { kind: 'wait', nextAt: due.waitUntil };
}
