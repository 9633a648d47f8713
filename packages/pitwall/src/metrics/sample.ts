import { z } from 'zod';

/** One measured figure. */
export interface Sample {
  /** What was measured: a part of a system, such as `server`, `model:spread` or `checkout`. */
  readonly component: string;
  /** Which of its figures, with its unit: `latency_ms`. */
  readonly metric: string;
  /** Tell series of one figure apart, such as `{quantile: "p95"}`. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** Everything has a bound, so that no sender can fill the disk with a single sample. */
export const sampleLimits = {
  nameCharacters: 200,
  labels: 8,
  labelCharacters: 200,
  /** Sums of as many as fit a disk stay finite. */
  size: 1e200,
  samplesAtOnce: 10_000,
  /** A clock may be ahead of ours by this much, in milliseconds. */
  ahead: 300_000,
  /** A sample may come this late, in milliseconds. */
  late: 31 * 86_400_000,
} as const;

const isName = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);

const name = z
  .string()
  .min(1)
  .max(sampleLimits.nameCharacters)
  .refine(isName, { error: 'expected text without control characters' });

export const labelsSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected a name of letters, digits and underscores')
      .refine((key) => key !== '__proto__', { error: 'expected a name other than __proto__' }),
    z.string().max(sampleLimits.labelCharacters).refine(isName, { error: 'expected text without control characters' }),
  )
  .refine((labels) => Object.keys(labels).length <= sampleLimits.labels, {
    error: `expected at most ${sampleLimits.labels} labels`,
  });

export const componentSchema = name.describe('What was measured, such as checkout or model:spread');
export const metricSchema = name.describe('Which figure of it, with its unit, such as latency_ms');

/** Moments come as text with an offset, or as milliseconds since 1970. */
const momentSchema = z
  .union([z.int(), z.iso.datetime({ offset: true })], {
    error: 'expected a time with its offset, like 2026-03-01T19:30:00Z, or milliseconds since 1970',
  })
  .transform((moment) => (typeof moment === 'number' ? moment : Date.parse(moment)));

export const sampleSchema = z
  .strictObject({
    component: componentSchema,
    metric: metricSchema,
    labels: labelsSchema.default({}).describe('Tell series of one figure apart'),
    at: momentSchema.optional().describe('When it was measured; when it came in, where not said'),
    value: z
      .number()
      .min(-sampleLimits.size)
      .max(sampleLimits.size)
      .describe('Finite; what could not be measured is left out'),
  })
  .describe('One measured figure');

/** What the server says of itself, which nobody else may say. */
export const isReserved = (component: string): boolean => component === 'server' || component.startsWith('model:');
