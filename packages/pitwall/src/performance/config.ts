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
  quantile: z.number().gt(0).lt(1).optional().describe('Of a regression that predicts a quantile: which one'),
  decision: column.optional().describe('What the model decided, where that is a column of its own'),
  probabilities: z.record(z.string(), column).optional().describe('Of each class, the column with its probability'),
});

export const labelSchema = short('column', {
  column: column.describe('What then was so'),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('The value that is a 1, where the labels are not 0 and 1'),
  time: column.optional().describe('When it became known; a row that was predicted after that is not judged'),
  within: durationSchema.optional().describe('How long labels may take to come, from the `time` of the prediction'),
});

export const oddsSchema = short('column', {
  column: column.describe('The odds that were taken'),
  format: z.enum(oddsFormats).default('decimal').describe('decimal 1.91, net 0.91, american -110'),
  closing: column.optional().describe('The last odds before the start, of the same format'),
});

export const profitSchema = z
  .strictObject({
    returns: column.optional().describe('Of trades: profit for each 1 put in, costs taken off; 0.02 is 2 %'),
    amounts: column.optional().describe('Of trades: profit in the unit of the stakes, costs taken off'),
    edge: z
      .number()
      .optional()
      .describe('Only rows are bet on from which the model expects more than this for a stake of 1'),
    bankroll: z.number().gt(0).optional().describe('What there was before the first row, in the unit of the stakes'),
    kelly: z
      .strictObject({
        fraction: z.number().gt(0).max(1).default(0.25).describe("So much of Kelly's stake"),
        cap: z.number().gt(0).max(1).default(0.05).describe('And at most so much of the bankroll'),
      })
      .optional()
      .describe('How much Kelly would stake of what there is'),
    per_year: z.number().gt(0).optional().describe('How many rows a year has; for the Sharpe ratio of a year'),
  })
  .describe('How profit is reckoned');

const cost = z.union([z.number(), column]);

export const costsSchema = z
  .strictObject({
    false_positive: cost
      .optional()
      .describe('Of a 1 that was none: an amount, or the column with the amount of each row'),
    false_negative: cost.optional().describe('Of a 0 that was none'),
    true_positive: cost.optional().describe('Of a 1 that was one; below 0 where it gains'),
    true_negative: cost.optional().describe('Of a 0 that was one'),
    matrix: z
      .record(z.string(), z.record(z.string(), z.number()))
      .optional()
      .describe('Of several classes: by what was so, then by what was predicted; 0 where not said'),
    amount: column.optional().describe('Of several classes: the column that the cost of a row is multiplied by'),
  })
  .describe('What decisions cost; what is not said costs nothing');

export const costKinds = ['true_positive', 'false_positive', 'false_negative', 'true_negative'] as const;

const searched = z.union([z.literal('auto'), z.array(column).min(1)]);

export const segmentsSchema = z
  .preprocess(
    (value) => (typeof value === 'string' || Array.isArray(value) ? { columns: value } : value),
    z.strictObject({
      columns: searched.default('auto').describe('Columns to search; auto: all that are not ids, labels or weights'),
      ignore: z.array(column).default([]).describe('Columns to leave out'),
      minimum: z.int().min(2).default(50).describe('The fewest rows of a segment'),
      pairs: z.boolean().default(true).describe('Whether two columns together are searched as well'),
      level: z.number().gt(0).lt(0.5).default(0.05).describe('The share of segments found that may be there by chance'),
    }),
  )
  .describe('Where the model is worse than elsewhere; `auto`, or a list of columns, is short for `columns`');

export const estimateSchema = z
  .strictObject({
    reference: files.optional().describe('Files with labels to learn from; the rows that have labels where not said'),
    features: z
      .array(column)
      .min(1)
      .optional()
      .describe('Of a regression: what its errors are expected from; all columns of numbers where not said'),
  })
  .describe('What the metrics of rows without labels will be');

