import { z } from 'zod';
import { driftReportSchema } from './drift.ts';
import { findingSchema, statusSchema } from './finding.ts';
import { modelReportSchema } from './model.ts';

/** Counts between edges, `counts.length === edges.length - 1`; what lies outside is in `below` and `above`. */
export const histogramSchema = z.strictObject({
  kind: z.literal('histogram'),
  scale: z.enum(['number', 'time']).describe('time: edges are milliseconds since 1970, UTC'),
  edges: z.array(z.number()),
  counts: z.array(z.int().min(0)),
  below: z.int().min(0),
  above: z.int().min(0),
});

export const categoriesSchema = z.strictObject({
  kind: z.literal('categories'),
  top: z.array(z.strictObject({ value: z.string(), count: z.int().min(0) })),
  other: z.int().min(0).describe('Rows with values that are not among the top'),
  distinct: z.int().min(0),
});

export type Histogram = z.infer<typeof histogramSchema>;
export type Categories = z.infer<typeof categoriesSchema>;

export const columnSummarySchema = z.strictObject({
  name: z.string(),
  type: z.string().describe('Type in the contract, or as stored where the contract has none'),
  rows: z.int().min(0),
  missing: z.int().min(0).describe('Null or absent cells'),
  invalid: z.int().min(0).nullable().describe('Cells that break a rule of this column; null where it has no rules'),
  minimum: z.string().nullable(),
  maximum: z.string().nullable(),
  picture: z.discriminatedUnion('kind', [histogramSchema, categoriesSchema]).nullable(),
  no_picture: z.string().optional().describe('Why there is no picture'),
});

export type ColumnSummary = z.infer<typeof columnSummarySchema>;

export const scorePartSchema = z.strictObject({
  name: z.enum(['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness', 'volume']),
  share: z.number().min(0).max(1),
  computed: z.string(),
});

export type ScorePart = z.infer<typeof scorePartSchema>;

export const datasetReportSchema = z.strictObject({
  name: z.string(),
  status: statusSchema,
  sources: z.array(z.strictObject({ path: z.string(), format: z.string(), bytes: z.int().min(0).nullable() })),
  rows: z.int().min(0).nullable(),
  score: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .describe('Quality score, 100 where no rule is broken; null where there is nothing to score'),
  score_parts: z.array(scorePartSchema),
  columns: z.array(columnSummarySchema),
  drift: driftReportSchema.nullable().describe('Against its baseline; null where the dataset names none'),
});

export type DatasetReport = z.infer<typeof datasetReportSchema>;

/** What one `pitwall check` or `pitwall evaluate` found. */
export const reportSchema = z.strictObject({
  report: z.literal(1).describe('Version of this format'),
  project: z.string(),
  pitwall: z.string().describe('Version of Pitwall'),
  at: z.iso.datetime(),
  status: statusSchema,
  counts: z.strictObject({
    pass: z.int().min(0),
    warning: z.int().min(0),
    alert: z.int().min(0),
    unknown: z.int().min(0),
  }),
  datasets: z.array(datasetReportSchema),
  models: z.array(modelReportSchema),
  findings: z.array(findingSchema),
});

export type Report = z.infer<typeof reportSchema>;
