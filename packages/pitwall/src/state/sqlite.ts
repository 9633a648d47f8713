import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { PitwallError } from '../core/errors.ts';
import { corrupt, explain, foreign } from './failures.ts';
import { migrate, missingOf } from './migrate.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Tables } from './tables.ts';

/** "PITW": tells our files from other people's. */
export const applicationId = 0x50495457;

/** How long to wait for another process that writes. */
const busyTimeoutMs = 5000;

export interface SqliteConnections {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
}

/** Opens `state.db` in the folder, makes it where there is none, and brings its schema up to ours. */
export async function openSqlite(folder: string, now: () => number): Promise<SqliteConnections> {
  const file = join(folder, 'state.db');
  if (!existsSync(file)) await create(folder, file, now);
  const database = openOurs(file);
  const writer = new Kysely<Tables>({ dialect: sqliteDialect(database, file) });
  try {
    await bringUp(writer, file, now);
    const reading = configured(file);
    reading.pragma('query_only = on');
    return { writer, reader: new Kysely<Tables>({ dialect: sqliteDialect(reading, file) }) };
  } catch (error) {
    await writer.destroy();
    throw explain(error, file);
  }
}

/** Looks before it takes the right to write, so that a start beside a running server does not wait for it. */
async function bringUp(db: Kysely<Tables>, file: string, now: () => number): Promise<void> {
  const made = await db.selectFrom('migration').selectAll().orderBy('number').execute();
  if (missingOf(made, file).length === 0) return;
  await db.transaction().execute((tx) => migrate(tx, { where: file, now }));
}

/**
 * A new database gets its name when it is whole, so that a file of this name that is empty or half is damage, whatever
 * moment the process was killed at.
 */
async function create(folder: string, file: string, now: () => number): Promise<void> {
  for (const left of ['-wal', '-journal'].map((end) => `${file}${end}`)) {
    if (existsSync(left) && statSync(left).size > 0) {
      throw new PitwallError({ ...corrupt('its log is here, the database is not'), place: { file: left } });
    }
  }
  const draft = `${file}.new-${process.pid}-${++drafts}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    clearDrafts(folder);
  } catch (error) {
    throw explain(error, folder);
  }
  try {
    // without a log beside it, so that the one file is all there is
    const database = connect(draft);
    database.pragma(`application_id = ${applicationId}`);
    const db = new Kysely<Tables>({ dialect: sqliteDialect(database, file) });
    try {
      await db.transaction().execute((tx) => migrate(tx, { where: file, now }));
    } finally {
      await db.destroy();
    }
    giveName(draft, file);
    syncFolder(folder);
  } catch (error) {
    throw explain(error, file);
  } finally {
    for (const end of ['', '-journal']) rmSync(`${draft}${end}`, { force: true });
  }
}

let drafts = 0;

/** A link never replaces: of two that make the database at once, the first one made it. */
function giveName(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    // a file system without links, as on memory sticks
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    renameSync(draft, file);
  }
}

/** What a process left that was killed while it made the database. */
function clearDrafts(folder: string): void {
  for (const file of readdirSync(folder)) {
    const pid = /^state\.db\.new-(\d+)-/.exec(file)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, file), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function openOurs(file: string): Database.Database {
  if (statSync(file).size === 0) throw new PitwallError({ ...corrupt('the file is empty'), place: { file } });
  let database: Database.Database | undefined;
  try {
    database = connect(file);
    // asked before anything is set in it, for a foreign file stays as it is
    const id = numberOf(database.pragma('application_id'), 'application_id');
    if (id !== applicationId) {
      throw new PitwallError({ ...foreign(`an SQLite file of another program (${id})`), place: { file } });
    }
    configure(database);
    const state = textOf(database.pragma('quick_check(1)'), 'quick_check');
    if (state !== 'ok') throw new PitwallError({ ...corrupt(state), place: { file } });
    return database;
  } catch (error) {
    database?.close();
    throw explain(error, file);
  }
}

function configured(file: string): Database.Database {
  const database = connect(file);
  configure(database);
  return database;
}

function connect(file: string): Database.Database {
  const database = new Database(file);
  database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  return database;
}

/** FULL: a commit is on the disk when it returns. NORMAL loses the last ones when the power goes. */
function configure(database: Database.Database): void {
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.pragma('foreign_keys = on');
}

/** A name in a folder survives a power cut when the folder was written. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function cell(rows: unknown, column: string): unknown {
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[column] : undefined;
}

const numberOf = (rows: unknown, column: string): number => Number(cell(rows, column));
const textOf = (rows: unknown, column: string): string => String(cell(rows, column));
