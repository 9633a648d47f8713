import type { Dialect } from './dialect.ts';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Row = { readonly [column: string]: Value };

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
  progress(): Progress;
  close(): void;
}
