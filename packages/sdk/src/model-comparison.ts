import { z } from 'zod';
import { scoreIntervalSchema } from './score-interval.ts';

export const comparisonAnswerSchema = z
  .enum(['better', 'worse', 'equal_within_margin', 'no_difference_shown', 'unknown'])
  .describe('No difference shown is not that they are equal: only an interval within a margin shows that');

/** One metric of two models on the same rows. */
export const comparedMetricSchema = z.strictObject({
  name: z.string(),
  better: z.enum(['higher', 'lower', 'zero']),
  champion: z.number().nullable(),
  challenger: z.number().nullable(),
  difference: z.number().nullable().describe('Challenger less champion'),
  interval: scoreIntervalSchema.nullable().describe('Of the difference'),
  p: z.number().nullable().describe('How often chance alone would make such a difference or a larger one'),
  method: z.string(),
  rows: z.int().min(0),
  answer: comparisonAnswerSchema,
  words: z.string(),
  reason: z.string().optional(),
});

/** The model beside another one, the champion, on the same rows. */
export const modelComparisonSchema = z.strictObject({
  against: z.array(z.string()).describe('Files of the champion'),
  rows: z.int().min(0).describe('Rows that both models answered; of a ranking, users'),
  left_out: z.int().min(0).describe('Judged rows that the champion has no usable answer to'),
  strangers: z.int().min(0).describe('Rows of the champion that belong to no prediction'),
  headline: z.string().nullable().describe('The metric that the answer rests on; the others only describe'),
  answer: comparisonAnswerSchema,
  words: z.string(),
  metrics: z.array(comparedMetricSchema),
});

export type ComparedMetric = z.infer<typeof comparedMetricSchema>;
export type ModelComparisonReport = z.infer<typeof modelComparisonSchema>;
