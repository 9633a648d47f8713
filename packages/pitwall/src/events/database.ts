import { copyFile, mkdir, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PitwallError } from '../core/errors.ts';
import { duckdb } from '../data/duckdb/api.ts';

export interface DatabaseOptions {
  readonly path: string;
  /** Where it spills what does not fit its memory. */
  readonly scratch: string;
  readonly memory?: string;
  readonly threads?: number;
}

export interface Database {
  readonly writer: DuckDBConnection;
  /** Of its own, so that what is read is never half a batch. */
  readonly reader: DuckDBConnection;
  /** Another one, for who wants tables of its own; its temporary tables are gone with it. */
  connect(): Promise<DuckDBConnection>;
  /** Where its log was cut, because what stood behind was not whole. */
  readonly mended: MendedLog | undefined;
  /** What it has taken from the journal. */
  readonly applied: number;
  close(): void;
}

export interface MendedLog {
  readonly at: number;
  readonly bytes: number;
  /** A copy of the log as it was. */
  readonly kept: string;
}

const version = 1;

/** `nr` is the place within the record of the journal at `position`; the two together order all events. */
const tables = [
  `CREATE TABLE prediction (
    key UHUGEINT, digest UHUGEINT, position BIGINT, nr INTEGER, received TIMESTAMP, time TIMESTAMP, model VARCHAR, id VARCHAR,
    version VARCHAR, segment VARCHAR, "user" VARCHAR, item VARCHAR, odds DOUBLE, closing DOUBLE, stake DOUBLE, weight DOUBLE,
    prediction JSON, features JSON)`,
  `CREATE TABLE label (
    key UHUGEINT, digest UHUGEINT, position BIGINT, nr INTEGER, received TIMESTAMP, time TIMESTAMP, model VARCHAR, id VARCHAR,
    label JSON, corrections INTEGER)`,
  'CREATE TABLE conflict (kind VARCHAR, model VARCHAR, id VARCHAR, position BIGINT, nr INTEGER, received TIMESTAMP)',
  'CREATE TABLE pitwall_events (version INTEGER, applied BIGINT)',
  `INSERT INTO pitwall_events VALUES (${version}, 0)`,
];

/** Opens the file, or makes it. Another process that has it open is named; what is no file of ours is left as it is. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await mkdir(dirname(options.path), { recursive: true });
  const { instance, mended } = await openMended(options);
  try {
    const writer = await instance.connect();
    const reader = await instance.connect();
    await writer.run("SET TimeZone = 'UTC'");
    await reader.run("SET TimeZone = 'UTC'");
    const applied = await prepare(writer, options.path);
    await writer.run('CREATE TEMP TABLE staged (position BIGINT, kind VARCHAR, received BIGINT, lines VARCHAR)');
    return {
      writer,
      reader,
      connect: () => instance.connect(),
      mended,
      applied,
      close() {
        reader.closeSync();
        writer.closeSync();
        instance.closeSync();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function prepare(writer: DuckDBConnection, path: string): Promise<number> {
  const names = (await rowsOf(writer, 'SELECT table_name FROM duckdb_tables() WHERE NOT temporary')).flat();
  if (names.length === 0) {
    await writer.run(['BEGIN', ...tables, 'COMMIT', 'CHECKPOINT'].join('; '));
    return 0;
  }
  if (!names.includes('pitwall_events')) throw foreign(path, 'a DuckDB database of something else');
  const [[found, applied] = []] = await rowsOf(writer, 'SELECT version, CAST(applied AS DOUBLE) FROM pitwall_events');
  if (found !== version)
    throw foreign(path, `events of version ${String(found)}, this Pitwall knows version ${version}`);
  return Number(applied);
}

async function openMended(
  options: DatabaseOptions,
): Promise<{ readonly instance: DuckDBInstance; readonly mended: MendedLog | undefined }> {
  let mended: MendedLog | undefined;
  for (;;) {
    try {
      return { instance: await open(options), mended };
    } catch (error) {
      const shorter = await shortenLog(options.path, error, mended);
      if (!shorter) throw translateOpenError(options.path, error);
      mended = shorter;
    }
  }
}

const open = ({ path, scratch, memory = '512MB', threads }: DatabaseOptions): Promise<DuckDBInstance> =>
  duckdb.DuckDBInstance.create(path, {
    memory_limit: memory,
    ...(threads === undefined ? {} : { threads: String(threads) }),
    temp_directory: scratch,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    enable_external_access: 'false',
  });

/**
 * DuckDB opens on a log that is cut short, but not on one whose end is zeros or garbage, as a power cut leaves it. It most
 * often names the byte from which on nothing is whole; where it does not, the log goes as a whole. What is lost there
 * comes again from the journal, which forgets only what a checkpoint has put into the file itself.
 */
async function shortenLog(path: string, error: unknown, before: MendedLog | undefined): Promise<MendedLog | undefined> {
  const message = error instanceof Error ? error.message : String(error);
  const log = `${path}.wal`;
  const size = await stat(log).then(
    (stats) => stats.size,
    () => 0,
  );
  if (!/\bWAL\b/.test(message) || size === 0) return undefined;
  const [, place] = /at byte position (\d+)/.exec(message) ?? [];
  const at = place !== undefined && Number(place) < size ? Number(place) : 0;
  const kept = `${log}.damaged`;
  if (!before) await copyFile(log, kept);
  await truncate(log, at);
  return { at, bytes: size - at + (before?.bytes ?? 0), kept };
}

function translateOpenError(path: string, error: unknown): unknown {
  if (error instanceof PitwallError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/Conflicting lock|Could not set lock/i.test(message)) {
    const [, holder] = /PID (\d+)/.exec(message) ?? [];
    return new PitwallError({
      code: 'events.database',
      problem: `the events are in use by another process${holder ? ` (${holder})` : ''}`,
      fix: 'Stop it first, or use another data directory',
      place: { file: path },
      cause: error,
    });
  }
  return foreign(path, message.split('\n')[0] ?? '', error);
}

const foreign = (path: string, found: string, cause?: unknown): PitwallError =>
  new PitwallError({
    code: 'events.database',
    problem: `expected a database of events, found ${found}`,
    fix: 'Move it away: what the journal still holds is put into a new one',
    place: { file: path },
    ...(cause === undefined ? {} : { cause }),
  });

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS();
}
