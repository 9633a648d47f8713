import { z } from 'zod';

export const jobRunSchema = z.object({
  id: z.string(),
  owner: z.string().describe('The server that ran it'),
  attempt: z.int().describe('1, or more where runs before it did not end well'),
  due: z.string().describe('The moment that it was for'),
  startedAt: z.string(),
  endedAt: z.string().nullable().describe('Null while it runs'),
  lateMilliseconds: z.int().describe('From when it was due until it started'),
  durationMilliseconds: z.int().nullable(),
  outcome: z.enum(['done', 'failed', 'lost']).nullable().describe('lost: its server was killed, hung or stopped'),
  detail: z.string().nullable().describe('What came of it'),
  error: z.string().nullable().describe('Of a run that failed'),
});

export type JobRun = z.infer<typeof jobRunSchema>;

/** One thing that a server does by itself, again and again. */
export const jobSchema = z.object({
  name: z.string(),
  summary: z.string(),
  schedule: z
    .object({ cron: z.string(), time_zone: z.string(), jitter: z.string(), missed: z.enum(['once', 'skip']) })
    .nullable()
    .describe('As it is configured, with what is usual'),
  state: z
    .enum(['waiting', 'running', 'failing', 'dead'])
    .describe('failing: waits for its next attempt; dead: given up until it is retried'),
  nextAt: z.string().nullable().describe('When it is begun next; of a job that runs, when it was to begin'),
  lastRun: jobRunSchema.nullable().describe('The run that ended last'),
});

export type Job = z.infer<typeof jobSchema>;

export const jobBegunSchema = z.object({ job: z.string(), nextAt: z.string() });

export type JobBegun = z.infer<typeof jobBegunSchema>;
