import { describe, expect, it } from 'vitest';
import { type Baseline, createBaseline } from './baseline.ts';
import { causeOf, countSegments, planSegments, segmentsSchema } from './segments.ts';
import { normals, picks } from './testing/numbers.ts';
import { place } from './testing/place.ts';
import { judgeTables, optionsOf } from './testing/tables.ts';

const { csv } = place();
const rows = 1_200;
const conferences = ['Coast', 'Gulf', "O'Hare", 'a, "b"'] as const;

/** Games in four conferences; in some of them, faster ones. */
function games(seed: number, faster: (conference: string) => number = () => 0) {
  const conference = picks(seed, rows, conferences);
  const home = picks(seed + 1, rows, [true, false]);
  const pace = normals(seed + 2, rows).map((value, row) => value + faster(conference[row] ?? ''));
  return { conference, home, pace, other: normals(seed + 3, rows) };
}

const create = async (data: ReturnType<typeof games>): Promise<Baseline> =>
  createBaseline(await csv(data), optionsOf());

describe('the segments of a baseline', () => {
  it('count every row with a value once, for each column that segments and each that is segmented', async () => {
    const { segments } = await create(games(1));
    expect(segments.map(({ column, segments: names }) => [column, names.length])).toEqual([
      ['home', 2],
      ['conference', 4],
    ]);
    for (const { column, segments: names, targets } of segments) {
      expect(targets.map((target) => target.column)).toEqual(
        ['conference', 'home', 'pace', 'other'].filter((name) => name !== column),
      );
      for (const { counts } of targets) {
        expect(counts).toHaveLength(names.length + 1);
        expect(counts.flat().reduce((sum, n) => sum + n, 0)).toBe(rows);
      }
    }
    expect(segmentsSchema.parse(JSON.parse(JSON.stringify(segments)))).toEqual(segments);
  });

  it('are counted on their own cuts and categories: what is new falls in the last ones', async () => {
    const baseline = await create(games(1));
    const { conference, ...others } = games(5);
    const renamed = { ...others, conference: conference.map((name) => (name === 'Gulf' ? 'Golf' : name)) };
    const [home, conferenceNow] = await countSegments(await csv(renamed), baseline.columns, baseline.segments);
    const unknown = conferenceNow?.targets.map(({ counts }) => counts.at(-1)?.reduce((sum, n) => sum + n, 0));
    const gulf = conference.filter((name) => name === 'Gulf').length;
    expect(unknown).toEqual([gulf, gulf, gulf]);
    const last = home?.targets.find(({ column }) => column === 'conference')?.counts.map((row) => row.at(-1));
    expect(last?.reduce((sum, n) => (sum ?? 0) + (n ?? 0), 0)).toBe(gulf);
  });

  it('are of those columns only that are asked for and that the data has', async () => {
    const baseline = await create(games(1));
    const { pace, home } = games(5);
    const table = await csv({ pace, home });
    const present = baseline.columns.filter(({ name }) => name === 'pace' || name === 'home');
    const counted = await countSegments(table, present, baseline.segments, new Set(['pace', 'other']));
    expect(counted.map(({ column, targets }) => [column, targets.map((target) => target.column)])).toEqual([
      ['home', ['pace']],
    ]);
  });

  it('are not made by columns of one category, of very many, or with an `other`', () => {
    const profile = (counts: number[], other = 0) => ({
      name: `c${counts.length}-${other}`,
      type: 'string' as const,
      kind: 'category' as const,
      profile: {
        kind: 'categorical' as const,
        version: 1 as const,
        cap: 1_000,
        categories: counts.map((_, at) => `k${at}`),
        counts,
        other,
        misfiled: 0,
        missing: 0,
      },
    });
    const plan = planSegments([profile([9]), profile([9, 9]), profile([9, 9, 9], 4), profile(Array(51).fill(3))]);
    expect(plan.map(({ column }) => column)).toEqual(['c2-0']);
  });
});

describe('the cause of a change', () => {
  it('is the segment in which it happened, from a baseline and from files', async () => {
    const now = games(9, (conference) => (conference === 'Gulf' ? 3 : 0));
    const baseline = await create(games(1));
    const counted = await countSegments(await csv(now), baseline.columns, baseline.segments, new Set(['pace']));
    expect(causeOf('pace', baseline.segments, counted)).toMatchObject({
      isSegment: true,
      words: expect.stringMatching(/Gulf/),
    });
    const { drift, findings } = await judgeTables(await csv(games(1)), await csv(now));
    expect(drift.columns.find(({ name }) => name === 'pace')).toMatchObject({
      drifted: true,
      cause: expect.stringMatching(/Gulf/),
    });
    expect(
      findings.find(({ metric, status }) => metric === 'drift.distribution' && status === 'alert')?.message,
    ).toMatch(/pace has moved.*Gulf/);
  });

  it('is no segment where all of them changed, and nothing where nobody counted', async () => {
    const baseline = await create(games(1));
    const now = await csv(games(9, () => 2));
    const counted = await countSegments(now, baseline.columns, baseline.segments, new Set(['pace']));
    expect(causeOf('pace', baseline.segments, counted)?.isSegment).not.toBe(true);
    expect(causeOf('pace', [], counted)).toBeUndefined();
    expect(causeOf('absent', baseline.segments, counted)).toBeUndefined();
  });
});
