import { columnNames, findColumn, type Part, type Table } from '../data/table.ts';
import type { ComparedColumn } from './columns.ts';
import { type ColumnFacets, facetsOfColumn } from './facets.ts';

/** Columns at their places in SQL: `p0` whether there is a value, `v0` the value as its type. */
export interface Cells {
  readonly table: Table;
  readonly columns: readonly ComparedColumn[];
  readonly facets: readonly ColumnFacets[];
  readonly dimensions: Dimensions;
  /** A relation with the cells of all files. */
  readonly source: string;
  /** Places whose values can be of another type than is asked for, because a file holds them as text, or otherwise. */
  readonly doubtful: readonly number[];
}

/** How long the vectors of each column are; 0 where it has none. */
export type Dimensions = ReadonlyMap<string, number>;

export function cellsOf(table: Table, columns: readonly ComparedColumn[], dimensions: Dimensions): Cells {
  const { dialect } = table.engine;
  return {
    table,
    columns,
    dimensions,
    facets: columns.map((column, index) =>
      facetsOfColumn(column, `v${index}`, dialect, dimensions.get(column.name) ?? 0),
    ),
    source: table.parts.map((part) => cellsOfPart(table, part, columns, dimensions)).join('\nUNION ALL\n'),
    doubtful: columns.flatMap((column, index) => (isDoubtful(table, column) ? [index] : [])),
  };
}

function cellsOfPart(table: Table, part: Part, columns: readonly ComparedColumn[], dimensions: Dimensions): string {
  const { dialect } = table.engine;
  const cells = columns.flatMap(({ name, type }, index) => {
    const stored = findColumn(part, name);
    const length = dimensions.get(name) ?? 0;
    if (!stored) {
      const nothing = type === 'vector' ? 'CAST(NULL AS DOUBLE[])' : dialect.typed('NULL', 'other', type);
      return [`CAST(NULL AS BOOLEAN) AS p${index}`, `${nothing} AS v${index}`];
    }
    const value = type === 'vector' ? vectorOf(stored.sql, length) : dialect.typed(stored.sql, stored.storage, type);
    return [`${dialect.present(stored.sql, stored.storage)} AS p${index}`, `${value} AS v${index}`];
  });
  return `SELECT ${cells.length > 0 ? cells.join(', ') : '1 AS nothing'} FROM ${part.scan}`;
}

const asVector = (sql: string): string => `TRY_CAST(${sql} AS DOUBLE[])`;

/**
 * Vectors of this length. The lambda has the value read once, and the filtered list is the answer, since DuckDB refuses
 * gaps even in lists that a CASE has left out.
 */
function vectorOf(sql: string, length: number): string {
  const finite = 'list_filter(vector, lambda x: isfinite(x))';
  const whole = `len(vector) = ${length} AND len(${finite}) = ${length} AND ${length} > 0`;
  return `list_transform([${asVector(sql)}], lambda vector: CASE WHEN ${whole} THEN ${finite} END)[1]`;
}

/** How long most vectors of a column are. */
export async function dimensionsOf(table: Table, columns: readonly ComparedColumn[]): Promise<Dimensions> {
  const dimensions = new Map<string, number>();
  for (const { name } of columns.filter(({ kind }) => kind === 'vector')) {
    const source = table.parts.flatMap((part) => {
      const stored = findColumn(part, name);
      return stored ? [`SELECT len(${asVector(stored.sql)}) AS n FROM ${part.scan}`] : [];
    });
    const [row] = await table.engine.query(
      `SELECT n FROM (${source.join(' UNION ALL ')}) WHERE n > 0 GROUP BY n ORDER BY count(*) DESC, n LIMIT 1`,
    );
    dimensions.set(name, Number(row?.n ?? 0));
  }
  return dimensions;
}

/** Storages that hold a type as it is, so that no value can be of another. */
const exact: Readonly<Record<string, readonly string[]>> = {
  integer: ['integer'],
  number: ['integer', 'decimal', 'float'],
  boolean: ['boolean'],
  date: ['date'],
  timestamp: ['timestamp'],
  string: ['string', 'text'],
  category: ['string', 'text'],
};

function isDoubtful(table: Table, { name, type }: ComparedColumn): boolean {
  return table.parts.some((part) => {
    const stored = findColumn(part, name);
    return stored !== undefined && !exact[type]?.includes(stored.storage);
  });
}

/** Those of the columns that any file has. */
export function columnsIn(table: Table, columns: readonly ComparedColumn[]): ComparedColumn[] {
  const names = new Set(columnNames(table));
  return columns.filter(({ name }) => names.has(name));
}
