import type { Dialect } from './dialect.ts';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Row = { readonly [column: string]: Value };

/** Some rows of a column of doubles. */
export interface NumberColumn {
  /** What stands here for a missing value means nothing. */
  readonly values: Float64Array;
  /** 1 where the value is missing; null where none is. */
  readonly missing: Uint8Array | null;
}

export interface Progress {
  /** 0 to 100; undefined while the engine cannot tell. */
  readonly percentage: number | undefined;
}

/**
 * What reduces data to numbers. SQL reduces, TypeScript judges: a caller asks for sufficient statistics,
 * never for the rows of a table. What every engine must get right is in `engine.suite.ts`.
 */
export interface Engine {
  readonly dialect: Dialect;
  query(sql: string): Promise<Row[]>;
  /**
   * Lets columns of doubles go by, some thousand rows at a time and in the order of the data: for what is counted faster
   * here than in SQL. What is handed over may not be kept.
   */
  streamNumbers(sql: string, visit: (columns: readonly NumberColumn[], rows: number) => void): Promise<void>;
  progress(): Progress;
  close(): void;
}
