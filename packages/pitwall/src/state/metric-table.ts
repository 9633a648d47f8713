import { sql } from 'kysely';
import { canonicalJson, hashOf } from './canonical-json.ts';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';
import type { MetricBucketRow, MetricSeriesRow } from './tables.ts';

/** What a series is known by. Two with the same three are one. */
export interface SeriesName {
  readonly component: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Series extends SeriesName {
  readonly seq: number;
  readonly madeAt: number;
}

/** Lengths of the buckets that are kept, in milliseconds. A sample as it came is a bucket of one millisecond. */
export const resolutions = { raw: 1, minutes: 60_000, ten_minutes: 600_000, hours: 3_600_000 } as const;
export type Resolution = keyof typeof resolutions;
export const resolutionNames = Object.keys(resolutions) as readonly Resolution[];

/** What is kept of all samples from `start` on and before the end of the bucket. Any two of them can be joined. */
export interface Bucket {
  readonly start: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Of the latest moment; of several at that moment the largest, so that no order of arrival matters. */
  readonly last: number;
  readonly lastAt: number;
}

export interface StoredBucket extends Bucket {
  readonly series: number;
}

/** SQLite takes 32,766 values in one statement. */
const rowsPerInsert = 1000;

export const seriesKey = ({ component, metric, labels }: SeriesName): string => hashOf([component, metric, labels]);

/**
 * The numbers of series by their keys, those that are new with a new one. From `most` series on no new one is made: it
 * is missing in the answer.
 */
export async function takeSeries(
  tx: Tx,
  wanted: ReadonlyMap<string, SeriesName>,
  { at, most }: { readonly at: number; readonly most: number },
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const keys = [...wanted.keys()];
  for (let from = 0; from < keys.length; from += rowsPerInsert) {
    const part = keys.slice(from, from + rowsPerInsert);
    const rows = await tx.selectFrom('metric_series').select(['key', 'seq']).where('key', 'in', part).execute();
    for (const { key, seq } of rows) found.set(key, seq);
  }
  const missing = [...wanted].filter(([key]) => !found.has(key));
  if (missing.length === 0) return found;
  const { there } = await tx
    .selectFrom('metric_series')
    .select(({ fn }) => fn.countAll<number>().as('there'))
    .executeTakeFirstOrThrow();
  const made = missing.slice(0, Math.max(0, most - Number(there)));
  if (made.length === 0) return found;
  let seq = await takeNumbers(tx, 'metric_series', made.length);
  const rows = made.map(([key, { component, metric, labels }]): MetricSeriesRow => {
    found.set(key, seq);
    return { key, seq: seq++, component, metric, labels: canonicalJson(labels), made_at: at };
  });
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx
      .insertInto('metric_series')
      .values(rows.slice(from, from + rowsPerInsert))
      .execute();
  }
  return found;
}

/** Joins buckets to those that are there. No two of them may be of the same series and start. */
export async function addBuckets(tx: Tx, resolution: Resolution, buckets: readonly StoredBucket[]): Promise<void> {
  const length = resolutions[resolution];
  for (let from = 0; from < buckets.length; from += rowsPerInsert) {
    const rows = buckets.slice(from, from + rowsPerInsert).map(
      ({ series, start, count, sum, min, max, last, lastAt }): MetricBucketRow => ({
        series,
        resolution: length,
        start,
        count,
        sum,
        min,
        max,
        last,
        last_at: lastAt,
      }),
    );
    await tx
      .insertInto('metric_bucket')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['series', 'resolution', 'start']).doUpdateSet({
          count: sql`metric_bucket.count + excluded.count`,
          sum: sql`metric_bucket.sum + excluded.sum`,
          // SQLite says min(a, b) where Postgres says least(a, b)
          min: sql`case when excluded.min < metric_bucket.min then excluded.min else metric_bucket.min end`,
          max: sql`case when excluded.max > metric_bucket.max then excluded.max else metric_bucket.max end`,
          last: sql`case when ${later} then excluded.last else metric_bucket.last end`,
          last_at: sql`case when ${later} then excluded.last_at else metric_bucket.last_at end`,
        }),
      )
      .execute();
  }
}

const later = sql`excluded.last_at > metric_bucket.last_at
  or (excluded.last_at = metric_bucket.last_at and excluded.last > metric_bucket.last)`;

export interface BucketQuery {
  readonly series: number;
  readonly resolution: Resolution;
  /** A multiple of the resolution; the buckets of the answer are so long, and begin at multiples of it. */
  readonly step: number;
  /** From this moment on, a multiple of the step. */
  readonly from: number;
  /** Before this moment, a multiple of the step. */
  readonly to: number;
}

/** In the order of time. A stretch without a sample has no bucket. */
export async function readBuckets(
  db: Reader,
  { series, resolution, step, from, to }: BucketQuery,
): Promise<readonly Bucket[]> {
  const stretch = sql`start - start % ${sql.lit(step)}`;
  const which = sql`series = ${series} and resolution = ${resolutions[resolution]}`;
  // the latest sample of a stretch is in the latest of its buckets
  const { rows } = await sql<Bucket>`
    select found.stretch as start, found.count as count, found.sum as sum, found.min as min, found.max as max,
      latest.last as last, latest.last_at as "lastAt"
    from (
      select ${stretch} as stretch, cast(sum(count) as bigint) as count, sum(sum) as sum, min(min) as min,
        max(max) as max, max(start) as latest
      from metric_bucket where ${which} and start >= ${from} and start < ${to} group by 1
    ) as found
    join (select start, last, last_at from metric_bucket where ${which}) as latest on latest.start = found.latest
    order by found.stretch`.execute(db);
  return rows;
}

export interface SeriesFilter extends PageRequest {
  readonly component?: string;
  /** Only of these. */
  readonly components?: readonly string[];
  readonly metric?: string;
}

/** Of which there are figures. */
export async function listComponents(db: Reader): Promise<readonly string[]> {
  const rows = await db.selectFrom('metric_series').select('component').distinct().execute();
  return rows.map(({ component }) => component);
}

export async function listMetricSeries(db: Reader, filter: SeriesFilter = {}): Promise<Page<Series>> {
  const position = positionOf('metric_series', filter);
  // Postgres has no list without a member
  if (filter.components?.length === 0) return pageOf('metric_series', position, [], seriesOf);
  let query = db.selectFrom('metric_series').selectAll();
  if (filter.components !== undefined) query = query.where('component', 'in', filter.components);
  if (filter.component !== undefined) query = query.where('component', '=', filter.component);
  if (filter.metric !== undefined) query = query.where('metric', '=', filter.metric);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('metric_series', position, rows, seriesOf);
}

/** When each of the series has its latest sample; those of which nothing is left are missing. */
export async function latestSamples(
  db: Reader,
  series: readonly number[],
): Promise<ReadonlyMap<number, { readonly at: number; readonly value: number }>> {
  const latest = new Map<number, { readonly at: number; readonly value: number }>();
  for (const one of series) {
    const row = await db
      .selectFrom('metric_bucket')
      .select(['last', 'last_at'])
      .where('series', '=', one)
      .where('resolution', '=', resolutions.hours)
      .orderBy('start', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row) latest.set(one, { at: row.last_at, value: row.last });
  }
  return latest;
}

const seriesOf = ({ seq, component, metric, labels, made_at }: MetricSeriesRow): Series => ({
  seq,
  component,
  metric,
  labels: JSON.parse(labels) as Record<string, string>,
  madeAt: made_at,
});
