import type { Dialect } from '../data/dialect.ts';
import { findColumn, type Part, type Storage, type Table } from '../data/table.ts';
import type { ColumnType } from '../data/types.ts';

/** A column as it is used: by this name in SQL, read as this type. */
export interface UsedColumn {
  readonly as: string;
  readonly column: string;
  /**
   * `text` is the value as a person writes it, so that 7, 7.0 and "7" are one id; `flag` is a number, of true 1 and of
   * false 0; a timestamp may be a day, which begins at midnight, and `until` is the same time with days that end there.
   */
  readonly type: ColumnType | 'text' | 'flag' | 'until';
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
  const [sql, storage]: [string, Storage] = stored ? [stored.sql, stored.storage] : ['NULL', 'other'];
  switch (type) {
    case 'text':
      return `${stored ? textOf(dialect, sql, storage) : 'CAST(NULL AS VARCHAR)'} AS ${as}`;
    case 'flag':
      return `coalesce(${dialect.typed(sql, storage, 'number')}, CAST(${dialect.typed(sql, storage, 'boolean')} AS DOUBLE)) AS ${as}`;
    case 'timestamp':
      return `${timeOf(dialect, sql, storage)} AS ${as}`;
    case 'until':
      return `${endOf(timeOf(dialect, sql, storage))} AS ${as}`;
    default:
      return `${dialect.typed(sql, storage, type)} AS ${as}`;
  }
}

const timeOf = (dialect: Dialect, sql: string, storage: Storage): string =>
  `coalesce(${dialect.typed(sql, storage, 'timestamp')}, CAST(${dialect.typed(sql, storage, 'date')} AS TIMESTAMP))`;

/** Days are also stored as timestamps at midnight. */
const endOf = (time: string): string =>
  `CASE WHEN ${time} = date_trunc('day', ${time}) THEN ${time} + INTERVAL 1 DAY ELSE ${time} END`;

/** A whole number has no point, however it is stored, and a text of JSON has no quotes. */
function textOf(dialect: Dialect, sql: string, storage: Storage): string {
  const shown = dialect.display(sql, storage);
  const whole = `CAST(${dialect.typed(sql, storage, 'integer')} AS VARCHAR)`;
  if (storage === 'float' || storage === 'decimal') return `coalesce(${whole}, ${shown})`;
  if (storage !== 'json') return shown;
  const text = dialect.typed(sql, storage, 'string');
  return `CASE WHEN ${dialect.present(sql, storage)} THEN coalesce(${text}, ${whole}, ${shown}) END`;
}
