import { z } from 'zod';
import { contractSchema } from '../contracts/index.ts';
import { durationMilliseconds, durationSchema, hour } from '../core/duration.ts';
import { driftSchema } from '../drift/index.ts';
import { scheduleSchema } from '../jobs/schedule.ts';

/** From `least` on. What is no duration at all, `durationSchema` says. */
const lasting = (least: number, problem: string) =>
  durationSchema.refine((text) => !(durationMilliseconds(text) < least), { error: problem });

const wholeHours = durationSchema.refine(
  (text) => !(durationMilliseconds(text) < hour) && !(durationMilliseconds(text) % hour > 0),
  { error: 'a window is made of whole hours, like 1h, 1d or 7d' },
);

/** More at once would judge every row more often than anybody can look at. */
const mostSliding = 168;

const windowObject = z
  .strictObject({
    length: wholeHours.describe('How long a window is, in whole hours'),
    every: wholeHours.optional().describe('How long after a window the next one begins; its length where not said'),
  })
  .superRefine(({ length, every }, context) => {
    const problem = every === undefined ? undefined : slidingProblem(length, every);
    if (problem) context.addIssue({ code: 'custom', path: ['every'], message: problem });
  });

/** Where windows overlap, every row is in equally many of them. */
function slidingProblem(length: string, every: string): string | undefined {
  const [long, step] = [durationMilliseconds(length), durationMilliseconds(every)];
  if (Number.isNaN(long) || Number.isNaN(step)) return undefined;
  if (step > long)
    return `\`every: ${every}\` is longer than \`length: ${length}\`: rows between windows would be lost`;
  if (long % step !== 0) return `\`length: ${length}\` is not a whole number of \`every: ${every}\``;
  if (long / step > mostSliding) return `every row would be in ${long / step} windows, at most ${mostSliding} are fine`;
  return undefined;
}

/** `1d` is short for `{ length: 1d }`. */
const windowSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { length: value } : value),
  windowObject,
) as unknown as z.ZodType<z.output<typeof windowObject>, string | z.input<typeof windowObject>>;

export type WindowSetting = z.output<typeof windowObject>;

/** One name is short for a list of one. */
const metricNames = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().min(1)).min(1),
) as unknown as z.ZodType<string[], string | readonly string[]>;

const share = z.number().gt(0).max(1);

const degradationSchema = z
  .strictObject({
    warning: share.default(0.05).describe('From this relative drop on it is a warning'),
    critical: share.default(0.15).describe('Beyond this relative drop it is an alert'),
    metrics: metricNames
      .optional()
      .describe('Which metrics are followed; where not said, those that say most of the task'),
    against: z
      .union(
        [
          z.literal('baseline'),
          z.strictObject({ windows: z.int().min(1).max(100).default(7).describe('How many windows before it') }),
        ],
        {
          error: 'expected baseline, or how many windows before: { windows: 7 }',
        },
      )
      .default({ windows: 7 })
      .describe('What a window is compared with: the windows before it, or those of the baseline in force'),
    evidence: z
      .enum(['point', 'interval'])
      .default('interval')
      .describe('interval: only where chance does not explain the drop; point: whatever the figures say'),
    trend: z
      .int()
      .min(5)
      .max(100)
      .default(14)
      .describe('Over so many windows a slope is looked for; below 5 no test can tell one from chance'),
  })
  .refine(({ warning, critical }) => warning < critical, {
    error: '`critical` is not above `warning`',
    path: ['critical'],
  })
  .describe('When a model has become worse than it was');

const silenceSchema = z
  .strictObject({
    predictions: lasting(1, 'a silence has to last, like 30m')
      .optional()
      .describe('Without a prediction for so long, the model is silent; not watched where not said'),
    labels: lasting(1, 'a silence has to last, like 3d')
      .optional()
      .describe('Without a label for so long, while predictions wait for theirs; not watched where not said'),
  })
  .describe('When nothing comes any more');

/** What a window cannot break, since it is as old as it is and has the rows that it has. */
const contractOfRows = contractSchema.superRefine(({ freshness, series }, context) => {
  for (const [key, found] of [
    ['freshness', freshness],
    ['series', series],
  ] as const) {
    if (found !== undefined)
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `\`${key}\` is for datasets; what comes too late is for \`silence\``,
      });
  }
}) as typeof contractSchema;

const { checks } = driftSchema.shape;

/** How often a window is compared, its length tells by itself. */
const windowDriftSchema = z
  .strictObject({
    ...driftSchema.shape,
    checks: checks
      .unwrap()
      .optional()
      .describe(checks.description ?? ''),
  })
  .superRefine((settings, context) => {
    const complete = driftSchema.safeParse({ ...settings, checks: settings.checks ?? '1 per day' });
    for (const { code, path, message } of complete.error?.issues ?? [])
      if (code === 'custom') context.addIssue({ code, path: [...path], message });
  })
  .describe('How sure and how large a drift has to be; how often it is compared follows from the windows');

/** A model is watched whether or not somebody wrote this section. */
export const monitorSchema = z
  .strictObject({
    schedule: scheduleSchema.prefault('*/5 * * * *').describe('When to look for what is new'),
    windows: z
      .preprocess(
        (value) => (typeof value === 'string' || (value && !Array.isArray(value)) ? [value] : value),
        z.array(windowSchema).min(1).max(10),
      )
      .default(() => [{ length: '1d' }])
      .describe('Times that are judged as a whole, by when predictions were made, in UTC: 1d, or length and every'),
    lateness: durationSchema.default('1h').describe('A window is judged so long after its end'),
    minimum_samples: z
      .int()
      .min(1)
      .default(50)
      .describe('With fewer rows in a window, how good it was and whether it drifted is unknown'),
    look_back: lasting(hour, 'look back at least 1h')
      .default('30d')
      .describe('Late predictions and labels open windows again that ended within so long'),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file in baselines/ that windows are compared with, as a version of the baseline; what was promoted where not said',
      ),
    drift: windowDriftSchema.prefault({}),
    contract: contractOfRows.optional().describe('What the features of a prediction must look like'),
    degradation: degradationSchema.prefault({}),
    silence: silenceSchema.prefault({}),
  })
  .describe('How the model is watched while it runs');

export type MonitorSettings = z.output<typeof monitorSchema>;

export const featuresSchema = z
  .array(z.string().min(1))
  .min(1)
  .optional()
  .describe('What the model is given; where not said, all features that come with its predictions');
