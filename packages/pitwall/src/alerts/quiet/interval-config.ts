import { z } from 'zod';
import { zoneSchema } from '../../jobs/zone-schema.ts';
import { daysOf, monthsOf, RangeProblem, timesOf, weekdaysOf, yearsOf } from './ranges.ts';

/** The text stays as it was written; `read` says what is wrong with it. */
function readable<Schema extends z.ZodType>(schema: Schema, read: (value: z.output<Schema>) => unknown): Schema {
  return schema.superRefine((value, context) => {
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof RangeProblem)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });
}

const orNumber = z.union([z.string(), z.number().transform(String)]).pipe(z.string());

const locationSchema = zoneSchema('', 'Local').describe(
  'Whose clocks count, by its name in the IANA database; UTC where it is left out, Local for those of here',
);

const timeIntervalSchema = z
  .strictObject({
    times: z
      .array(
        readable(
          z.strictObject({
            start_time: z.string().describe('From then on: 09:00'),
            end_time: z.string().describe('Before then: 17:00; 24:00 is the end of the day'),
          }),
          timesOf,
        ),
      )
      .optional()
      .describe('Times of the day, from start_time up to end_time: 09:00 to 17:00; the day ends at 24:00'),
    weekdays: z
      .array(readable(z.string(), weekdaysOf))
      .optional()
      .describe('Days of the week: monday, saturday, monday:friday'),
    days_of_month: z
      .array(readable(orNumber, daysOf))
      .optional()
      .describe('Days of the month: 1, 1:5; from its end: -1, -3:-1'),
    months: z
      .array(readable(orNumber, monthsOf))
      .optional()
      .describe('Months by number or name: 1, january, may:august'),
    years: z.array(readable(orNumber, yearsOf)).optional().describe('Years: 2027, 2027:2029'),
    location: locationSchema.optional(),
  })
  .describe('A time: all that is said must hold');

export type TimeIntervalConfig = z.output<typeof timeIntervalSchema>;

/** Alertmanager's `time_intervals`, verbatim. */
export const timeIntervalsSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).describe('What routes call it'),
      time_intervals: z.array(timeIntervalSchema).describe('It is in it where one of these is'),
    }),
  )
  .superRefine((intervals, context) => {
    for (const [index, { name }] of intervals.entries()) {
      if (intervals.findIndex((other) => other.name === name) === index) continue;
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: `expected each name once, found ${JSON.stringify(name)} again`,
        params: { fix: 'Name one of them otherwise, or write both in one list' },
      });
    }
  })
  .describe('Times by name, in which routes are muted or active');

export type TimeIntervalsConfig = z.output<typeof timeIntervalsSchema>;
