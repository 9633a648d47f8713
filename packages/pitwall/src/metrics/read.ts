import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page } from '../state/cursor.ts';
import {
  type Bucket,
  latestSamples,
  listMetricSeries,
  readBuckets,
  type Series,
  type SeriesFilter,
} from '../state/metric-table.ts';
import type { Reader } from '../state/state.ts';
import { type Grid, gridOf, type Kept, type Stretch } from './range.ts';

/** Of one part of the time asked for; null where there was no sample, which is neither 0 nor what was before. */
export interface Point {
  readonly t: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
  readonly count: number;
}

export interface SeriesPoints extends Series {
  readonly points: readonly Point[];
}

export interface ReadAnswer extends Grid {
  readonly page: Page<SeriesPoints>;
}

export type SeriesQuery = SeriesFilter & Stretch & { readonly now: number; readonly kept?: Kept };

/** A page of it has so many points at the most, with the usual limit. */
const usualSeries = 20;

/** The series of a component and a metric, each over the same parts of the time asked for. */
export async function readSeries(db: Reader, query: SeriesQuery): Promise<ReadAnswer> {
  const { now, kept, component, components, metric, order = 'oldest', after, limit = usualSeries } = query;
  const grid = gridOf('range' in query ? { range: query.range } : { from: query.from, to: query.to }, now, kept);
  const page = await listMetricSeries(db, {
    order,
    limit,
    ...(component === undefined ? {} : { component }),
    ...(components === undefined ? {} : { components }),
    ...(metric === undefined ? {} : { metric }),
    ...(after === undefined ? {} : { after }),
  });
  const items: SeriesPoints[] = [];
  for (const series of page.items) {
    const buckets = await readBuckets(db, { ...grid, series: series.seq });
    items.push({ ...series, points: pointsOf(grid, buckets) });
    // SQLite works in our thread: others have their turn between two series
    await nextTurn();
  }
  return { ...grid, page: { ...page, items } };
}

function pointsOf({ from, to, step }: Grid, buckets: readonly Bucket[]): readonly Point[] {
  const byStart = new Map(buckets.map((bucket) => [bucket.start, bucket]));
  return Array.from({ length: Math.round((to - from) / step) }, (_, index) => {
    const t = from + index * step;
    const bucket = byStart.get(t);
    if (!bucket) return { t, min: null, max: null, mean: null, last: null, count: 0 };
    const { min, max, last, count, sum } = bucket;
    return { t, min, max, mean: meanOf(sum, count, min, max), last, count };
  });
}

/** Between the smallest and the largest, which rounding may pass by a last digit. */
const meanOf = (sum: number, count: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, sum / count));

export interface ListedSeries extends Series {
  /** The latest sample; null where all were deleted. */
  readonly latest: { readonly at: number; readonly value: number } | null;
}

/** What there is, in the order in which it came to be. */
export async function listSeries(db: Reader, filter: SeriesFilter = {}): Promise<Page<ListedSeries>> {
  const page = await listMetricSeries(db, { order: 'oldest', ...filter });
  const latest = await latestSamples(
    db,
    page.items.map(({ seq }) => seq),
  );
  return { ...page, items: page.items.map((series) => ({ ...series, latest: latest.get(series.seq) ?? null })) };
}
