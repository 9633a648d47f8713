import { PitwallError } from '../core/errors.ts';
import type { Dialect } from '../data/dialect.ts';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths, scanWhole } from '../data/open.ts';
import type { ReadOptions } from '../data/source.ts';
import type { Part, StoredColumn, Table } from '../data/table.ts';
import { type BatchOptions, batchOf } from './batch.ts';
import { type EventKind, eventSchemas } from './event.ts';
import type { Events } from './store.ts';

export interface FilesOptions extends Omit<BatchOptions, 'partial'> {
  /** Of all rows, where the files have no column for it. */
  readonly model?: string;
  readonly read?: ReadOptions;
}

export interface TakenFiles {
  readonly events: number;
}

/** Rows that are acknowledged together. */
const rowsPerBatch = 5_000;

/**
 * Takes in the rows of files that the readers of `data/` know: Parquet, Arrow, CSV, JSON. A column that is named like a
 * key of an event is that key, every other one is a feature. Batch after batch is acknowledged; where a row is refused,
 * what stands before it was taken, and sending the mended file again changes nothing of that.
 */
export async function ingestFiles(
  events: Events,
  paths: readonly string[],
  folder: string,
  options: FilesOptions,
): Promise<TakenFiles> {
  const engine = await openDuckDB();
  try {
    const table = await openPaths(engine, paths, folder, options.read);
    let taken = 0;
    await scanWhole(table, async () => {
      for await (const values of rowsOf(table, options)) {
        await take(events, values, taken, options);
        taken += values.length;
      }
    });
    return { events: taken };
  } finally {
    engine.close();
  }
}

async function take(events: Events, values: readonly unknown[], before: number, options: FilesOptions): Promise<void> {
  const batch = toBatch(values, before, options);
  for (;;) {
    try {
      await events.ingest(batch);
      return;
    } catch (error) {
      const code: string | undefined = error instanceof PitwallError ? error.code : undefined;
      if (code !== 'events.busy') throw error;
      await events.settled();
    }
  }
}

function toBatch(values: readonly unknown[], before: number, options: FilesOptions) {
  try {
    return batchOf(values, options);
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    const { line = 1, field } = error.place;
    throw new PitwallError({
      code: 'events.invalid',
      problem: `row ${before + line}: ${error.problem}; the ${before - (before % rowsPerBatch)} rows before its batch were taken`,
      fix: error.fix,
      place: field === undefined ? {} : { field },
      cause: error,
    });
  }
}

async function* rowsOf(table: Table, { kind, model }: FilesOptions): AsyncGenerator<readonly unknown[]> {
  let values: unknown[] = [];
  for (const part of table.parts) {
    const result = await table.engine.connection.stream(eventSql(table.engine.dialect, part, kind));
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const text of chunk.getColumnValues(0)) values.push(toValue(String(text), model));
      if (values.length < rowsPerBatch) continue;
      for (; values.length >= rowsPerBatch; values = values.slice(rowsPerBatch)) yield values.slice(0, rowsPerBatch);
    }
  }
  if (values.length > 0) yield values;
}

/** A cell of a file may be empty where an event would leave the key out. */
function toValue(text: string, model: string | undefined): unknown {
  const value = JSON.parse(text) as Record<string, unknown>;
  const given = Object.entries(value).filter(([, item]) => item !== null);
  return { ...(model === undefined ? {} : { model }), ...Object.fromEntries(given) };
}

/** One column: each row as the JSON of an event. */
function eventSql(dialect: Dialect, { columns, scan }: Part, kind: EventKind): string {
  const keys = Object.keys(eventSchemas[kind].shape).filter((key) => key !== 'features');
  const object = (parts: readonly string[]): string => `json_object(${parts.join(', ')})`;
  const own = columns.filter(({ name }) => keys.includes(name));
  const others = columns.filter(({ name }) => !keys.includes(name));
  const parts = own.flatMap((column) => [dialect.text(column.name), ownSql(dialect, column)]);
  const features = others.flatMap((column) => [dialect.text(column.name), jsonSql(dialect, column)]);
  if (kind === 'prediction') parts.push("'features'", object(features));
  return `SELECT CAST(${object(parts)} AS VARCHAR) FROM ${scan}`;
}

const names = new Set(['model', 'id', 'version', 'segment', 'user', 'item']);

function ownSql(dialect: Dialect, column: StoredColumn): string {
  const { name, sql, storage } = column;
  if (name === 'at') return `CAST(${dialect.epoch(dialect.typed(sql, storage, 'timestamp'))} AS BIGINT)`;
  if (name === 'supersedes') return dialect.typed(sql, storage, 'boolean');
  if (names.has(name))
    return storage === 'integer' || storage === 'string' ? `CAST(${sql} AS VARCHAR)` : dialect.display(sql, storage);
  return jsonSql(dialect, column);
}

/** Text in a CSV file is a number where it looks like one. JSON has no word for a number that is none. */
function jsonSql(dialect: Dialect, { sql, storage }: StoredColumn): string {
  switch (storage) {
    case 'text':
      return `coalesce(to_json(${dialect.typed(sql, storage, 'number')}), to_json(${sql}))`;
    case 'float':
      return `CASE WHEN ${dialect.isFinite(sql)} THEN ${sql} END`;
    case 'decimal':
      return `CAST(${sql} AS DOUBLE)`;
    case 'date':
    case 'timestamp':
    case 'binary':
    case 'other':
      return dialect.display(sql, storage);
    default:
      return sql;
  }
}
