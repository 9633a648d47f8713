import { afterAll, beforeAll } from 'vitest';
import { type DuckDBEngine, type DuckDBOptions, openDuckDB } from '../../data/duckdb/engine.ts';
import { openColumns } from '../../data/rows.ts';
import type { ReadOptions } from '../../data/source.ts';
import type { Table } from '../../data/table.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { csvOf, openFiles } from './tables.ts';

export type Cell = string | number | boolean | null;

/** An engine and a folder for the tests of one file, and the ways to a table in them. */
export function place(options: DuckDBOptions = {}) {
  let [engine, folder]: [DuckDBEngine | undefined, Folder | undefined] = [undefined, undefined];
  let written = 0;
  beforeAll(async () => {
    [engine, folder] = [await openDuckDB(options), createFolder()];
  });
  afterAll(() => {
    engine?.close();
    folder?.remove();
  });
  const opened = (): { engine: DuckDBEngine; folder: Folder } => {
    if (!engine || !folder) throw new Error('expected to be asked within a test');
    return { engine, folder };
  };
  const files = (names: readonly string[], reading: ReadOptions = {}): Promise<Table> =>
    openFiles(opened().engine, opened().folder, names, reading);
  const newName = (ending: string): string => {
    written += 1;
    return `${written}.${ending}`;
  };
  const text = (content: string, ending = 'csv'): Promise<Table> => {
    const name = newName(ending);
    opened().folder.write(name, content);
    return files([name]);
  };
  return {
    engine: (): DuckDBEngine => opened().engine,
    folder: (): Folder => opened().folder,
    /** Files of the folder as one table. */
    files,
    /** A file with this text. */
    text,
    /** A CSV file. */
    csv: (columns: Readonly<Record<string, readonly Cell[]>>): Promise<Table> => text(csvOf(columns)),
    /** A Parquet file of what a query answers. */
    async parquet(query: string): Promise<Table> {
      const name = newName('parquet');
      const { engine, folder } = opened();
      await engine.query(`COPY (${query}) TO '${folder.path}/${name}' (FORMAT parquet)`);
      return files([name]);
    },
    /** Columns in memory. */
    columns: (columns: Readonly<Record<string, ArrayLike<unknown>>>): Promise<Table> =>
      openColumns(opened().engine, columns),
  };
}
