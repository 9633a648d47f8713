import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Baseline, createBaseline } from './baseline.ts';
import { assertBaselineName, baselineBytes, baselinePath, readBaseline, writeBaseline } from './baseline-file.ts';
import { normals, picks, randomFrom } from './testing/numbers.ts';
import { place } from './testing/place.ts';
import { optionsOf } from './testing/tables.ts';

const { csv, folder } = place();
const rows = 200;
let baseline: Baseline;

beforeAll(async () => {
  const games = {
    pace: normals(1, rows),
    points: normals(2, rows),
    conference: picks(3, rows, ['Coast', 'Gulf', '']),
    tipoff: Array.from({ length: rows }, (_, row) => `2025-01-${10 + (row % 20)}T${10 + (row % 9)}:00:00`),
    note: Array.from({ length: rows }, (_, row) => `game ${row} of the season`),
  };
  baseline = await createBaseline(await csv(games), optionsOf({ name: 'season-2025' }));
});

const write = (bytes: Uint8Array | string): string => folder().write('baselines/broken.json.gz', bytes);
const read = (bytes: Uint8Array | string): Promise<Baseline> => readBaseline(write(bytes), 'broken');
const changed = (change: (value: Record<string, unknown>) => unknown): Uint8Array =>
  gzipSync(JSON.stringify(change(JSON.parse(gunzipSync(baselineBytes(baseline)).toString('utf8')))));

describe('a baseline in a file', () => {
  it('comes back as it was, packed or not, and is small', async () => {
    const path = join(folder().path, 'new/folder/season-2025.json.gz');
    await writeBaseline(path, baseline, 'season-2025');
    expect(await readBaseline(path, 'season-2025')).toEqual(baseline);
    expect(await read(gunzipSync(readFileSync(path)))).toEqual(baseline);
    expect(readFileSync(path).length).toBeLessThan(20_000);
    expect(baseline.joint).not.toBeNull();
    expect(baseline.segments).not.toEqual([]);
  });

  it('leaves nothing unfinished beside it, and is the old one or the new one', async () => {
    const path = join(folder().path, 'twice/a.json.gz');
    await writeBaseline(path, baseline, 'a');
    await writeBaseline(path, { ...baseline, rows: 7 }, 'a');
    expect(readdirSync(join(folder().path, 'twice'))).toEqual(['a.json.gz']);
    expect((await readBaseline(path, 'a')).rows).toBe(7);
  });

  it('that cannot be written is said to be so, and leaves nothing behind', async () => {
    folder().write('file', 'in the way');
    const error = await writeBaseline(join(folder().path, 'file/a.json.gz'), baseline, 'a').catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'output.unwritable', place: { file: 'a' } });
  });
});

