import { createHash } from 'node:crypto';
import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../core/duration.ts';
import { lastMoment, nextMoment, problemOfCron } from './cron.ts';
import { zoneSchema } from './zone-schema.ts';

export const cronSchema = z
  .string()
  .superRefine((text, context) => {
    const problem = problemOfCron(text);
    if (problem === undefined) return;
    context.addIssue({
      code: 'custom',
      message: `expected a cron expression of 5 fields, or 6 with seconds first, found ${JSON.stringify(text)}: ${problem}`,
      params: { fix: 'Write minute, hour, day of the month, month and day of the week, such as `30 2 * * *`' },
    });
  })
  .describe('Minute, hour, day of the month, month, day of the week; seconds may stand before them: 30 2 * * *');

export const timeZoneSchema = zoneSchema()
  .default('UTC')
  .describe('Whose clocks count, by its name in the IANA database: Europe/Berlin');

/** A cron expression alone is short for a map with it. */
export const scheduleSchema = z
  .preprocess(
    (value) => (typeof value === 'string' ? { cron: value } : value),
    z.strictObject({
      cron: cronSchema,
      time_zone: timeZoneSchema,
      jitter: durationSchema
        .default('0s')
        .describe('Up to so much later, by the name of the job, so that not all begin at once'),
      missed: z
        .enum(['once', 'skip'])
        .default('once')
        .describe('What was missed while nothing ran: made up for once and at once, or left out'),
    }),
  )
  .describe('When it runs: a cron expression, or a map');

export type Schedule = z.output<typeof scheduleSchema>;

/** As the state keeps it. */
export const writeSchedule = ({ cron, time_zone, jitter, missed }: Schedule): string =>
  JSON.stringify({ cron, time_zone, jitter, missed });

/** What the state keeps; undefined where this version cannot read it. */
export function readSchedule(text: string | null): Schedule | undefined {
  try {
    return text === null ? undefined : scheduleSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The next moment that the job runs at, after the given one. */
export function nextRun(schedule: Schedule, after: number, job: string): number {
  const { cron, time_zone: zone } = schedule;
  const jitter = durationMilliseconds(schedule.jitter);
  const moment = nextMoment(cron, zone, after);
  if (jitter === 0) return moment;
  // one that has come may be put off so far that its run has not
  const before = lastMoment(cron, zone, after - jitter, after);
  if (before !== undefined) {
    const run = before + delay(jitter, job, before, moment);
    if (run > after) return run;
  }
  return moment + delay(jitter, job, moment, nextMoment(cron, zone, moment));
}

/** The same on every machine, and shorter than the time to the next moment, so that runs keep their order. */
function delay(jitter: number, job: string, moment: number, next: number): number {
  const hash = createHash('sha256').update(`${job}\n${moment}`).digest().readUIntBE(0, 6);
  return Math.floor((hash / 2 ** 48) * Math.min(jitter, next - moment));
}

export interface DueQuestion {
  readonly schedule: Schedule;
  readonly job: string;
  /** The moment that it was planned for, which has come. */
  readonly planned: number;
  readonly now: number;
  /** That moment was begun before, or somebody asked for it: it is not left out. */
  readonly begun: boolean;
}

export type Due =
  /** The last moment that was missed, or the one that has just come. */
  { readonly due: number } | { readonly waitUntil: number };

/** So late a run may begin and still not have missed its moment. */
const patience = 60_000;

/** What is to be done now with a job whose moment has come, be it just now or while nothing ran. */
export function dueRun({ schedule, job, planned, now, begun }: DueQuestion): Due {
  if (schedule.missed === 'once') return { due: lastRun(schedule, planned, now, job) };
  if (begun || now - planned <= patience) return { due: planned };
  const last = lastRun(schedule, planned, now, job);
  return now - last <= patience ? { due: last } : { waitUntil: nextRun(schedule, now, job) };
}

/** When a job runs next that has done what was due: a moment that has come meanwhile is made up for, or left out. */
export function runAfter(schedule: Schedule, due: number, now: number, job: string): number {
  const next = nextRun(schedule, due, job);
  return next > now || schedule.missed === 'once' ? next : nextRun(schedule, now, job);
}

/** The last run not later than `now`, or `planned` where there is none since. */
function lastRun(schedule: Schedule, planned: number, now: number, job: string): number {
  const first = nextRun(schedule, planned, job);
  if (first > now) return planned;
  const { cron, time_zone: zone } = schedule;
  const since = planned - durationMilliseconds(schedule.jitter);
  // runs keep the order of their moments, so it is that of the last moment, or of the one before
  const moment = lastMoment(cron, zone, since, now) ?? first;
  const run = nextRun(schedule, moment - 1, job);
  if (run <= now) return run;
  const before = lastMoment(cron, zone, since, moment - 1);
  return before === undefined ? first : nextRun(schedule, before - 1, job);
}
