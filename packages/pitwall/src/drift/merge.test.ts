import { facetsOf, rowsOfProfile } from '@pitwall/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { type Baseline, createBaseline } from './baseline.ts';
import { compareBaselines } from './compare.ts';
import { defaultDriftSettings } from './config.ts';
import { mergeBaselines } from './merge.ts';
import { normals, picks } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';
import { baselineOf, csvOf, noon, optionsOf } from './testing/tables.ts';

const { csv, files, folder, parquet } = place();
const conferences = ['Coast', 'Gulf', 'Lakes'] as const;

/** Every kind of column, some values missing. */
function games(seed: number, rows: number): Record<string, Cell[]> {
  const holes = (values: readonly Cell[], every: number): Cell[] =>
    values.map((value, row) => (row % every === seed % every ? null : value));
  const at = Array.from({ length: rows }, (_, row) => new Date(Date.UTC(2025, 0, 1) + (row * 37 + seed) * 3_000_000));
  const words = picks(seed + 4, rows, ['fast', 'late', 'close', 'won'] as const);
  return {
    pace: holes(normals(seed, rows, 68, 4), 9),
    rounded: normals(seed + 1, rows, 0, 2).map(Math.round),
    conference: holes(picks(seed + 2, rows, conferences), 7),
    home: picks(seed + 3, rows, [true, false]),
    tipoff: at.map((time) => time.toISOString().slice(0, 19)),
    note: words.map((word, row) => `${word} game ${row} of ${seed}`),
  };
}

/** What is exact in any order of the rows: all but the moments, which are sums of doubles. */
const countsIn = ({ columns, segments, rows }: Baseline): unknown => ({
  rows,
  segments,
  columns: columns.map(({ name, misfits, profile }) => ({
    name,
    misfits,
    facets: facetsOf(profile).map((facet) => ({ ...facet.profile, name: facet.name, moments: undefined })),
  })),
});

const create = (table: Table, name: string, like?: Baseline): Promise<Baseline> =>
  createBaseline(table, optionsOf({ name, like }));

async function refusal(merge: () => Promise<Baseline>): Promise<string> {
  const error = await merge().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'baseline.merge' });
  return String(error);
}

