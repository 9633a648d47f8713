import { z } from 'zod';
import { statusSchema } from './finding.ts';
import { thresholdSchema } from './threshold.ts';

export const modelTaskSchema = z.enum(['binary', 'multiclass', 'regression', 'ranking']);

export const scoreIntervalSchema = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    level: z.number().describe('In so many of all samples such as this one the true value lies between'),
    method: z.string(),
  })
  .describe('Between these the true value lies');

/** One metric of a model, judged where there is a threshold for it. */
export const modelMetricSchema = z.strictObject({
  name: z.string(),
  basis: z
    .enum(['measured', 'realised', 'believed', 'market', 'estimated'])
    .describe(
      'measured against labels; realised: what bets brought; believed: what the model expected; market: what prices say; estimated: before labels',
    ),
  value: z.number().nullable().describe('Null where it could not be measured; never a guess'),
  interval: scoreIntervalSchema.nullable(),
  better: z.enum(['higher', 'lower', 'zero']),
  range: z.tuple([z.number().nullable(), z.number().nullable()]).describe('Smallest and largest possible value'),
  rows: z.int().min(0).describe('Rows that it rests on'),
  status: statusSchema.nullable().describe('Null where no threshold asks for it'),
  threshold: thresholdSchema.nullable(),
  reason: z.string().optional().describe('Why there is no value, or no interval'),
  formula: z.string(),
});

const pointSchema = z.tuple([z.number(), z.number()]);

export const calibrationPointSchema = z.strictObject({
  promised: z.number().describe('Mean probability'),
  kept: z.number().describe('Share of ones'),
  low: z.number(),
  high: z.number(),
  share: z.number().describe('Of all rows'),
});

export const modelPicturesSchema = z.strictObject({
  calibration: z.array(calibrationPointSchema).optional(),
  roc: z.array(pointSchema).optional().describe('False positive rate, true positive rate'),
  precision_recall: z.array(pointSchema).optional().describe('Recall, precision'),
  profit: z.array(pointSchema).optional().describe('Number of the bet, profit up to it'),
  drawdown: z.array(pointSchema).optional().describe('Number of the bet, how far below the highest profit before it'),
});

export const modelReportSchema = z.strictObject({
  name: z.string(),
  task: modelTaskSchema,
  status: statusSchema,
  rows: z.strictObject({
    predictions: z.int().min(0),
    labelled: z.int().min(0).describe('Predictions that a label was found for'),
    judged: z.int().min(0).describe('Rows that every number here rests on'),
  }),
  summary: z.string().describe('Is it right, and does it pay, in a sentence'),
  next: z.array(z.string()).describe('What to do next'),
  metrics: z.array(modelMetricSchema),
  pictures: modelPicturesSchema.nullable(),
});

export type ModelMetric = z.infer<typeof modelMetricSchema>;
export type ModelPictures = z.infer<typeof modelPicturesSchema>;
export type ModelReport = z.infer<typeof modelReportSchema>;
