import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './database.ts';

/** What one piece of a deletion took out. */
export interface Deleted {
  readonly predictions: number;
  readonly labels: number;
  readonly conflicts: number;
  /** Whether there may be something left from before the moment. */
  readonly more: boolean;
}

/** How much there is of a kind, and how much of it would go. */
export interface Held {
  readonly rows: number;
  readonly goes: number;
  /** Milliseconds since 1970; null where there is none. */
  readonly oldest: number | null;
}

/** How many were deleted since the file was made: in the transaction of each deletion, so that none goes uncounted. */
const removalTable = 'CREATE TABLE IF NOT EXISTS removal (events BIGINT)';

/**
 * Deletes about `most` of the oldest predictions from before a moment, each with its label, whenever that came; then
 * labels from before it that have no prediction, and conflicts. One transaction on the connection that writes.
 */
export async function deletePiece(writer: DuckDBConnection, before: number, most: number): Promise<Deleted> {
  const moment = `make_timestamp_ms(${before})`;
  const count = async (sql: string): Promise<number> => Number((await rowsOf(writer, sql))[0]?.[0] ?? 0);
  await writer.run('BEGIN');
  try {
    const [[last] = []] = await rowsOf(
      writer,
      `SELECT CAST(epoch_us(time) AS VARCHAR) FROM prediction WHERE time < ${moment} ORDER BY time LIMIT 1 OFFSET ${most - 1}`,
    );
    // all of the same moment go together, so that each piece brings it further
    const old = last === undefined ? `time < ${moment}` : `time <= make_timestamp(${String(last)})`;
    await writer.run(`CREATE OR REPLACE TEMP TABLE leaving AS SELECT key FROM prediction WHERE ${old}`);
    let labels = await count('DELETE FROM label WHERE key IN (SELECT key FROM leaving)');
    const predictions = await count(`DELETE FROM prediction WHERE ${old}`);
    const alone = last === undefined ? await deleteLone(count, moment, most) : { labels: 0, conflicts: 0 };
    labels += alone.labels;
    const { conflicts } = alone;
    await writer.run(`DROP TABLE leaving; ${removalTable}`);
    const all = predictions + labels + conflicts;
    if (all > 0) {
      await writer.run('INSERT INTO removal SELECT 0 WHERE NOT EXISTS (FROM removal)');
      await writer.run(`UPDATE removal SET events = events + ${all}`);
    }
    await writer.run('COMMIT');
    const more = last !== undefined || alone.labels === most || alone.conflicts === most;
    return { predictions, labels, conflicts, more };
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function deleteLone(count: (sql: string) => Promise<number>, moment: string, most: number) {
  const labels = await count(`DELETE FROM label WHERE rowid IN (
    SELECT l.rowid FROM label l ANTI JOIN prediction p ON l.key = p.key WHERE l.time < ${moment} LIMIT ${most})`);
  const conflicts = await count(`DELETE FROM conflict WHERE rowid IN (
    SELECT rowid FROM conflict WHERE received < ${moment} LIMIT ${most})`);
  return { labels, conflicts };
}

export async function removedSoFar(reader: DuckDBConnection): Promise<number> {
  const [[there] = []] = await rowsOf(reader, `SELECT count(*) > 0 FROM duckdb_tables() WHERE table_name = 'removal'`);
  if (there !== true) return 0;
  const [[events] = []] = await rowsOf(reader, 'SELECT CAST(sum(events) AS DOUBLE) FROM removal');
  return Number(events ?? 0);
}

/** What `deletePiece` would take out, and what there is. */
export async function heldEvents(
  reader: DuckDBConnection,
  before: number,
): Promise<{ readonly predictions: Held; readonly labels: Held }> {
  const moment = `make_timestamp_ms(${before})`;
  const held = async (sql: string): Promise<Held> => {
    const [[rows, goes, oldest] = []] = await rowsOf(reader, sql);
    return { rows: Number(rows), goes: Number(goes), oldest: oldest === null ? null : Number(oldest) };
  };
  const figures = (goes: string, time: string): string =>
    `CAST(count(*) AS DOUBLE), CAST(count(*) FILTER (${goes}) AS DOUBLE), CAST(min(epoch_ms(${time})) AS DOUBLE)`;
  return {
    predictions: await held(`SELECT ${figures(`time < ${moment}`, 'time')} FROM prediction`),
    labels: await held(
      `SELECT ${figures(`coalesce(p.time, l.time) < ${moment}`, 'l.time')} FROM label l LEFT JOIN prediction p ON l.key = p.key`,
    ),
  };
}
