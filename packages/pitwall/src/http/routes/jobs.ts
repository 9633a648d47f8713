import {
  type Job as JobBody,
  type JobRun as JobRunBody,
  jobBegunSchema,
  jobRunSchema,
  jobSchema,
  pageSchema,
} from '@pitwall/sdk';
import { z } from 'zod';
import { readSchedule } from '../../jobs/schedule.ts';
import { jobRetry, jobRun, requireJob } from '../../jobs/verbs/job-run.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfJob } from '../../server/subjects.ts';
import type { Job } from '../../state/job.ts';
import { type JobRun, listJobRuns, listLastRuns } from '../../state/job-run-table.ts';
import { listJobs } from '../../state/job-table.ts';
import { cursorSchema, given, limitSchema, momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';

function runBody({ startedAt, endedAt, dueAt, outcome, detail, ...run }: JobRun): JobRunBody {
  return {
    id: run.id,
    owner: run.owner,
    attempt: run.attempt,
    due: momentText(dueAt),
    startedAt: momentText(startedAt),
    endedAt: endedAt === null ? null : momentText(endedAt),
    lateMilliseconds: startedAt - dueAt,
    durationMilliseconds: endedAt === null ? null : endedAt - startedAt,
    outcome,
    detail: outcome === 'failed' ? null : detail,
    error: outcome === 'failed' ? detail : null,
  };
}

function stateOf({ lease, deadAt, attempts }: Job, now: number): JobBody['state'] {
  if (lease && lease.until > now) return 'running';
  if (deadAt !== null) return 'dead';
  return attempts > 0 ? 'failing' : 'waiting';
}

export const listJobsRoute = defineRoute({
  name: 'listJobs',
  method: 'GET',
  path: '/api/v1/jobs',
  summary: 'All jobs, by name',
  permission: 'job.read',
  about: 'listed',
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.object({ items: z.array(jobSchema) }) } },
  async handle({ server: { state, world }, may }) {
    const [jobs, lastRuns] = await Promise.all([listJobs(state.db), listLastRuns(state.db)]);
    const seen = jobs.filter(({ name }) => may('job.read', subjectOfJob(name)));
    const items = seen.map((job): JobBody => {
      const { name, summary, schedule, nextAt } = job;
      const last = lastRuns.get(name);
      return {
        name,
        summary,
        schedule: readSchedule(schedule) ?? null,
        state: stateOf(job, world.now()),
        nextAt: nextAt === null ? null : momentText(nextAt),
        lastRun: last ? runBody(last) : null,
      };
    });
    return { status: 200, json: { items } };
  },
});

const params = z.strictObject({ job: z.string().min(1).max(1_000).describe('Its name, as in the list of jobs') });

export const listJobRunsRoute = defineRoute({
  name: 'listJobRuns',
  method: 'GET',
  path: '/api/v1/jobs/{job}/runs',
  summary: 'Runs of a job, the newest first',
  permission: 'job.read',
  about: ({ params: { job } }) => subjectOfJob(job),
  params,
  query: z.strictObject({
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: {
    200: {
      summary: 'A page of them',
      schema: pageSchema(jobRunSchema),
    },
  },
  problems: [404],
  async handle({ params: { job }, query: { cursor, ...query }, server: { state } }) {
    await requireJob(state.db, job);
    const page = await listJobRuns(state.db, { ...given({ ...query, after: cursor }), job });
    return { status: 200, json: { ...page, items: page.items.map(runBody) } };
  },
});

export const runJob = beginRoute('run', 'runJob');
export const retryJob = beginRoute('retry', 'retryJob');

function beginRoute(word: 'run' | 'retry', name: string) {
  const verb = word === 'run' ? jobRun : jobRetry;
  return defineRoute({
    name,
    method: 'POST',
    path: `/api/v1/jobs/{job}/${word}`,
    summary: verb.summary,
    permission: verb.name,
    about: ({ params: { job } }) => subjectOfJob(job),
    params,
    answers: {
      202: {
        summary: 'It begins in a moment; see its runs',
        schema: jobBegunSchema,
      },
    },
    problems: [404, 409],
    async handle({ params: { job }, context }) {
      const { output } = await perform(context, verb, { job });
      return { status: 202, json: { job: output.job, nextAt: momentText(output.nextAt) } };
    },
  });
}
