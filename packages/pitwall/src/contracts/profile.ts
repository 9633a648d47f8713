import type { Dialect } from '../data/dialect.ts';
import type { Row } from '../data/engine.ts';
import { scanWhole } from '../data/open.ts';
import { columnNames, findColumn, type Storage, type Table } from '../data/table.ts';
import { type ColumnType, columnTypes, orderedTypes } from '../data/types.ts';
import { storedColumns } from './plan.ts';

/** What a column looks like, without a contract to hold it against. */
export interface ProfiledColumn {
  readonly name: string;
  readonly storages: readonly Storage[];
  /** Whether all files have it. */
  readonly everywhere: boolean;
  readonly rows: number;
  readonly present: number;
  /** How many values are of each type. */
  readonly fits: Readonly<Record<ColumnType, number>>;
  readonly minimum: Readonly<Partial<Record<ColumnType, string>>>;
  readonly maximum: Readonly<Partial<Record<ColumnType, string>>>;
  readonly infinite: number;
  /** Texts like 007, which would lose something as numbers. */
  readonly padded: number;
  readonly longest: number | null;
  /** About how many different values. */
  readonly different: number;
}

const columnsPerScan = 100;

export interface ProfileOptions {
  /** These columns only. */
  readonly names?: readonly string[];
  /** The first rows only. */
  readonly rows?: number;
}

export async function profileTable(table: Table, options: ProfileOptions = {}): Promise<ProfiledColumn[]> {
  const names = options.names ?? columnNames(table);
  const limit = options.rows === undefined ? '' : ` LIMIT ${options.rows}`;
  const { dialect } = table.engine;
  return scanWhole(table, async () => {
    const profiles: ProfiledColumn[] = [];
    for (let start = 0; start < names.length; start += columnsPerScan) {
      const some = names.slice(start, start + columnsPerScan);
      const [row = {}] = await table.engine.query(
        `SELECT ${some.flatMap((_, index) => aggregates(dialect, index)).join(', ')} FROM (${candidates(table, some)}${limit})`,
      );
      profiles.push(...some.map((name, index) => readProfile(table, name, index, row)));
    }
    return profiles;
  });
}

/** Each column as every type it might be. */
function candidates(table: Table, names: readonly string[]): string {
  const { dialect } = table.engine;
  return table.parts
    .map((part) => {
      const columns = storedColumns(part);
      const cells = names.flatMap((name, index) => {
        const stored = columns.get(name);
        const [sql, storage] = stored ? [stored.sql, stored.storage] : ['NULL', 'other' as const];
        return [
          `${stored ? dialect.present(sql, storage) : 'CAST(NULL AS BOOLEAN)'} AS p${index}`,
          `${stored ? dialect.display(sql, storage) : 'NULL'} AS s${index}`,
          ...columnTypes.map((type) => `${dialect.typed(sql, storage, type)} AS ${type}${index}`),
        ];
      });
      return `SELECT ${cells.join(', ')} FROM ${part.scan}`;
    })
    .join(' UNION ALL ');
}

function aggregates(dialect: Dialect, index: number): string[] {
  const finite = (type: ColumnType): string =>
    type === 'number' ? `CASE WHEN ${dialect.isFinite(`number${index}`)} THEN number${index} END` : `${type}${index}`;
  return [
    `count(p${index}) AS rows${index}`,
    `${dialect.countIf(`p${index}`)} AS present${index}`,
    ...columnTypes.map((type) => `count(${type}${index}) AS n_${type}${index}`),
    ...orderedTypes.flatMap((type) => [
      `CAST(min(${finite(type)}) AS VARCHAR) AS min_${type}${index}`,
      `CAST(max(${finite(type)}) AS VARCHAR) AS max_${type}${index}`,
    ]),
    `${dialect.countIf(`NOT ${dialect.isFinite(`number${index}`)}`)} AS infinite${index}`,
    `${dialect.countIf(dialect.matches(`string${index}`, '[+-]?0[0-9]+'))} AS padded${index}`,
    `max(${dialect.length(`string${index}`)}) AS longest${index}`,
    `approx_count_distinct(s${index}) AS different${index}`,
  ];
}

function readProfile(table: Table, name: string, index: number, row: Row): ProfiledColumn {
  const number = (key: string): number => Number(row[`${key}${index}`] ?? 0);
  const texts = (key: string): Partial<Record<ColumnType, string>> =>
    Object.fromEntries(
      orderedTypes.flatMap((type) =>
        row[`${key}_${type}${index}`] == null ? [] : [[type, String(row[`${key}_${type}${index}`])]],
      ),
    );
  return {
    name,
    storages: [...new Set(table.parts.flatMap((part) => findColumn(part, name)?.storage ?? []))],
    everywhere: table.parts.every((part) => findColumn(part, name)),
    rows: number('rows'),
    present: number('present'),
    fits: Object.fromEntries(columnTypes.map((type) => [type, number(`n_${type}`)])) as Record<ColumnType, number>,
    minimum: texts('min'),
    maximum: texts('max'),
    infinite: number('infinite'),
    padded: number('padded'),
    longest: row[`longest${index}`] == null ? null : number('longest'),
    different: number('different'),
  };
}
