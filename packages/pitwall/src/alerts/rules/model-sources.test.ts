import { describe, expect, it } from 'vitest';
import { type Bench, day, hour, minute, monday, seeded, useMonitors } from '../../monitors/testing/bench.ts';
import { baselineCreate } from '../../profiles/verbs/baseline-create.ts';
import { baselinePromote } from '../../profiles/verbs/baseline-promote.ts';
import { perform } from '../../server/perform.ts';
import { alertsOf, standing } from './testing/alerts-of.ts';

const start = useMonitors();

const model = { task: 'binary', prediction: 'p', label: 'y', monitor: { minimum_samples: 50 } };

interface Day {
  /** Out of 200 predictions so many are right. */
  readonly right?: number;
  /** How far one feature has moved. */
  readonly shift?: number;
  /** Whether every second value of it is missing. */
  readonly gaps?: boolean;
  readonly odds?: number;
}

const rows = 200;

/** A day goes by: predictions and their labels come, and it is judged. */
async function live(
  bench: Bench,
  number: number,
  { right = 160, shift = 0, gaps = false, odds = 2.4 }: Day = {},
): Promise<void> {
  // each day the same, so that nothing moves by chance
  const random = seeded(7);
  const gauss = () => random() + random() + random() + random() - 2;
  const from = monday + number * day;
  const ids = Array.from({ length: rows }, (_, index) => `${number}-${index}`);
  bench.clock.now = from + day - 1;
  await bench.send(
    'prediction',
    ids.map((id, index) => ({
      model: 'm',
      id,
      at: from + Math.floor((index / rows) * day),
      prediction: index % 2 ? 0.7 : 0.3,
      odds,
      features: { pace: gaps && index % 2 === 1 ? null : gauss() + shift, rest: gauss() },
    })),
  );
  await bench.send(
    'label',
    // half of the right ones are of either kind
    ids.map((id, index) => ({ model: 'm', id, label: index < right === (index % 2 === 1) ? 1 : 0 })),
  );
  bench.clock.now = from + day + hour;
  await bench.run();
}

describe('rules about models, from their sources', { timeout: 60_000 }, () => {
  it('drift: a feature that moves is one alert of its model, until it is back', async () => {
    const bench = await start({ models: { m: model } });
    await live(bench, 0);
    const span = { from: new Date(monday).toISOString(), to: new Date(monday + day).toISOString() };
    const { output } = await perform(bench.context, baselineCreate, { model: 'm', ...span });
    await perform(bench.context, baselinePromote, { model: 'm', version: output.version });
    await live(bench, 1);
    expect(await alertsOf(bench.server, 'drift')).toEqual([]);
    await live(bench, 2, { shift: 2 });
    expect(await standing(bench.server, 'drift')).toEqual({ 'model:m/column:pace drift.distribution': 'high' });
    expect(await alertsOf(bench.server, 'drift')).toEqual(['model:m firing high']);
    await live(bench, 3);
    expect(await standing(bench.server, 'drift')).toEqual({});
    await live(bench, 4, { gaps: true });
    expect(await standing(bench.server, 'drift')).toMatchObject({
      'model:m/column:pace drift.missing': 'high',
    });
    await live(bench, 5);
    expect(await standing(bench.server, 'drift')).toEqual({});
    expect(await alertsOf(bench.server, 'drift')).toEqual([expect.stringContaining('model:m resolved')]);
  });

  it('performance: money that is lost is critical, and one alert with all else that is not good enough', async () => {
    const performance = {
      thresholds: {
        roi: { warning: '< 0', alert: '< -0.02', minimum_samples: 10 },
        accuracy: { alert: '< 0.6', minimum_samples: 10 },
      },
    };
    const monitor = { ...model.monitor, degradation: { critical: 0.9, warning: 0.8 } };
    const bench = await start({ models: { m: { ...model, odds: 'odds', performance, monitor } } });
    await live(bench, 0);
    expect(await alertsOf(bench.server, 'performance')).toEqual([]);
    await live(bench, 1, { right: 80, odds: 1.5 });
    expect(await standing(bench.server, 'performance')).toEqual({
      'model:m performance.roi': 'critical',
      'model:m performance.accuracy': 'high',
    });
    expect(await alertsOf(bench.server, 'performance')).toEqual(['model:m firing critical']);
    await live(bench, 2);
    expect(await standing(bench.server, 'performance')).toEqual({});
    expect(await alertsOf(bench.server, 'performance')).toEqual([expect.stringContaining('model:m resolved')]);
  });

  it.each([
    [148, { accuracy: 'medium', f1: 'medium' }],
    [140, { accuracy: 'critical', f1: 'medium' }],
    [120, { accuracy: 'critical', f1: 'critical' }],
  ])('degradation: from 160 right ones to %d is %j, and one alert', async (right, severities) => {
    const monitor = { ...model.monitor, degradation: { metrics: ['accuracy', 'f1'], evidence: 'point' } };
    const bench = await start({ models: { m: { ...model, monitor } } });
    await live(bench, 0);
    await live(bench, 1);
    expect(await alertsOf(bench.server, 'degradation')).toEqual([]);
    await live(bench, 2, { right });
    expect(await standing(bench.server, 'degradation')).toEqual({
      'model:m degradation.accuracy': severities.accuracy,
      'model:m degradation.f1': severities.f1,
    });
    expect(await alertsOf(bench.server, 'degradation')).toEqual([`model:m firing ${severities.accuracy}`]);
    await live(bench, 3);
    expect(await standing(bench.server, 'degradation')).toEqual({});
    expect(await alertsOf(bench.server, 'degradation')).toEqual([expect.stringContaining('model:m resolved')]);
  });

  it('silence: a model that sends nothing any more is one alert, until it is heard', async () => {
    const monitor = { silence: { predictions: '30m' } };
    const bench = await start({ models: { m: { ...model, monitor } } });
    const predict = (id: string) =>
      bench.send('prediction', [{ model: 'm', id, at: bench.clock.now, prediction: 0.5 }]);
    await predict('a');
    await bench.run();
    expect(await alertsOf(bench.server, 'silence')).toEqual([]);
    bench.clock.now += 31 * minute;
    await bench.run();
    expect(await standing(bench.server, 'silence')).toEqual({ 'model:m silence.predictions': 'high' });
    await predict('b');
    await bench.run();
    expect(await standing(bench.server, 'silence')).toEqual({});
    expect(await alertsOf(bench.server, 'silence')).toEqual([expect.stringContaining('model:m resolved')]);
  });
});
