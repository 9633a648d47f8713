import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inferTypes } from '../contracts/index.ts';
import { hour } from '../core/duration.ts';
import { openRows } from '../data/rows.ts';
import { createBaseline, defaultDriftSettings, judgeDrift, nothingDeclared, writeBaseline } from '../drift/index.ts';
import { batchOf } from '../events/batch.ts';
import { type Bench, noon, useServers } from '../http/testing/bench.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { listAudit } from '../state/audit-table.ts';
import { listBaselines } from '../state/baseline-table.ts';
import { eventTable } from './event-table.ts';
import { profileEvents } from './hourly.ts';
import { baselineInForce, overlaps } from './in-force.ts';
import { adoptBaseline } from './verbs/baseline-adopt.ts';
import { baselineCreate } from './verbs/baseline-create.ts';
import { baselinePromote } from './verbs/baseline-promote.ts';
import { judgeWindowDrift } from './window-drift.ts';

const servers = useServers();
const begin = noon - 48 * hour;
const contextOf = ({ server }: Bench) => ({ ...server, config: server.config, actor: system });

async function send(bench: Bench, from: number, hours: number, shift = 0): Promise<void> {
  const rows = Array.from({ length: hours * 60 }, (_, minute) => {
    const spread = ((minute * 7919) % 1009) / 1009;
    return {
      model: 'm/x',
      id: `${from}-${minute}`,
      at: new Date(from + minute * 60_000).toISOString(),
      prediction: Math.min(1, spread * 0.8 + shift / 10),
      features: { pace: 60 + 20 * spread + shift, rest: minute % 5, venue: `v${minute % (shift > 0 ? 4 : 3)}` },
    };
  });
  await bench.server.events.ingest(batchOf(rows, { kind: 'prediction', now: new Date(noon) }));
  await bench.server.events.settled();
}

const iso = (at: number): string => new Date(at).toISOString();
const now = new Date(noon);

async function judge(bench: Bench, start: number, hours: number) {
  const context = contextOf(bench);
  const baseline = await baselineInForce(context.state.db, 'm/x');
  if (baseline) await profileEvents({ context, model: 'm/x', baseline, since: begin });
  const window = { start, end: start + hours * hour };
  return judgeWindowDrift({ context, model: 'm/x', window, settings: defaultDriftSettings, now });
}

describe('the drift of a window', () => {
  it('is found from summed hours as it is from the rows', async () => {
    const bench = await servers.start({ models: ['m/x'] });
    await send(bench, begin, 24);
    await send(bench, begin + 24 * hour, 6);
    await send(bench, begin + 30 * hour, 6, 5);
    expect(await judge(bench, begin, 6)).toEqual({ unknown: 'no baseline is in force to compare it with' });
    const asked = { model: 'm/x', from: iso(begin), to: iso(begin + 24 * hour) };
    await perform(contextOf(bench), baselineCreate, asked);
    await perform(contextOf(bench), baselinePromote, { model: 'm/x', version: 1 });
    const overlapping = await judge(bench, begin + 23 * hour, 2);
    expect(overlapping).toMatchObject({ unknown: expect.stringContaining('overlaps the span that version 1') });

    const quiet = await judge(bench, begin + 24 * hour, 6);
    if ('unknown' in quiet) throw new Error(quiet.unknown);
    expect(quiet.findings.filter(({ status }) => status === 'alert')).toEqual([]);
    const moved = await judge(bench, begin + 30 * hour, 6);
    if ('unknown' in moved) throw new Error(moved.unknown);
    expect(moved).toMatchObject({ rows: 360, baseline: { version: 1, by: 'system', rows: 1440 } });
    const alerts = moved.findings
      .filter(({ status }) => status === 'alert')
      .map(({ subject, metric }) => [subject, metric]);
    expect(alerts).toEqual(
      expect.arrayContaining([
        ['model:m%2Fx/column:pace', 'drift.distribution'],
        ['model:m%2Fx/column:prediction', 'drift.prediction'],
        ['model:m%2Fx/column:venue', 'drift.new_categories'],
      ]),
    );

    const engine = await bench.server.events.openEngine();
    const content = (await baselineInForce(bench.server.state.db, 'm/x'))?.content;
    if (!content) throw new Error('expected a baseline');
    const selection = { model: 'm/x', from: new Date(begin + 30 * hour), to: new Date(begin + 36 * hour) };
    const ofRows = await judgeDrift(await eventTable(engine, bench.server.events, selection), content, {
      dataset: 'm/x',
      now,
      settings: { ...defaultDriftSettings, prediction: 'prediction', joint: false },
      pictures: false,
    });
    engine.close();
    const about = (findings: readonly { metric: string; value: number | null; status: string }[]) =>
      findings.map(({ metric, value, status }) => [metric, value, status]);
    expect(about(moved.findings)).toEqual(about(ofRows.findings));
  });

  it('cannot be told of a window without rows, nor of one before the hours that are kept', async () => {
    const bench = await servers.start({ models: ['m/x'] });
    await send(bench, begin, 12);
    await perform(contextOf(bench), baselineCreate, { model: 'm/x', from: iso(begin), to: iso(begin + 12 * hour) });
    await perform(contextOf(bench), baselinePromote, { model: 'm/x', version: 1 });
    const empty = await judge(bench, begin + 20 * hour, 1);
    if ('unknown' in empty) throw new Error(empty.unknown);
    expect(empty.rows).toBe(0);
    expect(
      empty.findings.filter(({ metric }) => metric !== 'drift.missing').every(({ status }) => status === 'unknown'),
    ).toBe(true);
    expect(await judge(bench, begin - hour, 1)).toMatchObject({ unknown: expect.stringContaining('counted from') });
  });
});

