import type { Dialect } from '../dialect.ts';
import type { Storage } from '../table.ts';
import type { ColumnType } from '../types.ts';
import { duckdbFacets } from './facets.ts';

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** SQL ends at a zero byte. */
const text = (value: string): string =>
  value.includes('\0') ? `(${value.split('\0').map(quoted).join(' || chr(0) || ')})` : quoted(value);

const sqlTypes: Record<ColumnType, string> = {
  string: 'VARCHAR',
  category: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** The cast would take 24:00 for the next day, and the year 0000 for one before Christ. */
const isoTimestamp =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?';

/**
 * Text is an integer when it reads back the same (the quick way, which nearly every value takes), or when it
 * has a plus, leading zeros, surrounding blanks or an empty fraction: pandas writes a column of integers with
 * gaps as `2024.0`. DuckDB's own cast would round 12.7 and take 1e3, 0x1F and 1_000.
 */
function integerFromText(value: string): string {
  const cast = `TRY_CAST(${value} AS BIGINT)`;
  return (
    `CASE WHEN CAST(${cast} AS VARCHAR) = ${value} THEN ${cast} ` +
    `WHEN regexp_full_match(${value}, '[ \\t\\n\\v\\f\\r]*[+-]?[0-9]+([.]0*)?[ \\t\\n\\v\\f\\r]*') THEN ${cast} END`
  );
}

/** DuckDB's cast also takes 1_000 and +-1. */
function numberFromText(value: string): string {
  return `CASE WHEN contains(${value}, '_') OR contains(${value}, '+-') THEN NULL ELSE TRY_CAST(${value} AS DOUBLE) END`;
}

/** Only the canonical form reads back the same: 2024-1-5 and 2024/01/05 do not. */
function dateFromText(value: string): string {
  const cast = `TRY_CAST(${value} AS DATE)`;
  return `CASE WHEN length(${value}) = 10 AND CAST(${cast} AS VARCHAR) = ${value} THEN ${cast} END`;
}

/**
 * Without an offset the time is UTC. The quick way is for what DuckDB itself writes, in years of four digits; its cast
 * does not take an offset after minutes, as in 10:00Z.
 */
function timestampFromText(value: string): string {
  const withSeconds = `regexp_replace(${value}, '^(.{16})(Z|[+-].*)$', '\\1:00\\2')`;
  return (
    `CASE WHEN CAST(TRY_CAST(${value} AS TIMESTAMP) AS VARCHAR) = ${value} AND substr(${value}, 14, 1) = ':' THEN TRY_CAST(${value} AS TIMESTAMP) ` +
    `WHEN regexp_full_match(${value}, '${isoTimestamp}') AND NOT starts_with(${value}, '0000') THEN TRY_CAST(${withSeconds} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`
  );
}

function fromText(value: string, type: ColumnType): string {
  switch (type) {
    case 'string':
    case 'category':
      return value;
    case 'integer':
      return integerFromText(value);
    case 'number':
      return numberFromText(value);
    case 'boolean':
      return `CASE lower(${value}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'date':
      return dateFromText(value);
    case 'timestamp':
      return timestampFromText(value);
  }
}

/** JSON knows types: "2024" is not an integer and true is not 1. */
function fromJson(value: string, type: ColumnType): string {
  const kind = `json_type(${value})`;
  const string = `CASE WHEN ${kind} = 'VARCHAR' THEN ${value} ->> '$' END`;
  switch (type) {
    case 'string':
    case 'category':
      return string;
    case 'integer':
      return `CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT') THEN TRY_CAST(${value} AS BIGINT) WHEN ${kind} = 'DOUBLE' THEN ${integral(`TRY_CAST(${value} AS DOUBLE)`)} END`;
    case 'number':
      return `CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE') THEN TRY_CAST(${value} AS DOUBLE) END`;
    case 'boolean':
      return `CASE WHEN ${kind} = 'BOOLEAN' THEN TRY_CAST(${value} AS BOOLEAN) END`;
    case 'date':
    case 'timestamp':
      return fromText(string, type);
  }
}

const integral = (number: string): string =>
  `CASE WHEN ${number} = floor(${number}) AND abs(${number}) < 9223372036854775807 THEN CAST(${number} AS BIGINT) END`;

/** Storages that hold a type as it is, and those whose values may happen to be of it. */
function fromStored(value: string, storage: Storage, type: ColumnType): string {
  switch (type) {
    case 'string':
    case 'category':
      return storage === 'string' ? `CAST(${value} AS VARCHAR)` : 'NULL';
    case 'integer':
      if (storage === 'integer') return `TRY_CAST(${value} AS BIGINT)`;
      return storage === 'float' || storage === 'decimal' ? integral(`CAST(${value} AS DOUBLE)`) : 'NULL';
    case 'number':
      return storage === 'integer' || storage === 'float' || storage === 'decimal'
        ? `CAST(${value} AS DOUBLE)`
        : 'NULL';
    case 'boolean':
      return storage === 'boolean' ? value : 'NULL';
    case 'date':
      if (storage === 'date') return value;
      // pandas stores days as timestamps at midnight
      return storage === 'timestamp'
        ? `CASE WHEN CAST(CAST(${value} AS DATE) AS TIMESTAMP) = ${value} THEN CAST(${value} AS DATE) END`
        : 'NULL';
    case 'timestamp':
      return storage === 'timestamp' ? `CAST(${value} AS TIMESTAMP)` : 'NULL';
  }
}

export const duckdbDialect: Dialect = {
  text,
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  literal(type, value) {
    if (type === 'timestamp') {
      const stated = text(String(value));
      return `coalesce(${timestampFromText(stated)}, CAST(${dateFromText(stated)} AS TIMESTAMP))`;
    }
    return `CAST(${text(String(value))} AS ${sqlTypes[type]})`;
  },
  typed(value, storage, type) {
    const typed =
      storage === 'text'
        ? fromText(value, type)
        : storage === 'json'
          ? fromJson(value, type)
          : fromStored(value, storage, type);
    return typed === 'NULL' ? `CAST(NULL AS ${sqlTypes[type]})` : typed;
  },
  present: (value, storage) =>
    storage === 'json' ? `(${value} IS NOT NULL AND json_type(${value}) <> 'NULL')` : `(${value} IS NOT NULL)`,
  display(value, storage) {
    if (storage === 'binary') return `('binary, ' || octet_length(${value}) || ' bytes')`;
    return `CAST(${value} AS VARCHAR)`;
  },
  isFinite: (number) => `isfinite(${number})`,
  isNaN: (number) => `isnan(${number})`,
  length: (value) => `length(${value})`,
  matches: (value, pattern) => `regexp_full_match(${value}, ${text(pattern)})`,
  hash: (values) => `hash(${values.join(', ')})`,
  // FILTER would pick out the rows anew for each of a hundred counts; without any row, count_if knows no number
  countIf: (condition) => `coalesce(count_if(${condition}), 0)`,
  countDistinct: (value) => `count(DISTINCT ${value})`,
  step(value, type, every) {
    const origin = type === 'integer' ? value : `epoch_ms(TRY_CAST(${value} AS TIMESTAMP))`;
    return `CAST(floor(${origin} / ${every}) AS BIGINT)`;
  },
  // dates reach further than timestamps
  epoch: (value) => `epoch_ms(TRY_CAST(${value} AS TIMESTAMP))`,
  facets: duckdbFacets,
};
