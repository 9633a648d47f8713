import type { Storage } from '../table.ts';

const storages: readonly (readonly [RegExp, Storage])[] = [
  [/\[\d*\]$|^(STRUCT|MAP|LIST|UNION|VARIANT)\b/, 'nested'],
  [/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/, 'integer'],
  [/^DECIMAL/, 'decimal'],
  [/^(FLOAT|DOUBLE)$/, 'float'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP/, 'timestamp'],
  [/^(VARCHAR|UUID)$|^ENUM/, 'string'],
  [/^JSON$/, 'json'],
  [/^(BLOB|BIT)$/, 'binary'],
];

/** The way DuckDB stores a type, for a name like `DECIMAL(10,2)` or `INTEGER[]`. */
export function storageOf(physical: string): Storage {
  return storages.find(([pattern]) => pattern.test(physical))?.[1] ?? 'other';
}
