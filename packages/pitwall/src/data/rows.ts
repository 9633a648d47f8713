import type { DuckDBEngine } from './duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn, type LoadedValue } from './duckdb/loader.ts';
import type { Storage, Table } from './table.ts';

/** Rows that are in memory already, as a table: each column as what all of its values are, else a type per cell. */
export async function openRows(
  engine: DuckDBEngine,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Table> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => columnOf(name, rows));
  const loader = await createLoader(engine, columns);
  for (let start = 0; start < rows.length; start += chunkRows) {
    const chunk = rows.slice(start, start + chunkRows);
    loader.append(
      columns.map(({ name, storage }) => chunk.map((row) => toLoaded(cellOf(row, name), storage))),
      chunk.length,
    );
  }
  loader.close();
  const numbered = `(SELECT rowid + 1 AS _row, * FROM ${loader.table})`;
  return {
    engine,
    files: [],
    parts: [{ files: [], columns: loader.columns, scan: loader.table, numbered: () => numbered }],
    unreadable: async () => ({ count: 0, first: [], relations: [] }),
    inspect: async () => undefined,
    mend: async () => false,
  };
}

function columnOf(name: string, rows: readonly Readonly<Record<string, unknown>>[]): LoadedColumn {
  const storages = new Set(rows.flatMap((row) => storageOf(cellOf(row, name)) ?? []));
  const [only] = storages;
  // A text may be a day or a time, as in JSON: a stored string is neither.
  if (storages.size === 1 && only && only !== 'string') return { name, storage: only, physical: only, wide: true };
  if (storages.size === 2 && storages.has('integer') && storages.has('float'))
    return { name, storage: 'float', physical: 'float' };
  return { name, storage: 'json', physical: 'mixed' };
}

/** Not what every object has, like its `constructor`. */
const cellOf = (row: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(row, name) ? row[name] : undefined;

/** Undefined for a missing value. */
function storageOf(value: unknown): Storage | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return 'float';
  return value instanceof Date && !Number.isNaN(value.getTime()) ? 'timestamp' : 'json';
}

function toLoaded(value: unknown, storage: Storage): LoadedValue {
  if (value === undefined || value === null) return null;
  if (storage === 'json') return toJson(value);
  if (storage === 'timestamp') return BigInt((value as Date).getTime()) * 1_000n;
  if (storage === 'float') return Number(value);
  return value as LoadedValue;
}

/** What JSON has no word for becomes its name as text: of the wrong type, but not missing. */
function toJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  const unspeakable =
    typeof value === 'number' ? !Number.isFinite(value) : value instanceof Date && Number.isNaN(value.getTime());
  return (unspeakable ? undefined : JSON.stringify(value)) ?? JSON.stringify(String(value));
}
