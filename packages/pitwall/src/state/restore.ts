import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import Database from 'libsql';
import pg from 'pg';
import { PitwallError } from '../core/errors.ts';
import { explain } from './failures.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { lockWriters, nameOf } from './postgres.ts';
import type { StoredCell } from './snapshot.ts';
import { applicationId } from './sqlite.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Tx } from './state.ts';
import type { Tables } from './tables.ts';

/** Rows of one table, some at a time. */
export interface StoredRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly StoredCell[])[];
}

export interface RestoreStateOptions {
  /** The last step of the schema that the rows are of. */
  readonly schema: number;
  readonly now: () => number;
  readonly pieces: AsyncIterable<StoredRows>;
  /** What is to be done in the same transaction, when all rows are there and the schema is ours. */
  finish(tx: Tx): Promise<void>;
}

/** Makes a state database in a folder where there is none. */
export async function restoreSqlite(folder: string, options: RestoreStateOptions): Promise<void> {
  const file = join(folder, 'state.db');
  try {
    const database = new Database(file);
    database.pragma(`application_id = ${applicationId}`);
    // rows come in the order in which they were written, not in that in which they refer to each other
    database.pragma('foreign_keys = off');
    const db = new Kysely<Tables>({ dialect: sqliteDialect(database, file) });
    try {
      await db.transaction().execute((tx) => restoreInto(tx, file, options));
      const broken = database.pragma('foreign_key_check') as readonly unknown[];
      if (broken.length > 0) throw new Error(`${broken.length} rows of the state refer to what is not there.`);
    } finally {
      await db.destroy();
    }
    syncFile(file);
  } catch (error) {
    throw explain(error, file);
  }
}

/** Fills a Postgres in which there is nothing of ours; `before` runs when all is written and nothing is to be seen yet. */
export async function restorePostgres(
  url: string,
  { before, ...options }: RestoreStateOptions & { readonly before: () => Promise<void> },
): Promise<void> {
  const where = nameOf(url);
  const db = openOne(url);
  try {
    await db.transaction().execute(async (tx) => {
      await lockWriters(tx);
      await requireEmpty(tx, where);
      await sql`create schema if not exists pitwall`.execute(tx);
      await sql`set local search_path = pitwall`.execute(tx);
      await restoreInto(tx, where, options);
      await before();
    });
  } catch (error) {
    throw explain(error, where);
  } finally {
    await db.destroy();
  }
}

/** Refuses a database in which something is, before anything else is done. */
export async function requireEmptyPostgres(url: string): Promise<void> {
  const where = nameOf(url);
  const db = openOne(url);
  try {
    await requireEmpty(db, where);
  } catch (error) {
    throw explain(error, where);
  } finally {
    await db.destroy();
  }
}

/** What the audit of a Postgres says of the last restore; only read, for it may be the database of somebody else. */
export async function lastRestoreIn(url: string): Promise<string | undefined> {
  const where = nameOf(url);
  const db = openOne(url);
  try {
    const { rows } = await sql<{ input: string }>`
      select input from pitwall.audit where verb = 'backup.restore' order by seq desc limit 1
    `.execute(db);
    return rows[0]?.input;
  } catch (error) {
    throw explain(error, where);
  } finally {
    await db.destroy();
  }
}

/** Counts and moments come as 64-bit integers; ours are below 2^53. */
const int8 = 20;

function openOne(url: string): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: 'pitwall-restore',
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  pool.on('error', () => {});
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

async function requireEmpty(db: Kysely<Tables>, where: string): Promise<void> {
  const found = await sql<{ tables: number }>`
    select count(*)::int as tables from pg_class join pg_namespace on relnamespace = pg_namespace.oid
    where nspname = 'pitwall' and relkind = 'r'
  `.execute(db);
  const tables = found.rows[0]?.tables ?? 0;
  if (tables === 0) return;
  throw new PitwallError({
    code: 'backup.target',
    problem: `expected a database without a schema "pitwall", found one with ${tables} tables`,
    fix: 'Restore into another database, or drop the schema if nothing in it is needed',
    place: { file: where },
  });
}

async function restoreInto(tx: Tx, where: string, options: RestoreStateOptions): Promise<void> {
  const { schema, now, pieces, finish } = options;
  await migrate(tx, { where, now, migrations: migrations.slice(0, schema) });
  const emptied = new Set<string>();
  for await (const { table, columns, rows } of pieces) {
    // the steps of the schema may have written rows of their own
    if (!emptied.has(table)) await sql`delete from ${sql.table(table)}`.execute(tx);
    emptied.add(table);
    await insert(tx, table, columns, rows);
  }
  await migrate(tx, { where, now });
  await finish(tx);
}

/** Postgres takes 65,535 values in one statement, SQLite half of that. */
const mostValues = 30_000;

async function insert(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly StoredCell[])[],
): Promise<void> {
  const atOnce = Math.max(1, Math.floor(mostValues / Math.max(1, columns.length)));
  const names = sql.join(columns.map((column) => sql.ref(column)));
  for (let from = 0; from < rows.length; from += atOnce) {
    const values = rows.slice(from, from + atOnce).map((cells) => sql`(${sql.join(cells)})`);
    await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(tx);
  }
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