describe('a baseline that cannot be used', () => {
  it('is missing: with the name that was meant, where there is one like it', async () => {
    await writeBaseline(join(folder().path, 'names/season-2025.json.gz'), baseline, 'season-2025');
    const missing = (name: string) => readBaseline(join(folder().path, `names/${name}.json.gz`), name);
    await expect(missing('seasn-2025')).rejects.toMatchObject({
      code: 'baseline.missing',
      problem: 'there is no such baseline',
      fix: 'Did you mean season-2025',
    });
    await expect(missing('week')).rejects.toMatchObject({ fix: expect.stringContaining('pitwall baseline create') });
    const nowhere = readBaseline(join(folder().path, 'no/folder/week.json.gz'), 'week');
    await expect(nowhere).rejects.toMatchObject({ code: 'baseline.missing', place: { file: 'week' } });
    await expect(readBaseline(folder().path, 'folder')).rejects.toMatchObject({
      problem: expect.stringMatching(/cannot be read/),
    });
  });

  it('is of another version: newer ones need a newer Pitwall, older ones their data', async () => {
    const of = (version: number) => read(changed((value) => ({ ...value, baseline: version })));
    await expect(of(2)).rejects.toMatchObject({ code: 'baseline.version', fix: expect.stringContaining('newer') });
    await expect(of(0)).rejects.toMatchObject({ code: 'baseline.version', fix: 'Make it again from its data' });
  });

  it.each([
    ['nothing', ''],
    ['a text', 'season'],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another object', '{"report":1}'],
    ['packed rubbish', gzipSync('season')],
    ['the beginning of a packed file', Uint8Array.of(0x1f, 0x8b, 8)],
  ])('is %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'baseline.invalid',
      fix: expect.stringContaining('make it again'),
    });
  });

  it.each<[string, (value: Record<string, unknown>) => unknown, RegExp]>([
    ['a field that is not its', (value) => ({ ...value, rowsets: [] }), /rowsets/],
    ['rows that are no count', (value) => ({ ...value, rows: -1 }), /at rows/],
    ['a time that is none', (value) => ({ ...value, created: 'yesterday' }), /at created/],
    ['no columns', ({ columns: _, ...value }) => value, /at columns/],
    ['a kind that there is not', (value) => changedColumn(value, { kind: 'colour' }), /at columns\.0\.kind/],
    ['a profile that is none', (value) => changedColumn(value, { profile: { kind: 'numeric' } }), /columns\.pace/],
    ['a count too few', (value) => changedProfile(value, { counts: [1, 2, 3] }), /columns\.pace/],
    ['counts below zero', (value) => changedProfile(value, { missing: -4 }), /columns\.pace/],
    ['edges in no order', (value) => changedProfile(value, { edges: [2, 1], counts: [1, 1, 1] }), /columns\.pace/],
  ])('has %s, and says where', async (_, change, where) => {
    await expect(read(changed(change))).rejects.toMatchObject({
      code: 'baseline.invalid',
      problem: expect.stringMatching(where),
    });
  });

  it('was cut off or changed anywhere: it is refused with a word, or all of it is as it was', async () => {
    const bytes = baselineBytes(baseline);
    const random = randomFrom(9);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const at = Math.floor(random() * bytes.length);
      const broken = attempt % 2 === 0 ? bytes.slice(0, at) : bytes.with(at, (bytes[at] ?? 0) ^ (1 + attempt));
      const found = await read(broken).catch((error: unknown) => error);
      if (found instanceof Error) expect(found).toMatchObject({ code: expect.stringMatching(/^baseline\./) });
      // A few bytes of the packing say nothing of the content, such as the system that packed it.
      else expect(found).toEqual(baseline);
    }
  });
});

describe('the name of a baseline', () => {
  it.each(['season-2025', 'Week_2', 'v1.2+rc@3', 'größe', '7'])('may be %s', (name) => {
    expect(() => assertBaselineName(name)).not.toThrow();
    expect(baselinePath(name, '/home')).toBe(`/home/baselines/${name}.json.gz`);
  });

  it.each(['', ' ', '.hidden', '-x', 'a b', 'a\u0000', 'a\n', 'x'.repeat(101), 'ü'.normalize('NFD')])(
    'may not be %j',
    (name) => {
      expect(() => assertBaselineName(name)).toThrow(/letters, digits/);
    },
  );

  it('is a path where it looks like one', () => {
    expect(baselinePath('old/season', '/home')).toBe('/home/old/season');
    expect(baselinePath('season.json.gz', '/home')).toBe('/home/season.json.gz');
    expect(baselinePath('/tmp/season.json.gz', '/home')).toBe('/tmp/season.json.gz');
    expect(() => baselinePath('..', '/home')).toThrow(/letters, digits/);
  });
});

function changedColumn(value: Record<string, unknown>, change: object): unknown {
  const [first, ...others] = value.columns as object[];
  return { ...value, columns: [{ ...first, ...change }, ...others] };
}

function changedProfile(value: Record<string, unknown>, change: object): unknown {
  const [first] = value.columns as { profile: object }[];
  return changedColumn(value, { profile: { ...first?.profile, ...change } });
}
