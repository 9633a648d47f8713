import { statusSchema } from '@pitwall/sdk';
import { z } from 'zod';

export const historyMetricSchema = z.looseObject({
  value: z.number().nullable().describe('Null where it could not be measured'),
  low: z.number().nullable().optional(),
  high: z.number().nullable().optional(),
  status: statusSchema.nullable().optional().describe('Null where no threshold asked for it'),
  better: z.enum(['higher', 'lower', 'zero']).optional(),
});

/** One line of the history: what a model came to at one time. Keys that are not known here are kept. */
export const historyRecordSchema = z.looseObject({
  at: z.iso.datetime({ offset: true }),
  model: z.string().min(1),
  version: z.string().min(1).optional(),
  rows: z.int().min(0).nullable().describe('Rows that the metrics rest on; null where it is not known'),
  metrics: z.record(z.string(), historyMetricSchema),
  source: z.string().describe('Where the figures come from'),
});

export type HistoryMetric = z.infer<typeof historyMetricSchema>;
export type HistoryRecord = z.infer<typeof historyRecordSchema>;

/** The same figures of the same model at the same time are one record, from wherever they come. */
export function identityOf({ at, model, version, metrics }: HistoryRecord): string {
  const values = Object.entries(metrics)
    .map(([name, { value }]) => [name, value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([Date.parse(at), model, version ?? null, values]);
}

export const metricNames = (records: readonly HistoryRecord[]): string[] => [
  ...new Set(records.flatMap(({ metrics }) => Object.keys(metrics))),
];

/** Oldest first; of the same time, as they were written. */
export const byTime = (records: readonly HistoryRecord[]): HistoryRecord[] =>
  records.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
