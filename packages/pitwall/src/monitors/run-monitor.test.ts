import { describe, expect, it } from 'vitest';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { getWindow, listWindows } from '../state/window-table.ts';
import { runMonitor } from './run-monitor.ts';
import { type Bench, day, hour, monday, seeded, useMonitors } from './testing/bench.ts';

const start = useMonitors();

const binary = { task: 'binary', prediction: 'p', label: 'y' };

interface DayOptions {
  readonly rows?: number;
  /** Labels follow the probabilities where 1, and are a coin where 0. */
  readonly skill?: number;
}

/** Predictions of a day, and their labels. */
function dayOf(number: number, { rows = 400, skill = 1 }: DayOptions = {}) {
  const random = seeded(number + 17);
  const from = monday + number * day;
  const events = Array.from({ length: rows }, (_, index) => {
    const p = 0.05 + 0.9 * random();
    const at = from + Math.floor((index / rows) * day);
    const id = `${number}-${index}`;
    const features = { pace: 10 + random(), city: index % 2 ? 'a' : 'b' };
    return {
      prediction: { model: 'm', id, at, prediction: p, features },
      label: { model: 'm', id, label: random() < skill * p + (1 - skill) * 0.5 ? 1 : 0 },
    };
  });
  return { predictions: events.map(({ prediction }) => prediction), labels: events.map(({ label }) => label) };
}

/** A day goes by: its predictions come, it is judged, its labels come, and it is judged again. */
async function live(bench: Bench, number: number, options?: DayOptions): Promise<void> {
  const { predictions, labels } = dayOf(number, options);
  bench.clock.now = monday + (number + 1) * day - 1;
  await bench.send('prediction', predictions);
  bench.clock.now = monday + (number + 1) * day + hour;
  await bench.run();
  bench.clock.now += 2 * hour;
  await bench.send('label', labels);
  await bench.run();
}

/** What stands of a window, by metric. */
async function standing(bench: Bench, number: number): Promise<ReadonlyMap<string, string>> {
  const all = await bench.findings();
  return new Map(
    all
      .filter(({ window, correctedBy }) => window?.start === monday + number * day && correctedBy === null)
      .map(({ finding: { metric, status } }) => [metric, status]),
  );
}

const auditOf = async (bench: Bench, verb: string) =>
  (await listAudit(bench.server.state.db, { limit: 1_000 })).items.filter((entry) => entry.verb === verb);