describe('a window and the span of a baseline', () => {
  it.each([
    [0, 5, false],
    [0, 10, false],
    [0, 11, true],
    [12, 15, true],
    [19, 30, true],
    [20, 30, false],
    [0, 30, true],
  ])('from %i to %i overlap 10 to 20: %s', (start, end, is) => {
    expect(overlaps({ kind: 'events', from: 10, to: 20 }, { start, end })).toBe(is);
    expect(overlaps({ kind: 'file', name: 'b', created: '' }, { start, end })).toBe(false);
  });
});

describe('a baseline file that the configuration names', () => {
  it('becomes a version, is in force, is adopted once, and gives way to another file and to whoever promotes by hand', async () => {
    const model = { task: 'binary', prediction: 'p_home', label: 'won', id: 'game' };
    const bench = await servers.start({ config: { models: { 'm/x': model } } });
    const engine = await bench.server.events.openEngine();
    const rows = Array.from({ length: 200 }, (_, index) => ({
      game: `g${index}`,
      p_home: (index % 80) / 100,
      won: index % 2,
      pace: 60 + (index % 20),
    }));
    const options = { name: 'b', dataset: null, declared: nothingDeclared, infer: inferTypes, now };
    const file = await createBaseline(await openRows(engine, rows), options);
    engine.close();
    await mkdir(join(bench.server.home, 'baselines'), { recursive: true });
    await writeBaseline(join(bench.server.home, 'baselines', 'b.json.gz'), file, 'b');
    const input = { model: 'm/x', name: 'b' };
    expect(await adoptBaseline(contextOf(bench), input)).toEqual({ version: 1, added: true, promoted: true });
    expect(await adoptBaseline(contextOf(bench), input)).toBeUndefined();
    const { db } = bench.server.state;
    const inForce = await baselineInForce(db, 'm/x');
    expect(inForce?.content.columns.map(({ name }) => name)).toEqual(['prediction', 'pace']);
    expect(inForce).toMatchObject({ version: 1, rows: 200, source: { kind: 'file', name: 'b' } });

    const other = { ...file, rows: 201 };
    await writeBaseline(join(bench.server.home, 'baselines', 'c.json.gz'), other, 'c');
    const next = await adoptBaseline(contextOf(bench), { ...input, name: 'c' });
    expect(next).toEqual({ version: 2, added: true, promoted: true });
    expect(await baselineInForce(db, 'm/x')).toMatchObject({ version: 2 });
    await perform(contextOf(bench), baselinePromote, { model: 'm/x', version: 1 });
    expect(await adoptBaseline(contextOf(bench), { ...input, name: 'c' })).toBeUndefined();
    expect(await baselineInForce(db, 'm/x')).toMatchObject({ version: 1 });
    expect(await listBaselines(db, 'm/x')).toHaveLength(2);
    expect((await listAudit(db, { verb: 'baseline.adopt' })).items).toHaveLength(2);
    await expect(adoptBaseline(contextOf(bench), { ...input, name: 'none' })).rejects.toMatchObject({
      code: 'baseline.missing',
    });
  });
});
