import type { DuckDBEngine } from '../duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn } from '../duckdb/loader.ts';

/** Where records go that could not be taken apart: a table of the engine, however many they are. */
export interface RejectedLines {
  add(file: string, line: number, text: string, problem: string): void;
  /** Nothing can be added after it. A relation with `file`, `line`, `text` and `problem`. */
  close(): string;
}

const columns: readonly LoadedColumn[] = [
  { name: 'file', storage: 'string', physical: 'text' },
  { name: 'line', storage: 'integer', physical: 'integer' },
  { name: 'text', storage: 'string', physical: 'text' },
  { name: 'problem', storage: 'string', physical: 'text' },
];

export async function createRejectedLines(engine: DuckDBEngine): Promise<RejectedLines> {
  const loader = await createLoader(engine, columns);
  let rows: [string, number, string, string][] = [];
  const flush = (): void => {
    if (rows.length > 0)
      loader.append(
        columns.map((_, position) => rows.map((row) => row[position] ?? null)),
        rows.length,
      );
    rows = [];
  };
  return {
    add(file, line, text, problem) {
      rows.push([file, line, text, problem]);
      if (rows.length === chunkRows) flush();
    },
    close() {
      flush();
      loader.close();
      return `(SELECT c0 AS file, c1 AS line, c2 AS text, c3 AS problem FROM ${loader.table})`;
    },
  };
}
