import { z } from 'zod';
import { durationMilliseconds, durationSchema, hour } from '../core/duration.ts';
import { scheduleSchema } from '../jobs/schedule.ts';
import type { Resolution } from '../state/metric-table.ts';

/** How long something is kept. Less than an hour is a slip of the pen, and nothing brings back what was deleted. */
const keptFor = (usually: string, what: string, { atLeast = '1h' }: { readonly atLeast?: string } = {}) =>
  z
    .union([
      z.literal('never'),
      durationSchema.refine((text) => durationMilliseconds(text) >= durationMilliseconds(atLeast), {
        error: `expected at least ${atLeast}, or never`,
      }),
    ])
    .default(usually)
    .describe(`How long ${what} are kept; never: they are never deleted`);

const metricsSchema = z
  .strictObject({
    raw: keptFor('2d', 'samples as they came'),
    minutes: keptFor('14d', 'their figures by the minute'),
    ten_minutes: keptFor('90d', 'their figures by ten minutes'),
    hours: keptFor('730d', 'their figures by the hour'),
  })
  .superRefine((kept, context) => {
    const order = ['raw', 'minutes', 'ten_minutes', 'hours'] as const;
    for (const [index, name] of order.entries()) {
      const finer = order[index - 1];
      if (finer === undefined || lengthOf(kept[name]) >= lengthOf(kept[finer])) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `expected at least as long as ${finer} (${kept[finer]}), found ${kept[name]}: what is coarser takes over where what is finer ends`,
      });
    }
  });

/** `retention:` of the configuration. The audit is not in it: it is kept for ever. */
export const retentionSchema = z
  .strictObject({
    schedule: scheduleSchema
      .prefault({ cron: '17 3 * * *', jitter: '30m' })
      .describe('When what is too old is deleted: a cron expression, or a map'),
    findings: keptFor('400d', 'findings'),
    alerts: keptFor('400d', 'alerts that are over, their history, and silences'),
    deliveries: keptFor('90d', 'messages that were delivered or given up, with what was tried'),
    events: keptFor('180d', 'predictions with their labels, by when they were made,'),
    profiles: keptFor('400d', 'hourly profiles'),
    metrics: metricsSchema.prefault({}).describe('Figures over time'),
    job_runs: keptFor('90d', 'runs of jobs'),
    sessions: keptFor('30d', 'sessions that are over and tokens that were revoked', { atLeast: '1d' }),
    idempotency: keptFor('2d', 'answers to requests that may be sent again'),
    journal: scheduleSchema
      .prefault({ cron: '*/10 * * * *', jitter: '1m' })
      .describe('When the journal of events forgets what the database has: a cron expression, or a map'),
  })
  .describe('How long what is kept; the audit is kept for ever');

export type RetentionConfig = z.output<typeof retentionSchema>;

type Kept = RetentionConfig['findings'];

const lengthOf = (kept: Kept): number => (kept === 'never' ? Number.POSITIVE_INFINITY : durationMilliseconds(kept));

/** How long what is kept, in the configuration in force. */
export const retentionOf = ({ retention }: { readonly retention: RetentionConfig }): RetentionConfig => retention;

/** From before which moment something goes; null where it never does. */
export const cutoff = (kept: Kept, now: number): number | null => (kept === 'never' ? null : now - lengthOf(kept));

/** For whoever reads figures: how long each resolution is there, in milliseconds. */
export function keptResolutions({ metrics }: RetentionConfig): Readonly<Record<Resolution, number | null>> {
  const length = (kept: Kept): number | null => (kept === 'never' ? null : Math.max(hour, lengthOf(kept)));
  const { raw, minutes, ten_minutes, hours } = metrics;
  return { raw: length(raw), minutes: length(minutes), ten_minutes: length(ten_minutes), hours: length(hours) };
}
