import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { columnSql, type Storage, type StoredColumn } from '../table.ts';
import { duckdb } from './api.ts';
import type { DuckDBEngine } from './engine.ts';

const { BIGINT, BLOB, BOOLEAN, DATE, DECIMAL, DOUBLE, HUGEINT, TIMESTAMP, VARCHAR } = duckdb;
const { DuckDBBlobValue, DuckDBDataChunk, DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue } = duckdb;

/** A value as a loader hands it over: times as microseconds since 1970, days as days. */
export type LoadedValue = string | number | bigint | boolean | Uint8Array | null;

export interface LoadedColumn {
  readonly name: string;
  readonly storage: Storage;
  readonly physical: string;
  /** Integers beyond 64 bits need the wider type. */
  readonly wide?: boolean;
  /** Kept exact; values come without their point. */
  readonly decimal?: { readonly width: number; readonly scale: number } | undefined;
}

/** Rows of a chunk; DuckDB's vectors hold no more. */
export const chunkRows = 2_048;

let tables = 0;

/** Rows that DuckDB cannot read by itself become a table of its own, a chunk at a time. */
export async function createLoader(engine: DuckDBEngine, columns: readonly LoadedColumn[]) {
  tables += 1;
  const table = `loaded_${tables}`;
  const types = columns.map((column) => loadedType(column));
  const definitions = columns.map((column, position) => `${columnSql(position)} ${sqlType(column, types[position])}`);
  await engine.query(`CREATE TABLE ${table} (${definitions.length > 0 ? definitions.join(', ') : 'c0 VARCHAR'})`);
  const appender = await engine.connection.createAppender(table);
  return {
    table,
    columns: columns.map(
      ({ name, storage, physical }, position): StoredColumn => ({ name, storage, physical, sql: columnSql(position) }),
    ),
    /** At most `chunkRows` rows, as columns. */
    append(values: readonly (readonly LoadedValue[])[], rows: number): void {
      const chunk = DuckDBDataChunk.create(types.length > 0 ? types : [VARCHAR], rows);
      if (columns.length === 0)
        chunk.setColumnValues(
          0,
          Array.from({ length: rows }, () => null),
        );
      columns.forEach((column, position) => {
        chunk.setColumnValues(
          position,
          (values[position] ?? []).map((value) => toDuckDB(value, column)),
        );
      });
      appender.appendDataChunk(chunk);
    },
    close(): void {
      appender.closeSync();
    },
  };
}

function loadedType({ storage, wide, decimal }: LoadedColumn): DuckDBType {
  if (decimal) return DECIMAL(decimal.width, decimal.scale);
  switch (storage) {
    case 'integer':
      return wide ? HUGEINT : BIGINT;
    case 'float':
    case 'decimal':
      return DOUBLE;
    case 'boolean':
      return BOOLEAN;
    case 'date':
      return DATE;
    case 'timestamp':
      return TIMESTAMP;
    case 'binary':
      return BLOB;
    default:
      return VARCHAR;
  }
}

/** The type of a JSON column is an alias of text that its functions ask for. */
const sqlType = ({ storage }: LoadedColumn, type: DuckDBType | undefined): string =>
  storage === 'json' ? 'JSON' : String(type);

function toDuckDB(value: LoadedValue, { storage, decimal }: LoadedColumn): DuckDBValue {
  if (value === null) return null;
  if (decimal && !(value instanceof Uint8Array))
    return new DuckDBDecimalValue(BigInt(value), decimal.width, decimal.scale);
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  if (storage === 'integer') return BigInt(value);
  if (storage === 'date') return new DuckDBDateValue(Number(value));
  if (storage === 'timestamp') return new DuckDBTimestampValue(BigInt(value));
  return value;
}
