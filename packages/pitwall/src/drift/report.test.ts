import { driftReportSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { compareTable } from './compare.ts';
import { defaultDriftSettings } from './config.ts';
import { reportOf } from './report.ts';
import { normals, picks } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';
import { baselineOf, judgeTables } from './testing/tables.ts';

const { csv, text } = place();
const rows = 500;

const games = (seed: number): Record<string, Cell[]> => ({
  pace: normals(seed, rows, 68, 4),
  points: normals(seed + 1, rows),
  rest: picks(seed + 2, rows, [1, 2, 3, 4]),
  conference: picks(seed + 3, rows, ['Coast', 'Gulf', 'Lakes']),
});

const plus = (values: readonly Cell[] | undefined, shift: number): Cell[] =>
  (values ?? []).map((value) => Number(value) + shift);

async function report(change: (now: Record<string, Cell[]>) => Record<string, readonly Cell[]>, settings = {}) {
  const tables = [await csv(games(1)), await csv(change(games(11)))] as const;
  return (await judgeTables(...tables, { joint: false, ...settings })).drift;
}

describe('the report of a comparison', () => {
  it('fits its schema, with every column in the order of the baseline', async () => {
    const drift = await report((now) => ({ ...now, pace: plus(now.pace, 5) }));
    expect(driftReportSchema.parse(drift)).toEqual(drift);
    expect(drift.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['pace', 'number'],
      ['points', 'number'],
      ['rest', 'number'],
      ['conference', 'category'],
    ]);
    expect(drift).toMatchObject({ baseline: 'then', rows: { reference: rows, current: rows } });
    expect(drift.false_alarms).toBe('1 per month, compared every day');
  });

  it('shows each column then and now: effect, evidence, typical values, a picture', async () => {
    const [pace] = (await report((now) => ({ ...now, pace: plus(now.pace, 5) }))).columns;
    expect(pace).toMatchObject({
      status: 'alert',
      drifted: true,
      severity: 'high',
      effect: { measure: 'psi', thresholds: [0.1, 0.25, 0.5], computed: expect.stringMatching(/bins/) },
      evidence: { method: 'anderson-darling' },
      rows: { reference: rows, current: rows },
      missing: { reference: 0, current: 0 },
      picture: { kind: 'histogram' },
    });
    const [then, now] = [Number(pace?.typical?.reference), Number(pace?.typical?.current)];
    expect(now - then).toBeCloseTo(5, 0);
  });

  it('names what moved together and what to look at first, and what is as before', async () => {
    const drift = await report((now) => ({ ...now, pace: plus(now.pace, 9), points: plus(now.points, 0.7) }));
    expect(drift.summary).toMatch(/pace and points have moved/);
    expect(drift.summary).toMatch(/together/);
    expect(drift.summary).toMatch(/2 other columns are as before/);
    expect(drift.next.join('\n')).toMatch(/Look at pace first/);
    expect(drift.next.join('\n')).toMatch(/pitwall baseline create/);
    expect(drift.next.join('\n')).not.toMatch(/broken join/);
  });

  it('thinks of a broken join first where most of the columns moved at once', async () => {
    const drift = await report((now) => ({
      pace: plus(now.pace, 9),
      points: plus(now.points, 5),
      rest: plus(now.rest, 10),
      conference: now.conference ?? [],
    }));
    expect(drift.next[0]).toMatch(/Most columns moved at once.*broken join/);
  });

  it('says that nothing moved where nothing did, and has nothing to do next', async () => {
    const drift = await report((now) => now);
    expect(drift.summary).toMatch(/nothing has moved.*4 columns are as before/i);
    expect(drift.next).toEqual([]);
  });

  it('tells of missing values, of columns that are gone and of such that could not be judged', async () => {
    const drift = await report(({ pace, points, rest }) => ({
      pace: (pace ?? []).map((value, row) => (row % 4 ? value : null)),
      points: (points ?? []).map(() => '?'),
      rest: rest ?? [],
    }));
    expect(drift.summary).toMatch(/share of missing values changed in pace/);
    expect(drift.summary).toMatch(/1 could not be judged/);
    expect(drift.summary).toMatch(/conference is gone/);
    expect(drift.next.join('\n')).toMatch(/source of pace why values are missing/);
    expect(drift.next.join('\n')).toMatch(/Ask why conference did not come/);
    const points = drift.columns.find(({ name }) => name === 'points');
    expect(points).toMatchObject({ status: 'unknown', drifted: null, severity: null, effect: null, evidence: null });
    expect(points?.reason).toBeTruthy();
  });

  it('does not say that nothing moved where nothing could be told', async () => {
    const { drift } = await judgeTables(await csv(games(1)), await text('pace,points,rest,conference\n'));
    expect(drift.summary).not.toMatch(/nothing has moved/i);
    expect(drift.summary).toMatch(/4 could not be judged/);
    expect(driftReportSchema.safeParse(drift).success).toBe(true);
  });

  it('draws nothing where nobody looks', async () => {
    const { baseline } = await baselineOf(await csv(games(1)));
    const comparison = await compareTable(await csv(games(11)), baseline, defaultDriftSettings);
    expect(reportOf(comparison, defaultDriftSettings, false).columns.map(({ picture }) => picture)).toEqual(
      Array(4).fill(null),
    );
    const settings = { ...defaultDriftSettings, false_alarms: '1 in 50' };
    expect(reportOf(comparison, settings, true).false_alarms).toBe('1 in 50 comparisons');
  });
});
