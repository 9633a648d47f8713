import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths, scanWhole } from '../data/open.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { relationOf, type UsedColumn } from './relation.ts';

let engine: DuckDBEngine;
let folder: Folder;

beforeAll(async () => {
  engine = await openDuckDB();
  folder = createFolder();
});

afterAll(() => {
  engine.close();
  folder.remove();
});

async function read(files: readonly string[], column: string, type: UsedColumn['type']): Promise<unknown[]> {
  const table = await openPaths(engine, files, folder.path, {});
  const shown = type === 'text' || type === 'flag' ? 'it' : 'CAST(it AS VARCHAR)';
  return scanWhole(table, async () => {
    const rows = await engine.query(
      `SELECT ${shown} AS it FROM (${relationOf(table, [{ as: 'it', column, type }])}) ORDER BY nr`,
    );
    return rows.map((row) => row.it);
  });
}

const parquet = async (name: string, values: string): Promise<void> => {
  await engine.query(
    `COPY (SELECT * FROM (VALUES ${values}) t(v)) TO '${folder.path}/${name}.parquet' (FORMAT parquet)`,
  );
};

describe('a text of relationOf', () => {
  it('is the same for one id, however it is stored', async () => {
    await parquet('integers', '(7::INTEGER), (8)');
    await parquet('doubles', "(7::DOUBLE), ('-0'::DOUBLE), (1e300), (0.5), (NULL)");
    await parquet('decimals', '(7.00::DECIMAL(9, 2)), (8.50)');
    await parquet('texts', "('7'), ('a b')");
    folder.write('ids.csv', 'v\n7\n007\n" 7"\n');
    folder.write('ids.json', '[{"v": 7}, {"v": "7"}, {"v": 7.0}, {"v": null}, {"v": "null"}, {}, {"v": true}]');
    expect(await read(['integers.parquet'], 'v', 'text')).toEqual(['7', '8']);
    expect(await read(['doubles.parquet'], 'v', 'text')).toEqual(['7', '0', '1e+300', '0.5', null]);
    expect(await read(['decimals.parquet'], 'v', 'text')).toEqual(['7', '8.50']);
    expect(await read(['texts.parquet'], 'v', 'text')).toEqual(['7', 'a b']);
    // What a person wrote in a text may mean something
    expect(await read(['ids.csv'], 'v', 'text')).toEqual(['7', '007', ' 7']);
    expect(await read(['ids.json'], 'v', 'text')).toEqual(['7', '7', '7', null, 'null', null, 'true']);
  });

  it('goes over all files, and is missing where one has no such column', async () => {
    folder.write('a.csv', 'v\nx\n');
    folder.write('b.csv', 'w\ny\n');
    expect(await read(['a.csv', 'b.csv'], 'v', 'text')).toEqual(['x', null]);
    expect(await read(['a.csv'], 'nothing of the kind', 'text')).toEqual([null]);
    expect(await read(['a.csv'], 'nothing of the kind', 'flag')).toEqual([null]);
    expect(await read(['a.csv'], 'nothing of the kind', 'timestamp')).toEqual([null]);
  });
});

describe('a flag of relationOf', () => {
  it('is 1 for true, 0 for false, a number as it is, and nothing for other words', async () => {
    await parquet('flags', '(true), (false), (NULL)');
    folder.write('flags.csv', 'v\ntrue\nFALSE\n1\n0\n2\nyes\n""\n');
    folder.write('flags.json', '[{"v": true}, {"v": false}, {"v": 1}, {"v": "true"}, {"v": null}]');
    expect(await read(['flags.parquet'], 'v', 'flag')).toEqual([1, 0, null]);
    expect(await read(['flags.csv'], 'v', 'flag')).toEqual([1, 0, 1, 0, 2, null, null]);
    expect(await read(['flags.json'], 'v', 'flag')).toEqual([1, 0, 1, null, null]);
  });
});

describe('a timestamp of relationOf', () => {
  it('may be a day, however it is stored', async () => {
    await parquet('days', "(DATE '2026-01-03')");
    await parquet('moments', "(TIMESTAMP '2026-01-03 04:05:06')");
    folder.write('times.csv', 'v\n2026-01-03\n2026-01-03T04:05:06Z\nsoon\n');
    expect(await read(['days.parquet'], 'v', 'timestamp')).toEqual(['2026-01-03 00:00:00']);
    expect(await read(['moments.parquet'], 'v', 'timestamp')).toEqual(['2026-01-03 04:05:06']);
    expect(await read(['times.csv'], 'v', 'timestamp')).toEqual(['2026-01-03 00:00:00', '2026-01-03 04:05:06', null]);
  });

  it('lasts until its end where that is asked for', async () => {
    folder.write('ends.csv', 'v\n2026-01-03\n2026-01-03T00:00:00Z\n2026-01-03T04:05:06Z\n""\n');
    expect(await read(['days.parquet'], 'v', 'until')).toEqual(['2026-01-04 00:00:00']);
    const next = '2026-01-04 00:00:00';
    expect(await read(['ends.csv'], 'v', 'until')).toEqual([next, next, '2026-01-03 04:05:06', null]);
  });
});
