import type { DuckDBEngine } from '../duckdb/engine.ts';
import type { ReadOptions, SourceFile } from '../source.ts';
import type { Part, Unreadable } from '../table.ts';

export interface Opened {
  readonly parts: readonly Part[];
  /** Asked after the scan of all parts. */
  unreadable(): Promise<Unreadable>;
  /** Checks of the files themselves that run beside the scan, like whether a compressed stream is whole. */
  intact?(): Promise<void>;
}

/** One for each format; `readers.ts` is their list. */
export type Reader = (engine: DuckDBEngine, files: readonly SourceFile[], options: ReadOptions) => Promise<Opened>;

export const nothingUnreadable = async (): Promise<Unreadable> => ({ count: 0, first: [], relations: [] });

/** A path as DuckDB reads it literally: characters of its globs stand in brackets. */
export function literalPath(engine: DuckDBEngine, file: SourceFile): string {
  return engine.dialect.text(file.absolute.replace(/[*?[]/g, '[$&]'));
}

export function literalPaths(engine: DuckDBEngine, files: readonly SourceFile[]): string {
  return `[${files.map((file) => literalPath(engine, file)).join(', ')}]`;
}

/** Files with the same value of `shape` are read by one scan. */
export function groupByShape<Item>(items: readonly Item[], shape: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = shape(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
