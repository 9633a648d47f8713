import type { DuckDBEngine } from './duckdb/engine.ts';
import type { SourceFile } from './source.ts';

/** How a format holds a column. `text` knows no types (CSV); `json` knows one per cell; the rest one per column. */
export type Storage =
  | 'text'
  | 'json'
  | 'string'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'binary'
  | 'nested'
  | 'other';

export interface StoredColumn {
  readonly name: string;
  readonly storage: Storage;
  /** The type in the words of the format, for messages. */
  readonly physical: string;
  /** What the column is called in SQL: its position, so that no name from a file gets there. */
  readonly sql: string;
}

/** Files of one shape, read by one scan; none where the rows were in memory. */
export interface Part {
  readonly files: readonly SourceFile[];
  readonly columns: readonly StoredColumn[];
  /** A relation with the columns of all files. */
  readonly scan: string;
  /** A relation with the columns of one file and `_row`, counted from 1; of rows in memory, without a file. */
  numbered(file: SourceFile | undefined): string;
}

/** A record that the reader could not take apart into fields. */
export interface UnreadableRecord {
  readonly file: string;
  readonly line: number | undefined;
  readonly text: string;
  readonly problem: string;
}

export interface Unreadable {
  readonly count: number;
  readonly first: readonly UnreadableRecord[];
  /** All of them, as relations with `file`, `line`, `text` and `problem`. */
  readonly relations: readonly string[];
}

/** One dataset as the engine sees it. */
export interface Table {
  readonly engine: DuckDBEngine;
  readonly files: readonly SourceFile[];
  readonly parts: readonly Part[];
  /** Records that could not be read in the scan that counted; known once a scan is over. */
  unreadable(): Promise<Unreadable>;
  /** Looks at the bytes of the files, once, for what the engine would not notice, like one that was cut off. */
  inspect(): Promise<void>;
  /** Reads files another way from now on that the engine stumbled over; false where there are none. */
  mend(always: boolean): Promise<boolean>;
}

export const columnSql = (position: number): string => `c${position}`;

/** Names of all parts, each once, in order of first appearance. */
export function columnNames(table: Table): string[] {
  return [...new Set(table.parts.flatMap((part) => part.columns.map((column) => column.name)))];
}

export function findColumn(part: Part, name: string): StoredColumn | undefined {
  return part.columns.find((column) => column.name === name);
}
