import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFolder } from '../../testing/data-files.ts';
import { engineSuite } from '../engine.suite.ts';
import { openTable, scanWhole } from '../open.ts';
import { resolveSources } from '../source.ts';
import { openDuckDB } from './engine.ts';

engineSuite('DuckDB', () => openDuckDB());

describe('an engine', () => {
  it('leaves nothing behind', async () => {
    const engine = await openDuckDB();
    expect(existsSync(engine.scratch)).toBe(true);
    engine.close();
    expect(existsSync(engine.scratch)).toBe(false);
  });

  it('loads no extension from the network', async () => {
    const engine = await openDuckDB();
    try {
      await expect(engine.query("SELECT count(*) FROM read_csv('https://example.com/games.csv')")).rejects.toThrow();
      await expect(engine.query('LOAD httpfs')).rejects.toThrow();
    } finally {
      engine.close();
    }
  });
});

describe('data larger than memory', () => {
  it('is read, and its different values are counted, with a quarter of its size', async () => {
    const folder = createFolder();
    const engine = await openDuckDB({ memory: '64MB', threads: 2 });
    try {
      const rows = 3_000_000;
      await engine.query(
        `COPY (SELECT i AS id, md5(CAST(i AS VARCHAR)) AS text, concat(md5(CAST(i % 1000 AS VARCHAR)), md5(CAST(i AS VARCHAR))) AS more FROM range(${rows}) AS r(i)) TO '${folder.path}/large.csv' (HEADER)`,
      );
      const files = await resolveSources(['large.csv'], folder.path);
      expect(files[0]?.bytes).toBeGreaterThan(4 * 64_000_000);
      const table = await openTable(engine, files);
      const { hash, countDistinct } = engine.dialect;
      for (const columns of [['c0'], ['c0', 'c1', 'c2']]) {
        const [row] = await scanWhole(table, () =>
          engine.query(
            `SELECT count(*) AS n, ${countDistinct(hash(columns))} AS different FROM ${table.parts[0]?.scan}`,
          ),
        );
        expect(row).toEqual({ n: rows, different: rows });
      }
    } finally {
      engine.close();
      folder.remove();
    }
  });
});
