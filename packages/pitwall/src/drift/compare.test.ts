import { facetsOf, type Profile } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { compareBaselines, compareTable } from './compare.ts';
import { defaultDriftSettings } from './config.ts';
import { normals, picks, shuffled } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';
import { baselineOf, judgeTables, moved, outline } from './testing/tables.ts';

const { csv, columns, files, folder } = place();
const conferences = ['Coast', 'Gulf', 'Lakes'] as const;

/** Games of one world: a number, another that goes with it, a category. */
function games(seed: number, rows: number) {
  const pace = normals(seed, rows, 68, 4);
  return {
    pace,
    points: normals(seed + 1, rows, 0, 6).map((noise, row) => (pace[row] ?? 0) + noise),
    conference: picks(seed + 2, rows, conferences),
  };
}

describe('a comparison', () => {
  it('is quiet where nothing has changed, and says so of every column', async () => {
    const { findings, drift } = await judgeTables(await csv(games(10, 800)), await csv(games(20, 500)));
    expect(outline(findings)).toEqual([
      'pace distribution pass',
      'points distribution pass',
      'conference distribution pass',
      'joint pass',
    ]);
    expect(drift).toMatchObject({ baseline: 'then', rows: { reference: 800, current: 500 } });
    expect(drift.columns.map(({ drifted }) => drifted)).toEqual([false, false, false]);
  });

  it('finds the column that moved, with the effect and the evidence', async () => {
    const now = games(20, 500);
    const later = { ...now, pace: now.pace.map((value) => value + 4) };
    const { findings, drift } = await judgeTables(await csv(games(10, 800)), await csv(later), { joint: false });
    expect(outline(moved(findings))).toEqual(['pace distribution alert']);
    const [pace] = drift.columns;
    expect(pace).toMatchObject({ name: 'pace', drifted: true, severity: 'high' });
    expect(pace?.effect?.value).toBeGreaterThan(0.275);
    expect(pace?.evidence?.adjusted).toBeLessThan(1e-9);
    expect(pace?.evidence?.adjusted).toBeGreaterThanOrEqual(pace?.evidence?.p ?? 1);
  });

  it('lets a change pass that is certain and too small to matter', async () => {
    const [then, now] = [normals(1, 40_000), normals(2, 40_000, 0.05)];
    const { findings, drift } = await judgeTables(await columns({ x: then }), await columns({ x: now }));
    expect(outline(findings)).toEqual(['x distribution pass']);
    expect(drift.columns[0]?.evidence?.p).toBeLessThan(1e-4);
    expect(findings[0]?.message).toContain('is as it was');
  });

  it('lets a change pass that is large and that so few rows make by chance', async () => {
    const now = normals(6, 12, 0.4);
    const { findings, drift } = await judgeTables(await csv({ x: normals(1, 1_000) }), await csv({ x: now }));
    expect(drift.columns[0]).toMatchObject({ drifted: false, status: 'pass' });
    expect(['low', 'medium', 'high']).toContain(drift.columns[0]?.severity);
    expect(findings[0]?.message).toContain('so few rows differ as much by chance');
  });

  it('asks for missing values, new and vanished categories of their own', async () => {
    const before = games(10, 600);
    const now = games(20, 600);
    const holes: Cell[] = now.pace.map((value, row) => (row % 10 === 0 ? null : value));
    const renamed = now.conference.map((name) => (name === 'Gulf' ? 'Golf' : name));
    const { findings } = await judgeTables(await csv(before), await csv({ ...now, pace: holes, conference: renamed }), {
      joint: false,
    });
    expect(outline(moved(findings))).toEqual([
      'pace missing alert',
      'conference distribution alert',
      'conference new_categories alert',
      'conference vanished_categories alert',
    ]);
    const missing = findings.find(({ metric }) => metric === 'drift.missing');
    expect(missing?.value).toBeCloseTo(0.1, 10);
    expect(findings.map(({ message }) => message).join('\n')).toMatch(/Golf the baseline does not know/);
  });

  it('misses columns that are gone, and only names those that came', async () => {
    const { pace, points, conference } = games(20, 300);
    const comparison = await judgeTables(await csv(games(10, 300)), await csv({ pace, points, place: conference }));
    expect(outline(comparison.findings)).toContain('columns alert');
    expect(comparison.comparison).toMatchObject({ gone: ['conference'], added: ['place'] });
    expect(comparison.drift.columns.map(({ name }) => name)).toEqual(['pace', 'points']);
  });

  it('leaves out what it is told to ignore', async () => {
    const [before, now] = [games(10, 300), games(20, 300)];
    const later = await csv({ ...now, pace: now.pace.map((value) => value + 50) });
    const { findings, comparison } = await judgeTables(await csv(before), later, { ignore: ['pace'] });
    expect(outline(findings).filter((line) => line.startsWith('pace'))).toEqual([]);
    expect([comparison.gone, comparison.added]).toEqual([[], []]);
  });

  it('sees that columns no longer go together, though each is as it was', async () => {
    const [before, now] = [games(10, 1_500), games(20, 1_500)];
    const { findings, drift } = await judgeTables(
      await csv(before),
      await csv({ ...now, points: shuffled(3, now.points).map((value) => 136 - value) }),
    );
    expect(outline(moved(findings))).toEqual(['joint warning']);
    expect(drift.summary).toContain('do not go together');
  });

  it('is the same whatever the order of the rows and of the files', async () => {
    const [before, now] = [games(10, 900), games(20, 400)];
    const order = shuffled(
      7,
      before.pace.map((_, row) => row),
    );
    const reordered = {
      pace: order.map((row) => before.pace[row] ?? 0),
      points: order.map((row) => before.points[row] ?? 0),
      conference: order.map((row) => before.conference[row] ?? ''),
    };
    const [straight, mixed] = [await baselineOf(await csv(before)), await baselineOf(await csv(reordered))];
    expect(mixed.baseline.columns.map(({ profile }) => countsOf(profile))).toEqual(
      straight.baseline.columns.map(({ profile }) => countsOf(profile)),
    );
    const table = await csv(now);
    const settings = { ...defaultDriftSettings, joint: false };
    const figures = async (baseline: typeof straight.baseline) =>
      (await compareTable(table, baseline, settings)).columns.map(({ drift, decisions }) => [drift, decisions]);
    expect(await figures(mixed.baseline)).toEqual(await figures(straight.baseline));

    folder().write('whole.csv', 'pace\n1\n2\n3\n4\n');
    folder().write('first.csv', 'pace\n4\n2\n');
    folder().write('second.csv', 'pace\n3\n1\n');
    const one = await baselineOf(await files(['whole.csv']));
    const two = await baselineOf(await files(['first.csv', 'second.csv']));
    expect(countsOf(two.baseline.columns[0]?.profile)).toEqual(countsOf(one.baseline.columns[0]?.profile));
  });

  it('holds the level over all questions: of two hundred columns without a change none alarms', async () => {
    const many = (seed: number, rows: number) =>
      Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`c${at}`, normals(seed + at, rows)]));
    const comparison = await judgeTables(await columns(many(101_000, 150)), await columns(many(105_000, 150)), {
      joint: false,
    });
    expect(outline(moved(comparison.findings))).toEqual([]);
    const alone = comparison.drift.columns.filter(({ evidence }) => (evidence?.p ?? 1) <= comparison.comparison.level);
    // Each on its own at this level, some would: the test can tell the two rules apart.
    expect(alone.length).toBeGreaterThan(0);
  });

  it('refuses a baseline of other data, and names the columns of both', async () => {
    const { baseline } = await baselineOf(await csv(games(10, 300)));
    const other = await csv({ pace: normals(1, 30), speed: normals(2, 30), name: picks(3, 30, conferences) });
    await expect(compareTable(other, baseline, defaultDriftSettings)).rejects.toMatchObject({
      code: 'baseline.dataset',
      problem: expect.stringMatching(/pace, points, conference.*found 1 of them.*pace, speed, name/),
    });
  });
});

