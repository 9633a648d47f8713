import {
  baselineCategories,
  baselineNumbers,
  baselineTexts,
  baselineTimes,
  facetsOf,
  profileNumbers,
  rowsOfProfile,
} from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { createBaseline, measureBaseline, profilesOf } from './baseline.ts';
import { baselineBytes } from './baseline-file.ts';
import { normals, picks } from './testing/numbers.ts';
import { place } from './testing/place.ts';
import { baselineOf, noon, optionsOf } from './testing/tables.ts';

const { csv, files, folder, columns } = place();
const rows = 300;
const games = (seed: number) => ({
  pace: normals(seed, rows, 68, 4),
  points: normals(seed + 1, rows),
  conference: picks(seed + 2, rows, ['Coast', 'Gulf', 'Lakes']),
});

/** Sums of doubles depend on their order; how many categories there may be at most does not matter to those there are. */
const countsOf = (profile: object | undefined): object => ({ ...profile, moments: 0, cap: 0 });

describe('a baseline', () => {
  it('says what it was made of, when and by which version', async () => {
    folder().write('season.csv', 'pace,place\n1.5,a\n2.5,b\n');
    const baseline = await createBaseline(await files(['season.csv']), optionsOf({ name: 'season', dataset: 'games' }));
    expect(baseline).toMatchObject({
      baseline: 1,
      name: 'season',
      dataset: 'games',
      created: noon.toISOString(),
      rows: 2,
      sources: [{ path: 'season.csv', bytes: 23 }],
    });
    expect(baseline.pitwall).toMatch(/^\d+\.\d+\.\d+/);
    expect([...profilesOf(baseline).keys()]).toEqual(['pace', 'place']);
  });

  it('has of each column what @pitwall/stats makes of its values', async () => {
    const { pace, conference } = games(1);
    const tipoff = Array.from({ length: rows }, (_, row) => new Date(Date.UTC(2025, 0, 1, row * 5, row % 60)));
    const note = Array.from({ length: rows }, (_, row) => `round ${row} of ${pace[row]?.toFixed(3)}`);
    const holes = pace.map((value, row) => (row % 9 === 0 ? null : value));
    const table = await csv({
      holes,
      conference,
      tipoff: tipoff.map((time) => time.toISOString().slice(0, 19)),
      note,
    });
    const found = (await createBaseline(table, optionsOf())).columns.map(({ profile }) => profile);
    const expected = [
      baselineNumbers(holes),
      baselineCategories(conference),
      baselineTimes(tipoff.map((time) => time.getTime())),
      baselineTexts(note),
    ];
    found.forEach((profile, index) => {
      const exact = expected[index];
      const sides = exact ? facetsOf(exact) : [];
      expect(facetsOf(profile).map(({ name }) => name)).toEqual(sides.map(({ name }) => name));
      facetsOf(profile).forEach((facet, side) => {
        expect(countsOf(facet.profile), facet.name).toEqual(countsOf(sides[side]?.profile));
      });
    });
  });

  it('that is like another is counted on its edges and of its columns', async () => {
    const pattern = await createBaseline(await csv(games(1)), optionsOf());
    const { pace, points } = games(5);
    const like = await createBaseline(await csv({ pace, points, extra: points }), optionsOf({ like: pattern }));
    expect(like.columns.map(({ name }) => name)).toEqual(['pace', 'points']);
    const edges = pattern.columns[0]?.profile.kind === 'numeric' ? pattern.columns[0].profile.edges : [];
    expect({ ...like.columns[0]?.profile, moments: 0 }).toEqual({ ...profileNumbers(pace, edges), moments: 0 });
    expect(like.joint).toBeNull();
  });

  it('holds no row: no text that few rows have, no name of a row, nothing of a column that is left out', async () => {
    const secret = 'Quillfeather';
    const table = await csv({
      id: Array.from({ length: rows }, (_, row) => `${row === 77 ? secret : 'game'}-${row * 7919}`),
      note: Array.from({ length: rows }, (_, row) => (row === 42 ? `${secret} fell` : `the game ${row} of all`)),
      referee: Array.from({ length: rows }, (_, row) => (row === 5 ? secret : `R${row % 9}`)),
      pace: games(1).pace,
    });
    const declared = { types: new Map(), names: new Set<string>(), ignore: ['referee'] };
    const baseline = await createBaseline(table, optionsOf({ declared }));
    expect(baseline.columns.map(({ name }) => name)).toEqual(['note', 'pace']);
    expect(JSON.stringify(baseline)).not.toMatch(/quillfeather/i);
    expect(JSON.stringify(baseline)).toMatch(/"the"|"game"|"all"|"of"/);
  });

  it('has as many numbers whatever the rows, and stays small', async () => {
    const numbers = (n: number) => columns({ x: normals(1, n), y: normals(2, n) });
    const sizes: number[] = [];
    for (const n of [5_000, 50_000]) {
      const baseline = await createBaseline(await numbers(n), optionsOf());
      const [first] = baseline.columns;
      expect(first?.profile.kind === 'numeric' && first.profile.edges.length).toBeLessThanOrEqual(2_048);
      expect(first && rowsOfProfile(first.profile)).toBe(n);
      sizes.push(baselineBytes(baseline).length);
    }
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) * 1.5);
    expect(sizes[1]).toBeLessThan(60_000);
  });
});

describe('a reference whose data is at hand', () => {
  it('answers with its rows, its vectors and its segments where it is asked, and keeps none of them', async () => {
    const table = await csv(games(1));
    const { baseline, reference } = await measureBaseline(table, optionsOf());
    expect(reference.sample).toMatchObject({ rows, columns: 2 });
    expect(baseline.segments).toEqual([]);
    const segments = await reference.segmentsOf(new Set(['pace']));
    expect(segments.map(({ column, targets }) => [column, targets.map((target) => target.column)])).toEqual([
      ['conference', ['pace']],
    ]);
    expect(Object.keys((await baselineOf(table)).baseline)).not.toContain('sample');
  });
});
