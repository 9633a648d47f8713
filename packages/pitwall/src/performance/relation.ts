import { findColumn, type Part, type Table } from '../data/table.ts';
import type { ColumnType } from '../data/types.ts';

/** A column as it is used: by this name in SQL, read as this type. */
export interface UsedColumn {
  readonly as: string;
  readonly column: string;
  /** `text` is the value as a person writes it, so that 7 and "7" are one id. */
  readonly type: ColumnType | 'text';
}

/** All files of a table with the used columns, and `nr`, the place of each row in them. */
export function relationOf(table: Table, columns: readonly UsedColumn[]): string {
  const parts = table.parts.map(
    (part) => `SELECT ${columns.map((used) => cellOf(table, part, used)).join(', ')} FROM ${part.scan}`,
  );
  return `SELECT *, row_number() OVER () AS nr FROM (${parts.join(' UNION ALL ')})`;
}

function cellOf({ engine: { dialect } }: Table, part: Part, { as, column, type }: UsedColumn): string {
  const stored = findColumn(part, column);
  if (!stored) return `${type === 'text' ? 'CAST(NULL AS VARCHAR)' : dialect.typed('NULL', 'other', type)} AS ${as}`;
  const value =
    type === 'text' ? dialect.display(stored.sql, stored.storage) : dialect.typed(stored.sql, stored.storage, type);
  return `${value} AS ${as}`;
}
