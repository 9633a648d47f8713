import { z } from 'zod';
import { statusSchema } from './finding.ts';
import { scoreIntervalSchema } from './score-interval.ts';
import { thresholdSchema } from './threshold.ts';

/** What a metric will be when the labels of its rows arrive. */
export const modelEstimateSchema = z.strictObject({
  name: z.string(),
  estimated: z.number().nullable().describe('Null where it cannot be known before labels arrive'),
  interval: scoreIntervalSchema.nullable().describe('Holds what will be measured, where the assumption is true'),
  measured: z.number().nullable().describe('The same metric of the rows that the estimate was learnt from'),
  status: statusSchema.nullable().describe('Null where no threshold asks for it'),
  threshold: thresholdSchema.nullable(),
  reason: z.string().optional().describe('Why there is no estimate'),
});

/** Measured and estimated of rows that follow each other, so that one sees how well estimates do. */
export const estimatePeriodSchema = z.strictObject({
  rows: z.int().min(0),
  from: z.string().nullable().describe('Time of the first row; null where no time is known'),
  measured: z.number().nullable().describe('Null where labels have not arrived'),
  estimated: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const modelEstimatesSchema = z.strictObject({
  of: z.enum(['waiting', 'all']).describe('Rows without a label; or all, where every row has one'),
  rows: z.int().min(0),
  reference: z.strictObject({
    rows: z.int().min(0),
    source: z.string().describe('Where the rows with labels are from'),
  }),
  assumption: z.string().describe('What must be true for the estimates to hold, and cannot be seen without labels'),
  metrics: z.array(modelEstimateSchema),
  periods: z
    .strictObject({ metric: z.string(), course: z.array(estimatePeriodSchema) })
    .nullable()
    .describe('Each period estimated from all others with labels; null where no pictures were wanted'),
});

export type ModelEstimate = z.infer<typeof modelEstimateSchema>;
export type ModelEstimates = z.infer<typeof modelEstimatesSchema>;
export type EstimatePeriod = z.infer<typeof estimatePeriodSchema>;