describe('two baselines', () => {
  it('compare as their data does, where they were counted alike', async () => {
    const now = games(20, 500);
    const later = await csv({ ...now, points: now.points.map((value) => value + 9) });
    const { baseline } = await baselineOf(await csv(games(10, 800)));
    const { baseline: current } = await baselineOf(later, { name: 'now', like: baseline });
    const settings = { ...defaultDriftSettings, joint: false };
    const [stored, fresh] = [
      compareBaselines(baseline, current, settings),
      await compareTable(later, baseline, settings),
    ];
    expect(stored.columns.map(({ drift, decisions }) => [drift, decisions])).toEqual(
      fresh.columns.map(({ drift, decisions }) => [drift, decisions]),
    );
    expect(stored.columns.map(({ decisions }) => decisions.distribution.drifted)).toEqual([false, true, false]);
  });

  it('cannot tell of numbers that were counted on other edges, and can of categories', async () => {
    const { baseline } = await baselineOf(await csv(games(10, 800)));
    const { baseline: current } = await baselineOf(await csv(games(20, 800)), { name: 'now' });
    const comparison = compareBaselines(baseline, current, defaultDriftSettings);
    expect(comparison.columns.map(({ decisions }) => decisions.distribution.drifted)).toEqual([null, null, false]);
  });
});

/** What does not depend on the order in which sums were made. */
function countsOf(profile: Profile | undefined): unknown {
  return profile && facetsOf(profile).map(({ name, profile: side }) => ({ name, ...side, moments: undefined }));
}
