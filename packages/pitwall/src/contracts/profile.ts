import type { Dialect } from '../data/dialect.ts';
import type { Row } from '../data/engine.ts';
import { scanWhole } from '../data/open.ts';
import { columnNames, findColumn, type Storage, type Table } from '../data/table.ts';
import { type ColumnType, columnTypes, orderedTypes } from '../data/types.ts';
import { storedColumns } from './plan.ts';

/** What types a column might be of. */
export interface ColumnFits {
  readonly name: string;
  readonly storages: readonly Storage[];
  /** Whether all files have it. */
  readonly everywhere: boolean;
  readonly rows: number;
  readonly present: number;
  /** How many values are of each type. */
  readonly fits: Readonly<Record<ColumnType, number>>;
  /** Texts like 007, which would lose something as numbers. */
  readonly padded: number;
}

/** What a column looks like, without a contract to hold it against. */
export interface ProfiledColumn extends ColumnFits {
  readonly minimum: Readonly<Partial<Record<ColumnType, string>>>;
  readonly maximum: Readonly<Partial<Record<ColumnType, string>>>;
  readonly infinite: number;
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

export function profileTable(table: Table, options: ProfileOptions = {}): Promise<ProfiledColumn[]> {
  const { dialect } = table.engine;
  const asked = (index: number): string[] => [...fitsOf(dialect, index), ...shapeOf(dialect, index)];
  return profileColumns(table, options, asked, (row, column) => ({
    ...readFits(table, row, column),
    ...readShape(row, column),
  }));
}

/** Only as what types the values can be read: a fraction of the work. */
export function profileTypes(table: Table, options: ProfileOptions = {}): Promise<ColumnFits[]> {
  const { dialect } = table.engine;
  return profileColumns(
    table,
    options,
    (index) => fitsOf(dialect, index),
    (row, column) => readFits(table, row, column),
  );
}

interface Place {
  readonly name: string;
  /** Among the columns of a scan. */
  readonly index: number;
}

async function profileColumns<Profile>(
  table: Table,
  options: ProfileOptions,
  aggregates: (index: number) => readonly string[],
  read: (row: Row, column: Place) => Profile,
): Promise<Profile[]> {
  const names = options.names ?? columnNames(table);
  const limit = options.rows === undefined ? '' : ` LIMIT ${options.rows}`;
  return scanWhole(table, async () => {
    const profiles: Profile[] = [];
    for (let start = 0; start < names.length; start += columnsPerScan) {
      const some = names.slice(start, start + columnsPerScan);
      const [row = {}] = await table.engine.query(
        `SELECT ${some.flatMap((_, index) => aggregates(index)).join(', ')} FROM (${candidates(table, some)}${limit})`,
      );
      profiles.push(...some.map((name, index) => read(row, { name, index })));
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

function fitsOf(dialect: Dialect, index: number): string[] {
  return [
    `count(p${index}) AS rows${index}`,
    `${dialect.countIf(`p${index}`)} AS present${index}`,
    ...columnTypes.map((type) => `count(${type}${index}) AS n_${type}${index}`),
    `${dialect.countIf(dialect.matches(`string${index}`, '[+-]?0[0-9]+'))} AS padded${index}`,
  ];
}

function shapeOf(dialect: Dialect, index: number): string[] {
  const finite = (type: ColumnType): string =>
    type === 'number' ? `CASE WHEN ${dialect.isFinite(`number${index}`)} THEN number${index} END` : `${type}${index}`;
  return [
    ...orderedTypes.flatMap((type) => [
      `CAST(min(${finite(type)}) AS VARCHAR) AS min_${type}${index}`,
      `CAST(max(${finite(type)}) AS VARCHAR) AS max_${type}${index}`,
    ]),
    `${dialect.countIf(`NOT ${dialect.isFinite(`number${index}`)}`)} AS infinite${index}`,
    `max(${dialect.length(`string${index}`)}) AS longest${index}`,
    `approx_count_distinct(s${index}) AS different${index}`,
  ];
}

const numberIn = (row: Row, key: string, index: number): number => Number(row[`${key}${index}`] ?? 0);

function readFits(table: Table, row: Row, { name, index }: Place): ColumnFits {
  return {
    name,
    storages: [...new Set(table.parts.flatMap((part) => findColumn(part, name)?.storage ?? []))],
    everywhere: table.parts.every((part) => findColumn(part, name)),
    rows: numberIn(row, 'rows', index),
    present: numberIn(row, 'present', index),
    fits: Object.fromEntries(columnTypes.map((type) => [type, numberIn(row, `n_${type}`, index)])) as Record<
      ColumnType,
      number
    >,
    padded: numberIn(row, 'padded', index),
  };
}

function readShape(row: Row, { index }: Place): Omit<ProfiledColumn, keyof ColumnFits> {
  const texts = (key: string): Partial<Record<ColumnType, string>> =>
    Object.fromEntries(
      orderedTypes.flatMap((type) =>
        row[`${key}_${type}${index}`] == null ? [] : [[type, String(row[`${key}_${type}${index}`])]],
      ),
    );
  return {
    minimum: texts('min'),
    maximum: texts('max'),
    infinite: numberIn(row, 'infinite', index),
    longest: row[`longest${index}`] == null ? null : numberIn(row, 'longest', index),
    different: numberIn(row, 'different', index),
  };
}
