import type { Dialect } from '../data/dialect.ts';
import type { Part, StoredColumn } from '../data/table.ts';
import type { PlacedColumns } from './file-columns.ts';

/** One column: each row as the JSON of an event. A cell that is null stands in it as null. */
export function eventSql(dialect: Dialect, { scan }: Part, { keys, classes, features }: PlacedColumns): string {
  const object = (cells: Iterable<readonly [string, string]>): string =>
    `json_object(${[...cells].map(([name, sql]) => `${dialect.text(name)}, ${sql}`).join(', ')})`;
  const each = (
    columns: ReadonlyMap<string, StoredColumn>,
    sqlOf: (dialect: Dialect, column: StoredColumn) => string,
  ): (readonly [string, string])[] => [...columns].map(([name, column]) => [name, sqlOf(dialect, column)]);
  const cells = [...keys].map(([key, column]) => [key, keySql(dialect, key, column)] as const);
  if (classes.size > 0) cells.push(['prediction', object(each(classes, valueSql))]);
  if (features.size > 0) cells.push(['features', object(each(features, featureSql))]);
  return `SELECT CAST(${object(cells)} AS VARCHAR) FROM ${scan}`;
}

const names = new Set(['model', 'id', 'version', 'segment', 'user', 'item']);

function keySql(dialect: Dialect, key: string, column: StoredColumn): string {
  if (key === 'at') return timeSql(dialect, column);
  if (key === 'supersedes') return flagSql(dialect, column);
  return names.has(key) ? nameSql(dialect, column) : valueSql(dialect, column);
}

/** What is no time stays what it is, so that it is refused and not passed over. */
function timeSql(dialect: Dialect, column: StoredColumn): string {
  const { sql, storage } = column;
  const milliseconds = (time: string): string => `CAST(${dialect.epoch(time)} AS BIGINT)`;
  if (storage === 'date') return milliseconds(sql);
  if (storage === 'integer' || storage === 'float' || storage === 'decimal') return valueSql(dialect, column);
  return `coalesce(to_json(${milliseconds(dialect.typed(sql, storage, 'timestamp'))}), to_json(${valueSql(dialect, column)}))`;
}

const flagSql = (dialect: Dialect, { sql, storage }: StoredColumn): string =>
  `coalesce(to_json(${dialect.typed(sql, storage, 'boolean')}), to_json(${dialect.display(sql, storage)}))`;

/** pandas writes whole numbers with gaps as 7.0; the id is 7. */
function nameSql(dialect: Dialect, { sql, storage }: StoredColumn): string {
  const text = dialect.display(sql, storage);
  if (storage === 'json') return `${sql} ->> '$'`;
  if (storage !== 'float') return text;
  return `CASE WHEN ${sql} = floor(${sql}) AND abs(${sql}) < 9007199254740992 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE ${text} END`;
}

/** JSON has no word for a number that is none: as text it is refused by that name. */
function valueSql(dialect: Dialect, { sql, storage }: StoredColumn): string {
  const whenFinite = (number: string, otherwise: string): string =>
    `CASE WHEN ${dialect.isFinite(number)} THEN to_json(${number}) ELSE ${otherwise} END`;
  switch (storage) {
    case 'text':
      return whenFinite(dialect.typed(sql, storage, 'number'), `to_json(${sql})`);
    case 'float':
      return whenFinite(sql, `to_json(${dialect.display(sql, storage)})`);
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

/** A feature that is NaN or infinite is one that is missing, as everywhere in data frames. */
function featureSql(dialect: Dialect, column: StoredColumn): string {
  const { sql, storage } = column;
  if (storage === 'float') return `CASE WHEN ${dialect.isFinite(sql)} THEN ${sql} END`;
  if (storage !== 'text') return valueSql(dialect, column);
  const number = dialect.typed(sql, storage, 'number');
  return `CASE WHEN ${number} IS NULL THEN to_json(${sql}) WHEN ${dialect.isFinite(number)} THEN to_json(${number}) END`;
}

/** An event leaves out the key of an empty cell. The cells of a prediction stay: a class without a number is refused. */
export function valueOfRow(text: string, model: string | undefined): unknown {
  const cells = JSON.parse(text) as Record<string, unknown>;
  // keys of events and nothing else: what a file calls its columns is further in
  const event: Record<string, unknown> = model === undefined ? {} : { model };
  for (const key in cells) if (cells[key] !== null) event[key] = cells[key];
  return event;
}
