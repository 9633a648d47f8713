import { facetsOf, missingOf, type Profile, rowsOfProfile } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import type { ComparedColumn } from './columns.ts';
import { profileBaseline, profileWindow } from './profile-table.ts';
import { normals, picks } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';

const { csv, parquet, files, folder, columns } = place();
const rows = 300;

const number = (name: string): ComparedColumn => ({ name, type: 'number', kind: 'number' });
const category = (name: string): ComparedColumn => ({ name, type: 'category', kind: 'category' });
const time = (name: string): ComparedColumn => ({ name, type: 'timestamp', kind: 'time' });

async function both(table: Table, compared: readonly ComparedColumn[]) {
  const baseline = await profileBaseline(table, compared);
  const profiles = new Map(compared.map(({ name }, at) => [name, baseline.columns[at]?.profile as Profile]));
  return { baseline, window: await profileWindow(table, compared, profiles), profiles };
}

describe('a table that is profiled', () => {
  it('is the same as a window of itself', async () => {
    const table = await csv({
      x: normals(1, rows),
      place: picks(2, rows, ['a', 'b', 'c']),
      at: normals(3, rows).map((value) => new Date(1.7e12 + 1e9 * value).toISOString().slice(0, 19)),
    });
    const { baseline, window } = await both(table, [number('x'), category('place'), time('at')]);
    expect(window).toEqual(baseline);
    expect(baseline.rows).toBe(rows);
    expect(baseline.columns.map(({ profile }) => rowsOfProfile(profile))).toEqual([rows, rows, rows]);
    expect(baseline.sample).toMatchObject({ rows, columns: 1 });
  });

  it('has values that are missing, that are none of their type, and that are no numbers, each once', async () => {
    const x: Cell[] = normals(1, rows).map((value, row) => {
      if (row % 10 === 0) return null;
      if (row % 10 === 1) return 'n/a';
      return row % 10 === 2 ? 'NaN' : value;
    });
    const { baseline, window } = await both(await csv({ x }), [number('x')]);
    const [column] = baseline.columns;
    expect(column).toMatchObject({ misfits: 30, profile: { missing: 30, nan: 30 } });
    expect(column && rowsOfProfile(column.profile) + column.misfits).toBe(rows);
    expect(column && missingOf(column.profile)).toBe(60);
    expect(window).toEqual(baseline);
  });

  it('counts misfits of many columns of one file, each its own', async () => {
    const names = Array.from({ length: 120 }, (_, at) => `c${at}`);
    const data = Object.fromEntries(
      names.map((name, at) => [name, normals(at, 40).map((v, row) => (row < at % 7 ? '?' : v))]),
    );
    const { columns: found } = await profileBaseline(await csv(data), names.map(number));
    expect(found.map(({ misfits }) => misfits)).toEqual(names.map((_, at) => at % 7));
    expect(found.map(({ profile }) => rowsOfProfile(profile))).toEqual(names.map((_, at) => 40 - (at % 7)));
  });

  it('lists no more than a thousand categories, and the window counts what is beyond alike', async () => {
    const table = await parquet(
      "SELECT 'k' || CASE WHEN i < 3000 THEN i % 100 ELSE i END AS k FROM range(9000) AS r(i)",
    );
    const { baseline, window } = await both(table, [category('k')]);
    const profile = baseline.columns[0]?.profile;
    if (profile?.kind !== 'categorical') throw new Error('expected categories');
    expect(profile.categories).toHaveLength(1_000);
    expect(profile.other).toBe(9_000 - 3_000 - 900);
    expect(window.columns[0]?.profile).toEqual(profile);
  });

  it('has hours of times, and none where all of them are at midnight', async () => {
    const days = Array.from({ length: 60 }, (_, at) => `2025-01-${10 + (at % 20)}T00:00:00`);
    const names = async (values: readonly string[]) => {
      const { columns: found } = await profileBaseline(await csv({ at: values }), [time('at')]);
      return found.flatMap(({ profile }) => facetsOf(profile).map(({ name }) => name));
    };
    expect(await names(days)).toEqual(['time', 'weekday']);
    expect(await names([...days, '2025-01-12T07:00:00'])).toEqual(['time', 'weekday', 'hour']);
  });

  it('reads columns that only some of its files have as missing in the others', async () => {
    folder().write('one.csv', 'x,y\n1,2\n3,4\n');
    folder().write('two.csv', 'x\n5\n');
    const { columns: found, rows: all } = await profileBaseline(await files(['one.csv', 'two.csv']), [
      number('x'),
      number('y'),
    ]);
    expect(all).toBe(3);
    expect(found.map(({ profile }) => missingOf(profile))).toEqual([0, 1]);
  });

  it('has edges that stand for all rows, also where it is sorted and long', async () => {
    const table = await columns({ x: Float64Array.from({ length: 150_000 }, (_, at) => at) });
    const { columns: found } = await profileBaseline(table, [number('x')]);
    const profile = found[0]?.profile;
    if (profile?.kind !== 'numeric') throw new Error('expected numbers');
    expect(profile.edges.length).toBeGreaterThan(1_000);
    const even = 150_000 / profile.counts.length;
    expect(Math.max(...profile.counts)).toBeLessThan(1.5 * even);
    expect(Math.min(...profile.counts)).toBeGreaterThan(0.5 * even);
  });

  it('without columns, and without rows, is counted too', async () => {
    const table = await csv({ x: [1, 2, 3] });
    expect(await profileBaseline(table, [])).toMatchObject({ rows: 3, columns: [] });
    folder().write('empty.csv', 'x\n');
    const empty = await profileBaseline(await files(['empty.csv']), [number('x')]);
    expect(empty).toMatchObject({ rows: 0, columns: [{ misfits: 0, profile: { edges: [], counts: [0], min: null } }] });
  });
});
