import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Holding } from './forget.ts';
import { type Resolution, resolutionNames, resolutions } from './metric-table.ts';
import type { Reader, Tx } from './state.ts';

/** Series that hold buckets of this resolution that ended before the moment. One look into the index a series. */
export async function seriesBefore(db: Reader, resolution: Resolution, before: number): Promise<readonly number[]> {
  const length = resolutions[resolution];
  const { rows } = await sql<{ seq: number }>`
    select seq from metric_series where (
      select min(start) from metric_bucket where series = metric_series.seq and resolution = ${length}
    ) <= ${before - length} order by seq`.execute(db);
  return rows.map(({ seq }) => seq);
}

/** At most so many buckets of one series that ended before the moment, the oldest first; answers how many. */
export async function forgetBuckets(tx: Tx, { series, resolution, before, most }: BucketPiece): Promise<number> {
  const length = resolutions[resolution];
  const { numAffectedRows = 0n } = await sql`
    delete from metric_bucket where series = ${series} and resolution = ${length} and start in (
      select start from metric_bucket where series = ${series} and resolution = ${length} and start <= ${before - length}
      order by start limit ${sql.lit(most)}
    )`.execute(tx);
  return Number(numAffectedRows);
}

export interface BucketPiece {
  readonly series: number;
  readonly resolution: Resolution;
  readonly before: number;
  readonly most: number;
}

/** Series of which nothing is left make room for others; answers how many. */
export async function forgetEmptySeries(tx: Tx): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from metric_series where not exists (select 1 from metric_bucket where series = metric_series.seq)`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

/** What there is of each resolution. Looks at every bucket, series by series, and lets others work in between. */
export async function bucketHoldings(
  db: Reader,
  before: Readonly<Record<Resolution, number>>,
): Promise<Readonly<Record<Resolution, Holding>>> {
  const found: Record<Resolution, Holding> = { raw: nothing, minutes: nothing, ten_minutes: nothing, hours: nothing };
  const cases = resolutionNames.map(
    (name) => sql`when resolution = ${resolutions[name]} and start <= ${before[name] - resolutions[name]} then 1`,
  );
  const all = await db.selectFrom('metric_series').select('seq').orderBy('seq').execute();
  for (const { seq } of all) {
    const { rows } = await sql<Holding & { resolution: number }>`
      select resolution, count(*) as rows, min(start) as oldest,
        cast(coalesce(sum(case ${sql.join(cases, sql` `)} else 0 end), 0) as bigint) as goes
      from metric_bucket where series = ${seq} group by resolution`.execute(db);
    for (const row of rows) {
      const name = resolutionNames.find((one) => resolutions[one] === row.resolution);
      if (name !== undefined) found[name] = sumOf(found[name], row);
    }
    await nextTurn();
  }
  return found;
}

const nothing: Holding = { rows: 0, goes: 0, oldest: null };

const sumOf = (one: Holding, other: Holding): Holding => ({
  rows: one.rows + other.rows,
  goes: one.goes + other.goes,
  oldest: one.oldest === null ? other.oldest : Math.min(one.oldest, other.oldest ?? one.oldest),
});
