import { z } from 'zod';
import { statusSchema } from './finding.ts';

export const driftSeveritySchema = z
  .enum(['none', 'low', 'medium', 'high'])
  .describe('How much the drift matters, from its size alone; how sure it is, is said by the evidence');

const sidesSchema = z.strictObject({ reference: z.int().min(0), current: z.int().min(0) });

/** Then against now, as shares of the rows with a value, so that a season and a week can be laid over each other. */
export const driftPictureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('histogram'),
    scale: z.enum(['number', 'time']).describe('time: edges are milliseconds since 1970, UTC'),
    edges: z.array(z.number()).min(2),
    reference: z.array(z.number().min(0).max(1)).describe('One share for each bin; what lies outside is in the rest'),
    current: z.array(z.number().min(0).max(1)),
    below: z.strictObject({ reference: z.number(), current: z.number() }),
    above: z.strictObject({ reference: z.number(), current: z.number() }),
  }),
  z.strictObject({
    kind: z.literal('categories'),
    top: z.array(z.strictObject({ value: z.string(), reference: z.number(), current: z.number() })),
    other: z.strictObject({ reference: z.number(), current: z.number() }),
  }),
]);

export type DriftPicture = z.infer<typeof driftPictureSchema>;

export const driftEffectSchema = z.strictObject({
  measure: z.string().describe('What the size was measured by, like psi'),
  value: z.number(),
  thresholds: z.tuple([z.number(), z.number(), z.number()]).describe('From these values on it is low, medium, high'),
  computed: z.string().describe('Binning, smoothing and direction, so that the value can be derived again'),
});

export const driftEvidenceSchema = z.strictObject({
  method: z.string().describe('The test, like anderson-darling'),
  statistic: z.number(),
  p: z.number().min(0).max(1).describe('How often chance alone does this to one column'),
  adjusted: z
    .number()
    .min(0)
    .max(1)
    .describe('The same with all tests of this comparison in mind (Benjamini–Hochberg)'),
});

export type DriftEffect = z.infer<typeof driftEffectSchema>;
export type DriftSeverity = z.infer<typeof driftSeveritySchema>;
export type DriftEvidence = z.infer<typeof driftEvidenceSchema>;

/** One column, then against now. */
export const driftColumnSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['number', 'category', 'boolean', 'time', 'text', 'vector']),
  facet: z
    .string()
    .optional()
    .describe('What of the column moved most, where it has several sides, like the hour of a time'),
  status: statusSchema,
  drifted: z.boolean().nullable().describe('The size matters and it is not chance; null where that could not be told'),
  severity: driftSeveritySchema.nullable(),
  effect: driftEffectSchema.nullable(),
  evidence: driftEvidenceSchema.nullable(),
  rows: sidesSchema,
  missing: sidesSchema,
  typical: z
    .strictObject({ reference: z.string(), current: z.string() })
    .nullable()
    .describe('The median, or the most frequent category'),
  picture: driftPictureSchema.nullable(),
  reason: z.string().optional().describe('Why it could not be judged, or is not'),
  cause: z.string().optional().describe('Which segment explains most of the change'),
});

export type DriftColumn = z.infer<typeof driftColumnSchema>;

/** What one comparison with a baseline found. */
export const driftReportSchema = z.strictObject({
  baseline: z.string().describe('Name of the baseline, or path of the file that stood for it'),
  rows: sidesSchema,
  level: z.number().describe('Evidence counts from this adjusted p-value down'),
  false_alarms: z.string().describe('The setting that the level follows from, in the words of the configuration'),
  summary: z.string().describe('What moved, and what moved together'),
  next: z.array(z.string()).describe('What to do next'),
  columns: z.array(driftColumnSchema),
});

export type DriftReport = z.infer<typeof driftReportSchema>;
