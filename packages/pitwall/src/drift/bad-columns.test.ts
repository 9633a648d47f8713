import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { nothingDeclared } from './columns.ts';
import { compareTable } from './compare.ts';
import { defaultDriftSettings } from './config.ts';
import { normals, picks } from './testing/numbers.ts';
import { place } from './testing/place.ts';
import { baselineOf, judgeTables, moved, outline } from './testing/tables.ts';

// Five thousand columns of either side in memory at once are more than the engine holds by default.
const { csv, parquet, columns } = place({ memory: '1GB' });

describe('very many', () => {
  const coded = (prefix: string, different: number, from: number): Promise<Table> =>
    parquet(
      `SELECT '${prefix}' || (hash(i + ${from}) % ${different}) AS code, CAST(i % 7 AS DOUBLE) AS z FROM range(60000) AS r(i)`,
    );

  it.each([
    ['categories, as nobody declared them', 10_000, nothingDeclared],
    ['categories, as a contract declares them', 10_000, { ...nothingDeclared, types: new Map([['code', 'category']]) }],
    ['categories beyond what is fetched', 30_000, { ...nothingDeclared, types: new Map([['code', 'category']]) }],
  ] as const)('%s are quiet where the world is the same, and found where it is another', async (_, n, declared) => {
    const { baseline } = await baselineOf(await coded('c', n, 0), { declared: declared as typeof nothingDeclared });
    const settings = { ...defaultDriftSettings, joint: false };
    const decided = async (table: Table) => (await compareTable(table, baseline, settings)).columns;
    const quiet = await decided(await coded('c', n, 1_000_000));
    expect(quiet.map(({ decisions }) => decisions.distribution.drifted)).toEqual([false, false]);
    expect(quiet.map(({ decisions }) => decisions.appeared.drifted)).not.toContain(true);
    const [code] = await decided(await coded('d', n, 2_000_000));
    expect(code?.decisions.distribution.drifted).toBe(true);
    expect(JSON.stringify(baseline).length).toBeLessThan(2_000_000);
  });

  it('columns are all judged, and the one that moved is found', async () => {
    const wide = (seed: number, shift: number) =>
      Object.fromEntries(
        Array.from({ length: 5_000 }, (_, at) => [`c${at}`, normals(seed + at, 30, at === 4_321 ? shift : 0)]),
      );
    const { findings, drift } = await judgeTables(await columns(wide(1, 0)), await columns(wide(70_000, 9)));
    expect(drift.columns).toHaveLength(5_000);
    expect(outline(moved(findings))).toEqual(['c4321 distribution alert']);
  }, 60_000);
});

describe('dates before 1970 and after 2262', () => {
  const days = (first: string): Promise<Table> =>
    parquet(
      `SELECT DATE '${first}' + CAST(i AS INTEGER) AS day, TIMESTAMP '${first}' + to_minutes(CAST(i AS INTEGER) * 97) AS at FROM range(1400) AS r(i)`,
    );

  it.each(['1811-01-07', '1969-12-01', '2262-04-01', '9000-01-06'])('are compared like others: %s', async (first) => {
    const table = await days(first);
    const settings = { time_moves: false };
    const { findings, drift } = await judgeTables(table, table, settings);
    expect(outline(findings)).toEqual(['day distribution pass', 'at distribution pass']);
    expect(drift.columns.map(({ kind }) => kind)).toEqual(['time', 'time']);
    const { findings: later } = await judgeTables(await days('2024-01-01'), table, settings);
    expect(outline(later)).toEqual(['day distribution alert', 'at distribution alert']);
    expect(JSON.stringify(later)).not.toMatch(/NaN|Invalid|null ms/);
  });

  it('that are infinite do not end the comparison', async () => {
    const sides = ['infinity', '-infinity'].map((end) =>
      parquet(
        `SELECT CASE WHEN i % 5 = 0 THEN DATE '${end}' ELSE DATE '1900-01-01' + CAST(i AS INTEGER) END AS day, i % 7 AS z FROM range(700) AS r(i)`,
      ),
    );
    const [then, now] = await Promise.all(sides);
    if (!then || !now) throw new Error('two were made');
    const { findings } = await judgeTables(then, now, { time_moves: false, joint: false });
    expect(outline(findings)).toEqual(['day distribution alert', 'z distribution pass']);
  });
});

describe('hostile names', () => {
  const names = [
    'a"b',
    '"; DROP TABLE x; --',
    "it's",
    'p0',
    'v0',
    '_row',
    'constructor',
    '__proto__',
    'line\nbreak',
    '100 %',
    'a/b:c',
    '🏀',
    'x y',
    'SELECT',
    'naïve',
  ];
  const made = (seed: number): Record<string, number[]> => {
    const named = names.map((name, at): [string, number[]] => [name, normals(seed + at, 300)]);
    return Object.fromEntries(named);
  };

  it('are names like any other, in files, in segments and in what is found', async () => {
    const categories = (seed: number) => ({ "o'clock": picks(seed, 300, ['"', "'); --", '$x'] as const) });
    const before = await csv({ ...made(10), ...categories(1) });
    const now = made(60);
    const same = await judgeTables(before, await csv({ ...now, ...categories(2) }));
    expect(moved(same.findings)).toEqual([]);
    expect(same.drift.columns.map(({ name }) => name)).toEqual([...names, "o'clock"]);
    for (const name of ['"; DROP TABLE x; --', '__proto__', 'line\nbreak']) {
      const later = Object.fromEntries(
        Object.entries(now).map(([key, values]) => [key, key === name ? values.map((value) => value + 3) : values]),
      );
      const { drift } = await judgeTables(before, await csv({ ...later, ...categories(2) }), { joint: false });
      expect(drift.columns.filter(({ drifted }) => drifted).map((column) => column.name)).toEqual([name]);
    }
  });

  it('of declared columns that are not in the data do no harm', async () => {
    const declared = { ...nothingDeclared, names: new Set(['gone']), ignore: ['"', 'also gone'] };
    const { baseline } = await baselineOf(await csv({ pace: normals(1, 50) }), { declared });
    expect(baseline.columns.map(({ name }) => name)).toEqual(['pace']);
  });
});
