import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countRows, createFolder, type Folder, readAll, zstd } from '../../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from '../duckdb/engine.ts';
import { openTable } from '../open.ts';
import { resolveSources } from '../source.ts';

const fixtures = new URL('fixtures/', import.meta.url).pathname;

let engine: DuckDBEngine;
let folder: Folder;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** Written by the engine itself, as others would. */
const write = (name: string, query: string) =>
  engine.query(`COPY (${query}) TO '${folder.path}/${name}' (FORMAT parquet)`);

describe('a Parquet file', () => {
  it('keeps the types of its columns, as pyarrow writes them', async () => {
    const { table, rows } = await readAll(engine, fixtures, ['types.parquet']);
    const storages = Object.fromEntries((table.parts[0]?.columns ?? []).map(({ name, storage }) => [name, storage]));
    expect(storages).toMatchObject({
      flag: 'boolean',
      tiny: 'integer',
      unsigned: 'integer',
      single: 'float',
      price: 'decimal',
      text: 'string',
      team: 'string',
    });
    expect(storages).toMatchObject({
      day: 'date',
      at_ns: 'timestamp',
      at_zone: 'timestamp',
      clock: 'other',
      bytes: 'binary',
      list: 'nested',
      struct: 'nested',
      id: 'string',
    });
    expect(rows[1]).toMatchObject({
      unsigned: '18446744073709551615',
      double: '-inf',
      price: '90071992547409.93',
      day: '1969-12-31',
      at_s: '1969-12-31 23:59:59',
      at_us: '9999-12-31 23:59:59.999999',
      bytes: 'binary, 0 bytes',
      id: '00000000-0000-0000-0000-000000000002',
    });
    expect(Object.values(rows[2] ?? {}).every((value) => value === null)).toBe(true);
  });

  it('written by pandas has its index as a column', async () => {
    const { rows } = await readAll(engine, fixtures, ['pandas.parquet']);
    expect(rows[0]).toEqual({ season: '2024.0', on: '2024-01-05 00:00:00', team: 'Duke', __index_level_0__: 'x' });
  });

  it('keeps its names, whatever they are', async () => {
    expect((await readAll(engine, fixtures, ['names.parquet'])).rows).toEqual([
      { a: '1', A: '2', column_3: '3', 'a,"\'\n🏀': '4' },
    ]);
  });

  it('may have no rows', async () => {
    const { columns, rows } = await readAll(engine, fixtures, ['empty.parquet']);
    expect({ columns, rows }).toEqual({ columns: ['tiny', 'text'], rows: [] });
  });

  it.each([
    ['.gz', gzipSync],
    ['.zst', zstd],
  ])('may be compressed a second time, as %s', async (ending, compress) => {
    folder.write(`pandas.parquet${ending}`, compress(readFileSync(`${fixtures}pandas.parquet`)));
    expect((await readAll(engine, folder.path, [`pandas.parquet${ending}`])).rows).toHaveLength(2);
  });

  it('may be one of several with other columns and types', async () => {
    await write('1.parquet', "SELECT 1 AS a, 'x' AS b");
    await write('2.parquet', "SELECT 'y' AS b, 2 AS a");
    await write('3.parquet', "SELECT 'three' AS a, 4.5 AS c");
    const { table, rows } = await readAll(engine, folder.path, ['*.parquet']);
    expect(rows).toEqual([
      { a: '1', b: 'x', c: undefined },
      { a: '2', b: 'y', c: undefined },
      { a: 'three', b: undefined, c: '4.5' },
    ]);
    expect(table.parts.map(({ columns }) => columns.find(({ name }) => name === 'a')?.storage)).toEqual([
      'integer',
      'integer',
      'string',
    ]);
  });

  it('has no column for the folder that it lies in', async () => {
    folder.write('season=2024/x', '');
    await write('season=2024/games.parquet', 'SELECT 1 AS a');
    expect((await readAll(engine, folder.path, ['season=2024/games.parquet'])).columns).toEqual(['a']);
  });

  it('numbers its rows in their order', async () => {
    await write('games.parquet', 'SELECT range AS id FROM range(300000)');
    const table = await openTable(engine, await resolveSources(['games.parquet'], folder.path));
    expect(await countRows(table)).toBe(300_000);
    const [moved] = await engine.query(
      `SELECT count(*) AS n FROM ${table.parts[0]?.numbered(table.files[0])} WHERE _row <> c0 + 1`,
    );
    expect(moved).toEqual({ n: 0 });
  });
});