describe('the watch over a model', () => {
  it('judges each day once it is over, and corrects it when labels come', { timeout: 60_000 }, async () => {
    const bench = await start({
      models: { m: { ...binary, performance: { thresholds: { accuracy: { alert: '< 0.6' } } } } },
    });
    const { predictions, labels } = dayOf(0);
    bench.clock.now = monday + day - 1;
    await bench.send('prediction', predictions);
    expect(await bench.run()).toMatchObject({ judged: 0 });
    bench.clock.now = monday + day + hour - 1;
    expect(await bench.run()).toMatchObject({ judged: 0, left: 0 });
    bench.clock.now += 1;
    expect(await bench.run()).toMatchObject({ judged: 1, corrections: 0 });
    expect(await standing(bench, 0)).toEqual(
      new Map([
        ['monitor.rows', 'pass'],
        ['contract.columns', 'pass'],
        ['drift.window', 'unknown'],
        ['performance.rows', 'unknown'],
        ['performance.accuracy', 'unknown'],
      ]),
    );
    // nothing is new, and what is not new costs nothing
    expect(await bench.run()).toMatchObject({ judged: 0 });
    bench.clock.now += 2 * hour;
    await bench.send('label', labels);
    expect(await bench.run()).toMatchObject({ judged: 1, findings: 2, corrections: 2 });
    expect((await standing(bench, 0)).get('performance.accuracy')).toBe('pass');
    const [before, after] = await bench.findings('performance.accuracy');
    expect(before).toMatchObject({ correctedBy: after?.id, finding: { status: 'unknown' } });
    expect(after?.finding.message).toMatch(/^accuracy is 0\.\d+ .*; corrected, before it was unknown$/);
    expect(await auditOf(bench, 'window.judge')).toHaveLength(2);
    expect(await verifyChain(bench.server.state.db)).toMatchObject({ sound: true });
    const key = { model: 'm', start: monday, end: monday + day };
    expect(await getWindow(bench.server.state.db, key)).toMatchObject({
      rows: 400,
      labels: 400,
      revision: 2,
      pending: false,
    });
  });

  it('sees a model become worse, and only then', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: binary } });
    for (let number = 0; number < 3; number += 1) await live(bench, number, { rows: 1_500 });
    await live(bench, 3, { rows: 1_500, skill: 0 });
    expect((await standing(bench, 1)).get('degradation.roc_auc')).toBe('pass');
    expect((await standing(bench, 2)).get('degradation.accuracy')).toBe('pass');
    expect((await standing(bench, 3)).get('degradation.accuracy')).toBe('alert');
    expect((await standing(bench, 3)).get('degradation.roc_auc')).toBe('alert');
  });

  it('opens exactly the windows again that late events belong to', { timeout: 60_000 }, async () => {
    const windows = ['1d', { length: '2d', every: '1d' }];
    const bench = await start({ models: { m: { ...binary, monitor: { windows } } } });
    bench.clock.now = monday + 5 * day;
    for (let number = 0; number < 4; number += 1)
      await bench.send('prediction', dayOf(number, { rows: 60 }).predictions);
    bench.clock.now = monday + 6 * day + 2 * hour;
    await bench.run();
    const states = async () => {
      const { items } = await listWindows(bench.server.state.db, { model: 'm', order: 'oldest', limit: 1_000 });
      return new Map(items.map((one) => [`${(one.start - monday) / day} ${(one.end - one.start) / day}`, one]));
    };
    const before = await states();
    const [short, long] = [
      [0, 1, 2, 3, 4, 5],
      [-1, 0, 1, 2, 3, 4],
    ];
    const all = [...short.map((number) => `${number} 1`), ...long.map((number) => `${number} 2`)];
    expect([...before.keys()].sort()).toEqual(all.sort());
    bench.clock.now += 2 * hour;
    await bench.send('prediction', [{ model: 'm', id: 'late', at: monday + day + 5, prediction: 0.5 }]);
    expect(await bench.run()).toMatchObject({ judged: 3, corrections: 3 });
    const after = await states();
    const changed = [...after].filter(([key, one]) => one.revision !== before.get(key)?.revision).map(([key]) => key);
    expect(changed.sort()).toEqual(['0 2', '1 1', '1 2']);
    // the same again changes nothing
    bench.clock.now += 2 * hour;
    await bench.send('prediction', [{ model: 'm', id: 'late', at: monday + day + 5, prediction: 0.5 }]);
    expect(await bench.run()).toMatchObject({ corrections: 0, findings: 0 });
  });

  it('corrects what a corrected label changes', { timeout: 60_000 }, async () => {
    const bench = await start({
      models: { m: { ...binary, performance: { thresholds: { accuracy: { alert: '< 0.5' } } } } },
    });
    await live(bench, 0, { rows: 100 });
    const all = dayOf(0, { rows: 100 }).labels;
    const turned = all.map(({ id, label }) => ({ model: 'm', id, label: 1 - label, supersedes: true }));
    bench.clock.now += 2 * hour;
    await bench.send('label', turned);
    await bench.run();
    const stories = (await bench.findings('performance.accuracy')).map(({ finding }) => finding.status);
    expect(stories).toEqual(['unknown', 'pass', 'alert']);
  });

  it('leaves windows closed that ended longer ago than it looks back', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: { ...binary, monitor: { look_back: '2d' } } } });
    await live(bench, 0, { rows: 60 });
    bench.clock.now = monday + 4 * day + 2 * hour;
    await bench.send('prediction', [{ model: 'm', id: 'old', at: monday + 5, prediction: 0.5 }]);
    await bench.run();
    const key = { model: 'm', start: monday, end: monday + day };
    expect(await getWindow(bench.server.state.db, key)).toMatchObject({ rows: 60, pending: false });
  });

  it('says of a window in which nothing came that nothing is known', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: binary } });
    await live(bench, 0, { rows: 60 });
    bench.clock.now = monday + 2 * day + hour;
    expect(await bench.run()).toMatchObject({ judged: 1, findings: 1 });
    expect(await standing(bench, 1)).toEqual(new Map([['monitor.rows', 'unknown']]));
    const [, empty] = await bench.findings('monitor.rows');
    expect(empty?.finding).toMatchObject({ value: 0, reason: '0 predictions, at least 50 are needed' });
    // and of a model that never sent anything there is no window
    const silent = await start({ models: { m: binary }, now: monday + 30 * day });
    expect(await silent.run()).toMatchObject({ judged: 0 });
    silent.clock.now += 5 * day;
    expect(await silent.run()).toMatchObject({ judged: 0 });
    expect(await silent.findings()).toEqual([]);
  });

  it('judges again when a label is due that did not come', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: { ...binary, label: { column: 'y', within: '3d' }, time: 't' } } });
    bench.clock.now = monday + day;
    await bench.send('prediction', dayOf(0, { rows: 60 }).predictions);
    bench.clock.now = monday + day + hour;
    await bench.run();
    expect((await standing(bench, 0)).get('performance.overdue_labels')).toBe('pass');
    bench.clock.now = monday + 4 * day + hour;
    await bench.run();
    expect((await standing(bench, 0)).get('performance.overdue_labels')).toBe('warning');
  });

  it('judges labels that trickle in together, and at once when somebody asks', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: binary } });
    await live(bench, 0, { rows: 100 });
    const again = dayOf(0, { rows: 200 });
    await bench.send(
      'prediction',
      again.predictions.map((one) => ({ ...one, id: `more-${one.id}` })),
    );
    expect(await bench.run()).toMatchObject({ judged: 0 });
    expect(await bench.run('m', true)).toMatchObject({ judged: 1 });
    await bench.send(
      'label',
      again.labels.map((one) => ({ ...one, id: `more-${one.id}` })),
    );
    expect(await bench.run()).toMatchObject({ judged: 0 });
    bench.clock.now += hour;
    expect(await bench.run()).toMatchObject({ judged: 1 });
  });

  it('is left to the server that has the events, where two share a state', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: binary } });
    const other = await start({ models: { m: binary }, now: monday + 2 * day });
    const { predictions, labels } = dayOf(0);
    bench.clock.now = monday + day + hour;
    await bench.send('prediction', predictions);
    await bench.run();
    await bench.send('label', labels);
    // opened again, and not judged so soon
    await bench.run();
    bench.clock.now += 2 * hour;
    const before = await bench.findings();
    const away = { ...other.context, state: bench.context.state };
    expect(await runMonitor({ context: away, model: 'm', atOnce: true })).toMatchObject({ judged: 0 });
    expect(await bench.findings()).toEqual(before);
    expect(await bench.run()).toMatchObject({ judged: 1 });
  });

  it('leaves what is too much for one run to the next', { timeout: 60_000 }, async () => {
    const bench = await start({ models: { m: { ...binary, monitor: { windows: '1h', minimum_samples: 1 } } } });
    bench.clock.now = monday + 3 * day;
    await bench.send('prediction', dayOf(0, { rows: 480 }).predictions);
    await bench.send('prediction', dayOf(1, { rows: 480 }).predictions);
    await bench.send('prediction', dayOf(2, { rows: 480 }).predictions);
    bench.clock.now = monday + 3 * day + hour;
    expect(await bench.run()).toMatchObject({ judged: 50, left: 1 });
    expect(await bench.run()).toMatchObject({ judged: 22, left: 0 });
    const { items } = await listWindows(bench.server.state.db, { model: 'm', limit: 1_000 });
    expect(items.every(({ rows, pending }) => rows === 20 && !pending)).toBe(true);
  });
});
