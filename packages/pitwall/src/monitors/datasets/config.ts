import { z } from 'zod';
import { day, durationMilliseconds, durationSchema, hour } from '../../core/duration.ts';
import { scheduleSchema } from '../../jobs/schedule.ts';

const second = 1_000;
const minute = 60 * second;

/** Units of clocks: so many of the smaller one make a whole of the larger one, and stand at that place of a cron expression. */
const clocks = [
  { unit: second, whole: minute, cron: (step: string) => `${step} * * * * *` },
  { unit: minute, whole: hour, cron: (step: string) => `${step} * * * *` },
  { unit: hour, whole: day, cron: (step: string) => `0 ${step} * * *` },
] as const;

/** The cron expression of what happens so often; undefined where clocks cannot be divided so. */
export function cronEvery(duration: string): string | undefined {
  const every = durationMilliseconds(duration);
  for (const { unit, whole, cron } of clocks) {
    if (every === unit) return cron('*');
    if (every > unit && every < whole)
      return whole % every === 0 && every % unit === 0 ? cron(`*/${every / unit}`) : undefined;
  }
  return every === day ? '0 0 * * *' : undefined;
}

/** `15m` is short for the cron expression of each quarter of an hour. */
const everySchema = z.preprocess((value) => {
  if (typeof value !== 'string' || !durationSchema.safeParse(value).success) return value;
  return cronEvery(value) ?? value;
}, scheduleSchema) as unknown as typeof scheduleSchema;

const judged = ['contract', 'drift'] as const;

const watchObject = z.strictObject({
  schedule: everySchema.describe('When its files are looked at: how often (15m, 1h, 1d), a cron expression, or a map'),
  newest: z.int().min(1).optional().describe('Only so many of its files, the last by name; all of them where not said'),
  judge: z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(judged)).min(1))
    .default(() => [...judged])
    .describe('What is looked for: whether the contract is kept, and drift since the baseline'),
});

/** How a server watches the files of a dataset; `15m` is short for a map with that schedule. */
export const watchSchema = z
  .preprocess((value) => (typeof value === 'string' ? { schedule: value } : value), watchObject)
  .describe('How often a server looks at the files: 15m, or a map; never where not said') as unknown as z.ZodType<
  WatchSettings,
  string | z.input<typeof watchObject>
>;

export type WatchSettings = z.output<typeof watchObject>;