describe('the baseline of two files, merged', () => {
  it('is the baseline of all their rows: every kind of column, its segments and its misfits', async () => {
    const [first, second] = [games(1, 700), games(2, 450)];
    folder().write('first.csv', csvOf({ ...first, pace: first.pace?.with(5, '?') ?? [] }));
    folder().write('second.csv', csvOf(second));
    const pattern = await create(await files(['first.csv']), 'pattern');
    const a = await create(await files(['first.csv']), 'a', pattern);
    const b = await create(await files(['second.csv']), 'b', pattern);
    const whole = await create(await files(['first.csv', 'second.csv']), 'whole', pattern);
    const merged = mergeBaselines(a, b, 'merged', noon);
    expect(countsIn(merged)).toEqual(countsIn(whole));
    expect(countsIn(mergeBaselines(b, a, 'merged', noon))).toEqual(countsIn(whole));
    expect(merged).toMatchObject({ name: 'merged', rows: 1_150, sources: whole.sources, joint: null });
    expect(pattern.columns.map(({ kind }) => kind)).toEqual([
      'number',
      'number',
      'category',
      'boolean',
      'time',
      'text',
    ]);
    expect(whole.columns[0]?.misfits).toBe(1);
    expect(merged.segments.flatMap(({ targets }) => targets)).not.toEqual([]);
    merged.columns.forEach(({ profile }, index) => {
      const other = whole.columns[index]?.profile;
      const [mean, exact] = [profile, other].map((one) => (one?.kind === 'numeric' ? one.moments.mean : 0));
      expect(mean).toBeCloseTo(exact ?? Number.NaN, 10);
    });
    const quiet = compareBaselines(whole, merged, defaultDriftSettings);
    expect(quiet.columns.map(({ drift }) => drift.distribution?.effect.value)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is so wherever the rows are cut, in any grouping', async () => {
    const all = games(3, 120);
    const pattern = await create(await csv(all), 'pattern');
    const part = async (from: number, to: number): Promise<Baseline> => {
      const cut = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.slice(from, to)]));
      return create(await csv(cut), `${from}`, pattern);
    };
    const whole = countsIn(await part(0, 120));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 120 }), async (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [a, b, c] = [await part(0, low), await part(low, high), await part(high, 120)];
        const together = (x: Baseline, y: Baseline): Baseline => mergeBaselines(x, y, 'together', noon);
        expect(countsIn(together(together(a, b), c))).toEqual(whole);
        expect(countsIn(together(a, together(b, c)))).toEqual(whole);
      }),
      { numRuns: 6 },
    );
  });

  it('counts vectors of one length', async () => {
    const vectors = (from: number, to: number): Promise<Table> =>
      parquet(`SELECT [sin(i), cos(i * 7), CAST(i % 5 AS DOUBLE)] AS v, i % 3 AS k FROM range(${from}, ${to}) AS r(i)`);
    const pattern = await create(await vectors(0, 300), 'pattern');
    const [a, b] = [
      await create(await vectors(0, 100), 'a', pattern),
      await create(await vectors(100, 300), 'b', pattern),
    ];
    expect(countsIn(mergeBaselines(a, b, 'ab', noon))).toEqual(countsIn(pattern));
    expect(pattern.columns[0]).toMatchObject({ kind: 'vector', profile: { dimensions: 3 } });
  });

  it('belongs to a dataset where both do', async () => {
    const { baseline } = await baselineOf(await csv({ x: normals(1, 50) }), { dataset: 'games' });
    const other = { ...baseline, dataset: 'others' };
    expect(mergeBaselines(baseline, baseline, 'both', noon).dataset).toBe('games');
    expect(mergeBaselines(baseline, other, 'both', noon).dataset).toBeNull();
    expect(
      mergeBaselines(baseline, baseline, 'both', noon).columns.map(({ profile }) => rowsOfProfile(profile)),
    ).toEqual([100]);
  });
});

describe('a merge is refused', () => {
  it('of profiles with other edges, and says how to make such that can be merged', async () => {
    const [a, b] = [await create(await csv(games(1, 200)), 'week-1'), await create(await csv(games(2, 200)), 'week-2')];
    const words = await refusal(async () => mergeBaselines(a, b, 'both', noon));
    expect(words).toMatch(/week-1 and week-2 cannot be merged: pace: .*same edges/);
    expect(words).toContain('--like week-1');
  });

  it('of other columns and of other types', async () => {
    const { pace, rounded } = games(1, 100);
    const a = await create(await csv({ pace: pace ?? [], x: rounded ?? [] }), 'a');
    const fewer = await create(await csv({ pace: pace ?? [] }), 'b', a);
    expect(await refusal(async () => mergeBaselines(a, fewer, 'both', noon))).toContain(
      'only one of them has the column x',
    );
    expect(await refusal(async () => mergeBaselines(fewer, a, 'both', noon))).toContain(
      'only one of them has the column x',
    );
    const text = await create(await csv({ pace: pace ?? [], x: picks(1, 100, conferences) }), 'c');
    expect(await refusal(async () => mergeBaselines(a, text, 'both', noon))).toMatch(
      /integer in one and string in the other/,
    );
  });

  it('of vectors of other lengths', async () => {
    const vector = (length: number): Promise<Table> =>
      parquet(`SELECT list_transform(range(${length}), lambda d: sin(i * 31 + d)) AS v FROM range(60) AS r(i)`);
    const [a, b] = [await create(await vector(3), 'a'), await create(await vector(4), 'b')];
    expect(await refusal(async () => mergeBaselines(a, b, 'both', noon))).toMatch(/vectors of one length, got 3 and 4/);
  });
});
