import { z } from 'zod';
import { statusSchema } from './finding.ts';
import { modelComparisonSchema } from './model-comparison.ts';
import { modelEstimatesSchema } from './model-estimates.ts';
import { modelSegmentsSchema } from './model-segments.ts';
import { scoreIntervalSchema } from './score-interval.ts';
import { thresholdSchema } from './threshold.ts';

export const modelTaskSchema = z.enum(['binary', 'multiclass', 'regression', 'ranking']);

/** One metric of a model, judged where there is a threshold for it. */
export const modelMetricSchema = z.strictObject({
  name: z.string(),
  basis: z
    .enum(['measured', 'realised', 'believed', 'market'])
    .describe(
      'measured against labels; realised: what bets brought; believed: what the model expected; market: what prices say',
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
  residuals: z
    .array(z.strictObject({ low: z.number(), high: z.number(), share: z.number().describe('Of all rows') }))
    .optional()
    .describe('How far predictions were off: predicted less actual'),
  predicted: z
    .array(
      z.strictObject({
        predicted: z.number().describe('Mean prediction of rows whose predictions are near each other'),
        actual: z.number().describe('Mean of what then was so'),
        deviation: z.number().describe('Standard deviation of what then was so'),
        share: z.number(),
      }),
    )
    .optional(),
  drawdown: z.array(pointSchema).optional().describe('Number of the bet, how far below the highest profit before it'),
});

export const costPointSchema = z.strictObject({
  cutoff: z.number().nullable().describe('Rows with a score from here on are decided as 1; null where none is'),
  total: z.number(),
  per_row: z.number(),
});

/** What decisions would cost at every cutoff. */
export const modelCostsSchema = z.strictObject({
  now: costPointSchema.describe('At the cutoff that the model has'),
  best: costPointSchema.describe('At the cheapest cutoff of these rows'),
  all: costPointSchema.describe('With every row decided as 1'),
  none: costPointSchema.describe('With no row decided as 1'),
  held_out: z
    .strictObject({ per_row: z.number(), interval: scoreIntervalSchema.nullable() })
    .nullable()
    .describe('What choosing a cutoff costs on rows that had no part in the choice; null with too few rows'),
  curve: z.array(pointSchema).describe('Cutoff, cost per row'),
});

/** Rows by what was so, the lines, and by what was predicted, the columns. */
export const modelConfusionSchema = z.strictObject({
  classes: z.array(z.string()),
  cells: z
    .array(z.array(z.int().min(0)))
    .describe('A line for each class that was so, a number for each that was predicted'),
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
  confusion: modelConfusionSchema.nullable().describe('Null where there are no classes, or more than 30'),
  costs: modelCostsSchema.nullable().describe('Null where no costs are declared'),
  segments: z.array(modelSegmentsSchema).nullable().describe('By metric; null where nobody asked for a search'),
  estimates: modelEstimatesSchema.nullable().describe('Never mixed with what was measured; null where nobody asked'),
  comparison: modelComparisonSchema.nullable().describe('Null where there is no other model'),
  pictures: modelPicturesSchema.nullable(),
});

export type ModelMetric = z.infer<typeof modelMetricSchema>;
export type ModelPictures = z.infer<typeof modelPicturesSchema>;
export type ModelConfusion = z.infer<typeof modelConfusionSchema>;
export type ModelCosts = z.infer<typeof modelCostsSchema>;
export type ModelReport = z.infer<typeof modelReportSchema>;
