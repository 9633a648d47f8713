import { z } from 'zod';
import { cronSchema, timeZoneSchema } from '../../jobs/schedule.ts';
import { matchersSchema, parseMatchers } from '../routing/matcher.ts';
import { spanMilliseconds, spanSchema } from '../routing/span.ts';
import { isOfEverything, type Silence } from './silence.ts';

/** A longer window is one that is always open, written in a way that hides it. */
const longest = 366 * 86_400_000;

const lengthSchema = spanSchema
  .refine((text) => spanMilliseconds(text) > 0 && spanMilliseconds(text) <= longest, {
    error: 'expected a duration above 0s and of a year at the most',
  })
  .describe('How long it lasts: 90m, 2h');

/** A window that comes again, as a configuration and a request say it. */
export const silenceScheduleSchema = z
  .strictObject({
    cron: cronSchema.describe('When it begins: minute, hour, day of the month, month, day of the week: 0 2 * * sun'),
    for: lengthSchema,
    time_zone: timeZoneSchema,
  })
  .describe('When it holds, again and again');

export const maintenanceSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(100).describe('What the window is called'),
      matchers: matchersSchema
        .refine((text) => isOfEverything(matchersOf(text)) === false, {
          error: 'expected a matcher that does not match every alert',
        })
        .describe('Which alerts are not told of: dataset="games", model=~"spread-.*"'),
      reason: z.string().min(1).describe('Why'),
      ...silenceScheduleSchema.shape,
    }),
  )
  .superRefine((windows, context) => {
    for (const [index, { name }] of windows.entries()) {
      if (windows.findIndex((other) => other.name === name) === index) continue;
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `expected each name once, found ${JSON.stringify(name)} again`,
        params: { fix: 'Name one of them otherwise' },
      });
    }
  })
  .describe('Times that come again in which nobody is told of what is worked on');

export type MaintenanceConfig = z.output<typeof maintenanceSchema>;

/** What is not a matcher has been said so already. */
function matchersOf(text: string): ReturnType<typeof parseMatchers> {
  try {
    return parseMatchers(text);
  } catch {
    return [{ name: 'alertname', op: '=', value: 'unreadable' }];
  }
}

/** The windows of the configuration, as silences that nobody made and nobody can end but there. */
export function maintenanceSilences(windows: MaintenanceConfig): readonly Silence[] {
  return windows.map(({ name, matchers, reason, cron, for: length, time_zone }) => ({
    id: `maintenance:${name}`,
    matchers: parseMatchers(matchers),
    reason,
    author: 'configuration',
    startsAt: 0,
    endsAt: null,
    schedule: { cron, for: length, time_zone },
    madeAt: 0,
    changedAt: 0,
  }));
}
