import { thresholdSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { durationSchema } from '../core/duration.ts';
import { presetNames } from './presets.ts';

export const modelTasks = ['binary', 'multiclass', 'regression', 'ranking'] as const;

export const oddsFormats = ['decimal', 'net', 'american'] as const;

const column = z.string().min(1);

/** One path is short for a list of one. */
const files = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().min(1)).min(1),
) as unknown as z.ZodType<string[], string | readonly string[]>;

/** `label: target` is short for `label: { column: target }`. */
const short = <Shape extends z.ZodRawShape>(key: string, shape: Shape) =>
  z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), z.strictObject(shape));

export const predictionSchema = short('column', {
  column: column
    .optional()
    .describe('What the model answered: a probability, a number, a class, or how high it put an item'),
  threshold: z.number().optional().describe('From this probability on the model says 1; 0.5 where not said'),
  decision: column.optional().describe('What the model decided, where that is a column of its own'),
  probabilities: z.record(z.string(), column).optional().describe('Of each class, the column with its probability'),
});

export const labelSchema = short('column', {
  column: column.describe('What then was so'),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('The value that is a 1, where the labels are not 0 and 1'),
  within: durationSchema.optional().describe('How long labels may take to come'),
});

export const oddsSchema = short('column', {
  column: column.describe('The odds that were taken'),
  format: z.enum(oddsFormats).default('decimal').describe('decimal 1.91, net 0.91, american -110'),
  closing: column.optional().describe('The last odds before the start, of the same format'),
});

export const gradedThresholdSchema = z
  .strictObject({
    ...thresholdSchema.shape,
    evidence: z
      .enum(['point', 'interval'])
      .optional()
      .describe('interval: only where the whole interval is beyond the limit, so that chance alone raises no alarm'),
  })
  .describe('When a metric is no longer fine');

export type GradedThreshold = z.infer<typeof gradedThresholdSchema>;

export const performanceSchema = z
  .strictObject({
    preset: z.enum(presetNames).optional().describe('Thresholds that come with Pitwall'),
    thresholds: z
      .record(z.string(), gradedThresholdSchema)
      .default({})
      .describe('By metric; what is said here replaces what the preset says of it'),
    minimum_samples: z.int().min(1).optional().describe('With fewer labelled rows the status is unknown'),
    level: z.number().gt(0.5).lt(1).default(0.95).describe('How sure the intervals are'),
  })
  .describe('When the model is no longer right, or no longer pays');

export type PerformanceInput = z.input<typeof performanceSchema>;

export const modelSchema = z
  .strictObject({
    task: z.enum(modelTasks).describe('What kind of answers the model gives'),
    dataset: z.string().optional().describe('The dataset that holds the predictions'),
    predictions: files.optional().describe('Files with the predictions, where they are no dataset'),
    labels: files.optional().describe('Files with the labels, where they are not beside the predictions'),
    id: column.optional().describe('The column that predictions and labels are joined by'),
    prediction: predictionSchema.describe('What the model answered; the name of a column is short for `column`'),
    label: labelSchema.describe('What then was so; the name of a column is short for `column`'),
    odds: oddsSchema.optional().describe('For profit; the name of a column is short for `column`'),
    stake: column.optional().describe('What was put on each row; 1 where not said, 0 for no bet'),
    user: column.optional().describe('Whom a list was made for; for ranking'),
    item: column.optional().describe('What was listed; for ranking'),
    k: z.int().min(1).default(10).describe('So many places of a list are looked at; for ranking'),
    relevant_from: z.number().optional().describe('From this label on an item is relevant; for ranking'),
    weight: column.optional().describe('How much each row counts; 1 where not said'),
    time: column.optional().describe('When the prediction was made; profit is followed in this order'),
    performance: performanceSchema.prefault({}),
  })
  .superRefine((model, context) => {
    for (const [path, message] of modelProblems(model)) context.addIssue({ code: 'custom', path: [path], message });
  })
  .describe('A model whose answers are judged');

interface NeedsOfTask {
  readonly task: (typeof modelTasks)[number];
  readonly prediction: z.infer<typeof predictionSchema>;
  readonly id?: string | undefined;
  readonly labels?: unknown;
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly odds?: unknown;
}

/** What one key needs of another. */
function* modelProblems({
  task,
  prediction,
  id,
  labels,
  user,
  item,
  odds,
}: NeedsOfTask): Generator<readonly [string, string]> {
  if (labels && id === undefined) yield ['id', 'labels in files of their own are joined by `id`'];
  const { column: answer, decision, probabilities } = prediction;
  if (task === 'ranking' && user === undefined) yield ['user', 'a ranking needs the column of its users'];
  if (task === 'ranking' && item === undefined) yield ['item', 'a ranking needs the column of its items'];
  if ((task === 'regression' || task === 'ranking') && answer === undefined)
    yield ['prediction', `${task} needs the column of what was predicted`];
  if (task === 'binary' && answer === undefined && decision === undefined)
    yield ['prediction', 'expected the column of a probability, or of a decision'];
  if (task === 'multiclass' && answer === undefined && probabilities === undefined)
    yield ['prediction', 'expected the column of the predicted class, or those of the probabilities'];
  if (odds !== undefined && task !== 'binary')
    yield ['odds', 'odds belong to a binary model: the bet is that the label is a 1'];
}

export type ModelSettings = z.infer<typeof modelSchema>;
