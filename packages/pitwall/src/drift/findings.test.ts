import { type Finding, findingSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normals, picks } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';
import { judgeTables, moved, noon, outline } from './testing/tables.ts';

const { csv, text } = place();
const rows = 600;

const games = (seed: number) => ({
  pace: normals(seed, rows, 68, 4),
  won: picks(seed + 1, rows, [0, 1]),
  p_home: normals(seed + 2, rows, 0.5, 0.1),
  conference: picks(seed + 3, rows, ['Coast', 'Gulf', 'Lakes']),
});

type Games = Record<string, readonly Cell[]>;

async function judge(change: (now: ReturnType<typeof games>) => Games, settings = {}): Promise<Finding[]> {
  const tables = [await csv(games(1)), await csv(change(games(11)))] as const;
  return (await judgeTables(...tables, { joint: false, ...settings })).findings;
}

const find = (findings: readonly Finding[], column: string, metric: string): Finding => {
  const found = findings.find((one) => one.subject === `dataset:now/column:${column}` && one.metric === metric);
  if (!found) throw new Error(`expected ${column} ${metric} among ${outline(findings).join(', ')}`);
  return found;
};

describe('a finding of drift', () => {
  it('is one a reader and a program can use: every one of them fits the schema and has its time', async () => {
    const findings = await judge((now) => ({
      ...now,
      pace: now.pace.map((value, row) => (row % 5 === 0 ? null : row % 5 === 1 ? 'fast' : value + 9)),
      conference: now.conference.map((name) => (name === 'Gulf' ? 'Golf' : name)),
    }));
    expect(z.array(findingSchema).parse(findings)).toEqual(findings);
    expect(new Set(findings.map(({ at }) => at))).toEqual(new Set([noon.toISOString()]));
    expect(outline(moved(findings))).toEqual([
      'pace distribution alert',
      'pace missing alert',
      'pace type alert',
      'conference distribution alert',
      'conference new_categories alert',
      'conference vanished_categories alert',
    ]);
    for (const { evidence, message, metric } of moved(findings)) {
      expect(evidence.fix, metric).toBeTruthy();
      expect(message, metric).not.toMatch(/NaN|undefined|Infinity/);
      if (metric !== 'drift.columns') expect(evidence.computed, metric).toMatch(/ p \d/);
    }
  });

  it('says how far, how sure, what was and what is, and the threshold', async () => {
    const found = find(
      await judge((now) => ({ ...now, pace: now.pace.map((v) => v + 3) })),
      'pace',
      'drift.distribution',
    );
    expect(found).toMatchObject({ status: 'alert', value: expect.any(Number) });
    expect(found.message).toMatch(
      /^pace has moved: (PSI|KS distance) [\d.]+ \((medium|high)\), chance alone does that/,
    );
    expect(found.evidence.expected).toMatch(/^then 6[78]/);
    expect(found.evidence.observed).toMatch(/^now 7[01]/);
    expect(found.evidence.computed).toMatch(
      /psi over \d+ bins .*smoothing laplace.*anderson-darling .* counts up to 0\.0/,
    );
    expect(found.threshold).toEqual({ warning: '>= 0.1', alert: expect.stringMatching(/^>= 0\.2/) });
    expect(found.value).toBeGreaterThanOrEqual(Number(found.threshold?.alert?.slice(3)));
  });

  it('is a warning where it is low, and an alert from medium on', async () => {
    const status = async (shift: number) =>
      find(await judge((now) => ({ ...now, pace: now.pace.map((v) => v + shift) })), 'pace', 'drift.distribution')
        .status;
    expect([await status(0), await status(1.3), await status(4)]).toEqual(['pass', 'warning', 'alert']);
  });

  it('calls a target and a prediction so, with their own next step', async () => {
    const findings = await judge(
      (now) => ({ ...now, won: now.won.map((_, row) => (row % 10 ? 1 : 0)), p_home: now.p_home.map((p) => p + 0.2) }),
      { target: 'won', prediction: 'p_home' },
    );
    const [target, prediction] = [find(findings, 'won', 'drift.target'), find(findings, 'p_home', 'drift.prediction')];
    expect(target.message).toMatch(/^the target won has moved/);
    expect(target.evidence.fix).toMatch(/retrain/);
    expect(prediction.message).toMatch(/^the prediction p_home has moved/);
    expect(prediction.evidence.fix).toMatch(/inputs that moved/);
  });

  it('counts categories that came and those that did not, and names the first of them', async () => {
    const findings = await judge((now) => ({
      ...now,
      conference: now.conference.map((name, row) => (name === 'Gulf' ? `new ${row % 7}` : name)),
    }));
    const appeared = find(findings, 'conference', 'drift.new_categories');
    expect(appeared.message).toMatch(
      /new \d, new \d, .* and 2 more the baseline does not know \([\d.]+ % of its values\)/,
    );
    expect(appeared.value).toBeCloseTo((appeared.evidence.count ?? 0) / rows, 10);
    const vanished = find(findings, 'conference', 'drift.vanished_categories');
    expect(vanished.message).toMatch(/^conference: Gulf of the baseline did not come/);
  });

  it('lets a rare new category pass that few rows explain', async () => {
    const findings = await judge((now) => ({
      ...now,
      conference: now.conference.map((name, row) => (row === 7 ? 'Prairie' : name)),
    }));
    const appeared = find(findings, 'conference', 'drift.new_categories');
    expect(appeared).toMatchObject({ status: 'pass', message: expect.stringContaining('which few rows explain') });
  });

  it('says in which direction missing values changed', async () => {
    const holes = (now: ReturnType<typeof games>) => now.pace.map((v, row) => (row % 4 === 0 ? null : v));
    const more = find(await judge((now) => ({ ...now, pace: holes(now) })), 'pace', 'drift.missing');
    expect(more).toMatchObject({ value: 0.25, status: 'alert' });
    expect(more.message).toMatch(/^pace: more values are missing: the share changed by 25 %/);
    const { findings } = await judgeTables(await csv({ pace: holes(games(1)) }), await csv({ pace: games(11).pace }));
    expect(find(findings, 'pace', 'drift.missing').message).toMatch(/fewer values are missing: .* -25 %/);
  });

  it('misses whole columns once, for all of them', async () => {
    const findings = await judge(({ pace, won }) => ({ pace, won }));
    const gone = findings.filter(({ metric }) => metric === 'drift.columns');
    expect(gone).toMatchObject([
      { subject: 'dataset:now', value: 2, status: 'alert', evidence: { count: 2, total: 4 } },
    ]);
    expect(gone[0]?.message).toBe('p_home and conference of the baseline are not in the data');
  });

  it('that cannot be told has no value, a reason, and never passes', async () => {
    const { findings } = await judgeTables(await csv(games(1)), await text('pace,won,p_home,conference\n'));
    expect(findings).not.toEqual([]);
    for (const { status, value, reason } of findings) {
      expect({ status, value }).toEqual({ status: 'unknown', value: null });
      expect(reason).toBeTruthy();
    }
  });
});
