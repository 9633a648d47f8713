import type { DuckDBEngine } from '../duckdb/engine.ts';
import type { ReadOptions, SourceFile } from '../source.ts';
import type { Part, Unreadable, UnreadableRecord } from '../table.ts';

export interface Opened {
  readonly parts: readonly Part[];
  /** Asked after the scan of all parts. */
  unreadable(): Promise<Unreadable>;
  /** Looks at the bytes of the files, beside the scan, for what DuckDB would not notice. */
  inspect?(): Promise<void>;
  /** Reads files another way from now on that DuckDB stumbled over, or all; false where nothing was to do. */
  mend?(always: boolean): Promise<boolean>;
}

/** One for each format; `readers.ts` is their list. */
export type Reader = (engine: DuckDBEngine, files: readonly SourceFile[], options: ReadOptions) => Promise<Opened>;

export const nothingUnreadable = async (): Promise<Unreadable> => ({ count: 0, first: [], relations: [] });

/** A path as DuckDB reads it literally: characters of its globs stand in brackets. */
export function pathSql(engine: DuckDBEngine, path: string): string {
  return engine.dialect.text(path.replace(/[*?[]/g, '[$&]'));
}

export function pathsSql(engine: DuckDBEngine, paths: readonly string[]): string {
  return `[${paths.map((path) => pathSql(engine, path)).join(', ')}]`;
}

export function literalPaths(engine: DuckDBEngine, files: readonly SourceFile[]): string {
  return pathsSql(
    engine,
    files.map(({ absolute }) => absolute),
  );
}

/** Records that are shown of those that could not be read. */
const exampleRecords = 5;

/** What relations of unreadable records hold. */
export async function unreadableOf(engine: DuckDBEngine, relations: readonly string[]): Promise<Unreadable> {
  let count = 0;
  const first: UnreadableRecord[] = [];
  for (const relation of relations) {
    const [total] = await engine.query(`SELECT count(*) AS records FROM ${relation}`);
    count += Number(total?.records ?? 0);
    if (first.length >= exampleRecords) continue;
    const found = await engine.query(
      `SELECT file, line, text, problem FROM ${relation} ORDER BY file, line LIMIT ${exampleRecords - first.length}`,
    );
    first.push(
      ...found.map(({ file, line, text, problem }) => ({
        file: String(file),
        line: Number(line),
        text: String(text),
        problem: String(problem),
      })),
    );
  }
  return { count, first, relations };
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
