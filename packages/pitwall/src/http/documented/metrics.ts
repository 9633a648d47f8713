import { z } from 'zod';
import { readMetrics } from '../routes/metrics.ts';
import { type Mapping, mapping } from './documented.ts';

const figure = z.number().nullable();

const schema = z.strictObject({
  from: z.string(),
  to: z.string(),
  step_seconds: z.number(),
  metrics: z.array(
    z.strictObject({
      component: z.string(),
      name: z.string(),
      points: z.array(
        z.strictObject({ timestamp: z.string(), value: figure, min: figure, max: figure, count: z.int() }),
      ),
    }),
  ),
  next: z.string().nullable(),
});

type Point = readonly [string, number | null, number | null, number | null, number | null, number];

interface Series {
  readonly from: string;
  readonly to: string;
  readonly stepSeconds: number;
  readonly items: readonly { readonly component: string; readonly metric: string; readonly points: readonly Point[] }[];
  readonly next: string | null;
}

/** The means of each point, under the names that were documented. */
export const metricsMapping: Mapping = mapping<Series>({
  route: readMetrics,
  ...(readMetrics.query ? { query: readMetrics.query } : {}),
  schema,
  translate: ({ from, to, stepSeconds, items, next }) => ({
    from,
    to,
    step_seconds: stepSeconds,
    metrics: items.map(({ component, metric, points }) => ({
      component,
      name: metric,
      points: points.map(([timestamp, min, max, value, , count]) => ({ timestamp, value, min, max, count })),
    })),
    next,
  }),
});
