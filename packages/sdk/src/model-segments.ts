import { z } from 'zod';
import { scoreIntervalSchema } from './score-interval.ts';

/** Rows that are alike in one or two columns, and in which the model is worse than in the rest. */
export const modelSegmentSchema = z.strictObject({
  where: z
    .array(z.strictObject({ column: z.string(), value: z.string().describe('A value, or a range such as 0.2 to 0.4') }))
    .min(1)
    .max(2),
  rows: z.int().min(0),
  share: z.number().describe('Of all rows that were judged'),
  value: z.number().describe('The metric of these rows'),
  interval: scoreIntervalSchema.nullable().describe('Of the value'),
  rest: z.number().describe('The metric of all other rows'),
  difference: z.number().describe('Value less rest'),
  difference_interval: scoreIntervalSchema.nullable(),
  p: z.number().describe('How often chance alone would make such a difference or a larger one'),
  p_adjusted: z.number().describe('The same after everything that was looked at (Benjamini–Hochberg)'),
});

/** What a search for weak segments found by one metric, the surest first. */
export const modelSegmentsSchema = z.strictObject({
  metric: z.string(),
  better: z.enum(['higher', 'lower', 'zero']),
  overall: z.number().nullable(),
  columns: z.array(z.string()).describe('Those that were searched'),
  left_out: z.array(z.strictObject({ column: z.string(), reason: z.string() })),
  looked: z.int().min(0).describe('Segments that were large enough to be tested'),
  minimum: z.int().min(0).describe('Rows that a segment needs'),
  level: z.number().describe('The share of the segments found that may be there by chance'),
  found: z.int().min(0).describe('Segments that are worse than chance explains'),
  worst: z.array(modelSegmentSchema),
  reason: z.string().optional().describe('Why there was no search'),
});

export type ModelSegment = z.infer<typeof modelSegmentSchema>;
export type ModelSegments = z.infer<typeof modelSegmentsSchema>;
