import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { missingJob } from '../../server/missing.ts';
import { subjectOfJob } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import type { Job } from '../../state/job.ts';
import { getJob, reviveJob } from '../../state/job-table.ts';
import type { Tx } from '../../state/state.ts';

const inputSchema = z.strictObject({ job: z.string().min(1).max(1_000) });
type Input = z.output<typeof inputSchema>;
type Output = { readonly job: string; readonly nextAt: number };

/** It is run by whichever server takes it first, in a second or so. */
export const jobRun = defineVerb<Input, Output>({
  name: 'job.run',
  summary: 'Run a job now, also when it is not due',
  input: inputSchema,
  subject: ({ job }) => subjectOfJob(job),
  record: ({ job }) => ({ job }),
  async run(tx, { job: name }, { world }) {
    const job = await requireJob(tx, name);
    if (job.deadAt !== null) throw given(job);
    return begin(tx, name, world.now());
  },
});

export const jobRetry = defineVerb<Input, Output>({
  name: 'job.retry',
  summary: 'Try a job again at once that failed or was given up',
  input: inputSchema,
  subject: ({ job }) => subjectOfJob(job),
  record: ({ job }) => ({ job }),
  async run(tx, { job: name }, { world }) {
    const job = await requireJob(tx, name);
    if (job.deadAt === null && job.attempts === 0) throw well(job);
    return begin(tx, name, world.now());
  },
});

async function begin(tx: Tx, name: string, now: number): Promise<Output> {
  if (!(await reviveJob(tx, { name, now, nextAt: now }))) throw runs(name);
  return { job: name, nextAt: now };
}

export async function requireJob(db: Parameters<typeof getJob>[0], name: string): Promise<Job> {
  const job = await getJob(db, name);
  if (job) return job;
  throw missingJob(name);
}

const runs = (name: string): PitwallError =>
  new PitwallError({
    code: 'job.running',
    problem: `expected a job that does not run, but ${JSON.stringify(visible(name))} runs right now`,
    fix: 'Wait until it has ended',
  });

const given = ({ name }: Job): PitwallError =>
  new PitwallError({
    code: 'job.dead',
    problem: `expected a job that is alive, but ${JSON.stringify(visible(name))} was given up`,
    fix: 'See why in its runs, mend it, and retry it',
  });

const well = ({ name }: Job): PitwallError =>
  new PitwallError({
    code: 'job.well',
    problem: `expected a job that failed, but ${JSON.stringify(visible(name))} did not`,
    fix: 'Run it instead',
  });