export const againstSchema = z
  .preprocess(
    (value) => (typeof value === 'string' || Array.isArray(value) ? { predictions: value } : value),
    z.strictObject({
      predictions: files.describe('Files with what the other model said of the same rows'),
      margins: z
        .record(z.string(), z.number().min(0))
        .default({})
        .describe('By metric, a difference that does not matter'),
    }),
  )
  .describe('Another model on the same rows, such as the one in use; a path is short for `predictions`');

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
    profit: profitSchema.optional(),
    costs: costsSchema.optional(),
    user: column.optional().describe('Whom a list was made for; for ranking'),
    item: column.optional().describe('What was listed; for ranking'),
    category: column.optional().describe('What kind of item it is, for the diversity of lists; for ranking'),
    popularity: column.optional().describe('The share of users who know the item, for novelty; for ranking'),
    listed: column.optional().describe('0 for an item that was relevant and not listed; 1 where not said; for ranking'),
    catalogue: z.int().min(1).optional().describe('How many items could be listed, for coverage; for ranking'),
    k: z.int().min(1).default(10).describe('So many places of a list are looked at; for ranking'),
    relevant_from: z.number().optional().describe('From this label on an item is relevant; for ranking'),
    weight: column.optional().describe('How much each row counts; 1 where not said'),
    time: column.optional().describe('When the prediction was made; profit is followed in this order'),
    performance: performanceSchema.prefault({}),
    segments: segmentsSchema.optional(),
    estimate: estimateSchema.optional(),
    against: againstSchema.optional(),
  })
  .superRefine((model, context) => {
    for (const [path, message] of modelProblems(model)) context.addIssue({ code: 'custom', path: [path], message });
  })
  .describe('A model whose answers are judged');

interface NeedsOfTask {
  readonly task: (typeof modelTasks)[number];
  readonly prediction: z.infer<typeof predictionSchema>;
  readonly label: z.infer<typeof labelSchema>;
  readonly time?: string | undefined;
  readonly id?: string | undefined;
  readonly labels?: unknown;
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly odds?: unknown;
  readonly profit?: z.infer<typeof profitSchema> | undefined;
  readonly costs?: z.infer<typeof costsSchema> | undefined;
  readonly against?: unknown;
}

/** What one key needs of another. */
function* modelProblems({
  task,
  prediction,
  label,
  time,
  id,
  labels,
  user,
  item,
  odds,
  profit,
  costs,
  against,
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
  if (profit && [odds, profit.returns, profit.amounts].filter((way) => way !== undefined).length !== 1)
    yield ['profit', 'profit comes from one of `odds`, `profit.returns` and `profit.amounts`'];
  if (profit?.edge !== undefined && odds === undefined) yield ['profit', 'an edge is reckoned from `odds`'];
  if (costs && task !== 'binary' && task !== 'multiclass') yield ['costs', 'costs belong to a model that decides'];
  if (costs && (task === 'multiclass') !== (costs.matrix !== undefined))
    yield ['costs', 'a binary model has costs such as `false_positive`, one of several classes a `matrix`'];
  if (costs?.amount !== undefined && task !== 'multiclass')
    yield ['costs', '`amount` belongs to a `matrix`; of a binary model each cost may be a column'];
  if (label.within !== undefined && time === undefined)
    yield ['label', '`within` counts from the `time` of a prediction'];
  if (label.time !== undefined && time === undefined)
    yield ['label', 'its `time` is held against the `time` of a prediction'];
  const { threshold } = prediction;
  if (prediction.quantile !== undefined && task !== 'regression')
    yield ['prediction', 'a quantile is what a regression predicts'];
  if (threshold !== undefined && task !== 'binary') yield ['prediction', 'a threshold belongs to a binary model'];
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
    yield ['prediction', `expected a threshold from 0 to 1, found ${threshold}`];
  if (against && id === undefined && task !== 'ranking') yield ['id', 'rows of two models are joined by `id`'];
}

export type ModelSettings = z.infer<typeof modelSchema>;
