import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PitwallError } from '../core/errors.ts';
import type { Applier } from './applier.ts';
import { rowsOf } from './database.ts';
import type { Journal } from './journal/journal.ts';
import { namesLabelSql, namesSql, type PersonEvents } from './person.ts';

interface ErasedRows {
  readonly predictions: number;
  readonly labels: number;
  readonly conflicts: number;
}

export interface ErasedEvents extends ErasedRows {
  /** Databases that were put aside by hand or by a restore; nobody but who did it knows whether they are needed. */
  readonly left: readonly string[];
}

interface Store {
  readonly folder: string;
  readonly journal: Journal;
  readonly applier: Applier;
  readonly writer: DuckDBConnection;
}

/** What was acknowledged by now goes from the database, from the journal and from the bytes of the files. */
export async function eraseEvents(
  { folder, journal, applier, writer }: Store,
  persons: readonly PersonEvents[],
): Promise<ErasedEvents> {
  // what comes from here on is new, and stays
  const upTo = await journal.seal();
  await applier.settled();
  await writer.run(`SET GLOBAL ${keepsOldFigures} = false`);
  try {
    const rows = await applier.between(() => rewriteWithout(writer, persons, upTo));
    await journal.forget(await applier.checkpoint());
    for (const step of [prepareFill, fillFree, dropFillers]) {
      await applier.between(() => step(writer));
      await applier.checkpoint();
    }
    return { ...rows, left: await filesAside(folder) };
  } catch (error) {
    throw /transactions active/.test(String(error)) ? busyReading(error) : error;
  } finally {
    await writer.run(`RESET GLOBAL ${keepsOldFigures}`);
  }
}

/**
 * Writes the tables anew without these rows, in one transaction. A deletion alone would leave them in the blocks of the
 * file, and the beginnings of their texts among the least and greatest values of their columns.
 */
async function rewriteWithout(
  writer: DuckDBConnection,
  persons: readonly PersonEvents[],
  upTo: number,
): Promise<ErasedRows> {
  const count = async (sql: string): Promise<number> => Number((await rowsOf(writer, sql))[0]?.[0] ?? 0);
  await writer.run('BEGIN');
  try {
    await writer.run(`CREATE OR REPLACE TEMP TABLE leaving AS
      SELECT DISTINCT key, model, id FROM (SELECT * FROM prediction WHERE ${namesSql(persons)}
        UNION ALL BY NAME SELECT * FROM label WHERE ${namesLabelSql(persons)}) WHERE position <= ${upTo}`);
    const going = (table: string, key: string): string =>
      `${table} WHERE position <= ${upTo} AND (${key}) IN (SELECT ${key.includes(',') ? `(${key})` : key} FROM leaving)`;
    const erased = {
      predictions: await count(`SELECT count(*) FROM ${going('prediction', 'key')}`),
      labels: await count(`SELECT count(*) FROM ${going('label', 'key')}`),
      conflicts: await count(`SELECT count(*) FROM ${going('conflict', 'model, id')}`),
    };
    for (const [table, key] of [
      ['prediction', 'key'],
      ['label', 'key'],
      ['conflict', 'model, id'],
    ] as const) {
      await writer.run(
        `CREATE TABLE kept AS SELECT * FROM ${table} WHERE rowid NOT IN (SELECT rowid FROM ${going(table, key)})`,
      );
      await writer.run(`DROP TABLE ${table}; ALTER TABLE kept RENAME TO ${table}`);
    }
    const all = erased.predictions + erased.labels + erased.conflicts;
    // a copy that is made meanwhile must see that something went
    await writer.run(`DROP TABLE leaving; CREATE TABLE IF NOT EXISTS removal (events BIGINT);
      INSERT INTO removal SELECT 0 WHERE NOT EXISTS (FROM removal); UPDATE removal SET events = events + ${all}; COMMIT`);
    return erased;
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** What one column of a table costs among the figures that a database keeps of itself, at the least. */
const bytesOfColumn = 3_000;
const bytesOfValue = 16;
const spare = 10_000;

/**
 * A checkpoint takes over figures of what did not change, and then does not give all those free of a table that is gone:
 * beginnings of texts would stay in the file for good.
 */
const keepsOldFigures = 'experimental_metadata_reuse';

/** Where figures of a database stand is free only after the checkpoint that follows the one behind which they are old. */
async function prepareFill(writer: DuckDBConnection): Promise<void> {
  await dropFillers(writer);
  await writer.run('CREATE TABLE filler (value UHUGEINT)');
}

/**
 * Fills what is free in the file with something else: a database takes nothing off the disk that it no longer needs. To be
 * called behind a checkpoint; after another one the fillers go.
 */
async function fillFree(writer: DuckDBConnection): Promise<void> {
  const size = async (sql: string): Promise<number> => Number((await rowsOf(writer, sql))[0]?.[0] ?? 0);
  const blocks = await size('SELECT CAST(free_blocks * block_size AS DOUBLE) FROM pragma_database_size()');
  const figures = await size('SELECT CAST(sum(total_blocks) * 4096 AS DOUBLE) FROM pragma_metadata_info()');
  const names = Array.from({ length: Math.ceil(figures / bytesOfColumn) }, (_, index) => `c${index} INTEGER`);
  const values = Math.ceil(blocks / bytesOfValue) + spare;
  // values that nothing compresses, so that they take as much room as they are long
  await writer.run(`INSERT INTO filler SELECT md5_number(CAST(i AS VARCHAR)) FROM range(${values}) t(i)`);
  await writer.run(`CREATE TABLE filler_columns (${names.join(', ')})`);
  await writer.run('INSERT INTO filler_columns (c0) VALUES (0)');
}

async function dropFillers(writer: DuckDBConnection): Promise<void> {
  await writer.run('DROP TABLE IF EXISTS filler; DROP TABLE IF EXISTS filler_columns');
}

/** Removes copies of logs that were cut, whose whole part is in the database. */
async function filesAside(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter(
    (name) => /^events\.duckdb\..*\w/.test(name) && name !== 'events.duckdb.wal',
  );
  const isCut = (name: string): boolean => name === 'events.duckdb.wal.damaged';
  for (const name of names.filter(isCut)) await rm(join(folder, name), { force: true });
  return names.filter((name) => !isCut(name));
}

const busyReading = (cause: unknown): PitwallError =>
  new PitwallError({
    code: 'events.busy',
    problem: 'expected a moment in which nobody reads the events, and somebody reads all the time, such as a backup',
    fix: 'Wait: it goes on by itself when that is over',
    cause,
  });
