import type { DuckDBEngine } from './duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn, type LoadedValue } from './duckdb/loader.ts';
import type { Storage, Table } from './table.ts';

/** Rows that are in memory already, as a table: each column as what all of its values are, else a type per cell. */
export function openRows(engine: DuckDBEngine, rows: readonly Readonly<Record<string, unknown>>[]): Promise<Table> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return openCells(engine, names, rows.length, (name) => (row) => cellOf(rows[row] ?? {}, name));
}

/** The same from columns, which must be of one length. */
export function openColumns(
  engine: DuckDBEngine,
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
): Promise<Table> {
  const lengths = Object.values(columns).map(({ length }) => length);
  return openCells(engine, Object.keys(columns), Math.max(0, ...lengths), (name) => {
    const values = columns[name] ?? [];
    return (row) => values[row];
  });
}

type CellAt = (row: number) => unknown;

async function openCells(
  engine: DuckDBEngine,
  names: readonly string[],
  rows: number,
  cellsOf: (name: string) => CellAt,
): Promise<Table> {
  const columns = names.map((name) => {
    const cell = cellsOf(name);
    return { ...columnOf(name, rows, cell), cell };
  });
  const loader = await createLoader(engine, columns);
  for (let start = 0; start < rows; start += chunkRows) {
    const size = Math.min(chunkRows, rows - start);
    loader.append(
      columns.map(({ storage, cell }) =>
        Array.from({ length: size }, (_, index) => toLoaded(cell(start + index), storage)),
      ),
      size,
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

function columnOf(name: string, rows: number, cell: CellAt): LoadedColumn {
  const storages = new Set<Storage>();
  for (let row = 0; row < rows; row += 1) {
    const storage = storageOf(cell(row));
    if (storage) storages.add(storage);
  }
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
