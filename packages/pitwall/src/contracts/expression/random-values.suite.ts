import fc from 'fast-check';
import type { ColumnType } from '../config.ts';
import { textSql } from './text.ts';
import type { Value } from './typed.ts';

const dayMilliseconds = 86_400_000;

export const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'A', 'b', 'final', 'FINAL', 'ab', ' a ', 'É', 'ß', 'İ', 'ς', '😀') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "o'brien",
      '\u00a0a\n',
      '\r',
      '\uffff',
      'e\u0301',
      '\ufeffa',
      "'; drop table t; --",
      'a\\b',
      '2025-03-01',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.replaceAll('\0', '')) },
);
export const integer = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());
export const magnitude = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 0.5, 1.5, 2.5, 0.1, 0.2, 1.005, 2.675, 0.49999999999999994),
  fc.constantFrom(5e-324, 1.7976931348623157e308, 1e21, 2 ** 53, 1e-7),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);
const number = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(magnitude, fc.constantFrom(1, -1)).map(([size, sign]) => size * sign) },
  { weight: 2, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0) },
);
const dayNumber = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 20_146, max: 20_152 }) },
  { weight: 2, arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0, 11_016, 106_751_991, 106_751_992, -106_751_991, -106_751_992, 2e9) },
);
const date = fc.oneof(
  { weight: 9, arbitrary: dayNumber.map((day) => day * dayMilliseconds) },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const timestamp = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 20_146, max: 20_152 }).map((day) => day * dayMilliseconds) },
  { weight: 3, arbitrary: fc.integer({ min: -8.7e15, max: 8.7e15 }).map((microseconds) => microseconds / 1_000) },
  { weight: 1, arbitrary: fc.constantFrom(-0.001, -1, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const valuesByType: Readonly<Record<ColumnType, fc.Arbitrary<string | number | boolean>>> = {
  string: text,
  category: text,
  integer,
  number,
  boolean: fc.boolean(),
  date,
  timestamp,
};

type Columns = ReadonlyMap<string, ColumnType>;
export type Row = readonly Value[];

/** One value for each column in turn, and a null now and then. */
export function rowOf(columns: Columns): fc.Arbitrary<Row> {
  return fc.tuple(...[...columns.values()].map((type) => fc.option(valuesByType[type], { freq: 5 })));
}

/** The rows as a table `t` of DuckDB. */
export function tableSql(columns: Columns, rows: readonly Row[]): string {
  const typed = rows.map((cells) =>
    [...columns.values()].map((type, index) => `CAST(${valueSql(cells[index] ?? null, type)} AS ${sqlTypes[type]})`),
  );
  const names = [...columns.keys()].map(columnSql).join(', ');
  return `(VALUES ${typed.map((cells) => `(${cells.join(', ')})`).join(', ')}) t(${names})`;
}

export function columnSql(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function valueSql(value: Value, type: ColumnType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return textSql(value);
  if (typeof value === 'boolean') return String(value);
  if (type === 'integer') return String(value);
  if (type === 'number') return `CAST('${Object.is(value, -0) ? '-0.0' : value}' AS DOUBLE)`;
  if (!Number.isFinite(value)) return `'${value > 0 ? '' : '-'}infinity'`;
  if (type === 'date') return `DATE '1970-01-01' + ${value / dayMilliseconds}`;
  return `make_timestamp(${BigInt(Math.round(value * 1_000))})`;
}

const sqlTypes = {
  string: 'VARCHAR',
  category: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
} as const;
