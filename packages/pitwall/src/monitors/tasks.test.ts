import { describe, expect, it } from 'vitest';
import { getWindow } from '../state/window-table.ts';
import { readWindowBody } from './body.ts';
import { type Bench, day, hour, monday, seeded, useMonitors } from './testing/bench.ts';

const start = useMonitors();

interface Event {
  readonly prediction: unknown;
  readonly label: unknown;
  readonly more?: object;
}

/** A day of a model, labels and all, judged. */
async function judged(settings: object, events: readonly Event[], model = 'm'): Promise<Bench> {
  const bench = await start({ models: { [model]: settings }, now: monday + day });
  const at = (index: number): number => monday + Math.floor((index / events.length) * day);
  await bench.send(
    'prediction',
    events.map(({ prediction, more }, index) => ({ model, id: `${index}`, at: at(index), prediction, ...more })),
  );
  await bench.send(
    'label',
    events.map(({ label }, index) => ({ model, id: `${index}`, label })),
  );
  bench.clock.now = monday + day + hour;
  expect(await bench.run(model)).toMatchObject({ judged: 1 });
  return bench;
}

async function figuresIn(bench: Bench, model = 'm') {
  const window = await getWindow(bench.server.state.db, { model, start: monday, end: monday + day });
  return readWindowBody(window?.body ?? '{}').figures;
}

const thresholds = (metric: string, alert: string) => ({ performance: { thresholds: { [metric]: { alert } } } });
const many = (make: (random: () => number, index: number) => Event): Event[] => {
  const random = seeded(5);
  return Array.from({ length: 200 }, (_, index) => make(random, index));
};
const statusOf = async (bench: Bench, metric: string) =>
  (await bench.findings(metric)).map(({ finding: { subject, status } }) => [subject, status]);

describe('a window', { timeout: 60_000 }, () => {
  it('of a binary model with odds is judged by accuracy and by profit', async () => {
    const bench = await judged(
      {
        task: 'binary',
        prediction: 'p_home',
        label: { column: 'won', positive: 'win' },
        odds: { column: 'price', closing: 'last_price' },
        stake: 'put',
        ...thresholds('accuracy', '< 0.9'),
      },
      many((random) => {
        const prediction = random();
        const odds = { odds: 1.5, closing: 1.4, stake: 1 };
        return { prediction, label: random() < prediction ? 'win' : 'loss', more: odds };
      }),
    );
    const figures = await figuresIn(bench);
    expect(Object.keys(figures)).toEqual(expect.arrayContaining(['accuracy', 'roc_auc', 'roi', 'profit']));
    expect(figures.roi?.rows).toBe(200);
    expect(await statusOf(bench, 'performance.accuracy')).toEqual([['model:m', 'alert']]);
    expect(await statusOf(bench, 'performance.roi')).toHaveLength(1);
  });

  it('of a model that only decides is judged too', async () => {
    const bench = await judged(
      { task: 'binary', prediction: { decision: 'says' }, label: 'y', ...thresholds('accuracy', '< 0.9') },
      many((_, index) => ({ prediction: index % 2 === 0, label: index % 2 === 0 })),
    );
    expect((await figuresIn(bench)).accuracy?.value).toBe(1);
  });

  it('of several classes is judged by probabilities or by names', async () => {
    const settings = { task: 'multiclass', prediction: 'says', label: 'y', ...thresholds('accuracy', '< 0.3') };
    const named = await judged(
      settings,
      many((random, index) => ({
        prediction: ['a', 'b', 'c'][index % 3],
        label: random() < 0.8 ? ['a', 'b', 'c'][index % 3] : 'a',
      })),
    );
    expect((await figuresIn(named)).accuracy?.value).toBeGreaterThan(0.7);
    const declared = { ...settings, prediction: { probabilities: { a: 'p_a', b: 'p_b' } } };
    const withKeys = (key: (name: string) => string) =>
      many((random) => {
        const p = random();
        return { prediction: { [key('a')]: p, [key('b')]: 1 - p }, label: random() < p ? 'a' : 'b' };
      });
    for (const [how, key] of [
      [settings, (name: string) => name],
      [declared, (name: string) => name],
      [declared, (name: string) => `p_${name}`],
    ] as const) {
      const figures = await figuresIn(await judged(how, withKeys(key)));
      expect(figures.accuracy?.value).toBeGreaterThan(0.6);
      expect(figures.log_loss?.value).toBeGreaterThan(0);
    }
  });

  it('of a regression is judged by its errors', async () => {
    const bench = await judged(
      { task: 'regression', prediction: 'f', label: 'y', ...thresholds('rmse', '> 0.5') },
      many((random) => {
        const x = 10 * random();
        return { prediction: x, label: x + random() - 0.5 };
      }),
    );
    expect((await figuresIn(bench)).rmse?.value).toBeCloseTo(0.29, 1);
    expect(await statusOf(bench, 'performance.rmse')).toEqual([['model:m', 'pass']]);
  });

  it('of a ranking is judged by its lists', async () => {
    const bench = await judged(
      { task: 'ranking', prediction: 's', label: 'r', user: 'u', item: 'i', k: 5, relevant_from: 1 },
      many((random, index) => {
        const label = index % 10 < 3 ? 1 : 0;
        return {
          prediction: label + random(),
          label,
          more: { user: `u${Math.floor(index / 10)}`, item: `i${index % 10}` },
        };
      }),
    );
    const figures = await figuresIn(bench);
    expect(figures['ndcg@5']?.value).toBeGreaterThan(0.8);
    expect(figures['ndcg@5']?.rows).toBe(20);
  });

  it('is estimated before labels come, where that is asked for, and never mixed with what was measured', async () => {
    const bench = await start({
      models: { m: { task: 'binary', prediction: 'p', label: 'y', estimate: {}, ...thresholds('accuracy', '< 0.1') } },
      now: monday + day,
    });
    const random = seeded(3);
    const rows = Array.from({ length: 600 }, (_, index) => ({ index, p: random(), at: monday + index * 100_000 }));
    await bench.send(
      'prediction',
      rows.map(({ index, p, at }) => ({ model: 'm', id: index, at, prediction: p })),
    );
    await bench.send(
      'label',
      rows.slice(0, 400).map(({ index, p }) => ({ model: 'm', id: index, label: random() < p ? 1 : 0 })),
    );
    bench.clock.now = monday + day + hour;
    await bench.run();
    const metrics = (await bench.findings()).map(({ finding: { metric } }) => metric);
    expect(metrics.filter((metric) => metric.startsWith('performance.estimated.'))).not.toEqual([]);
    expect((await figuresIn(bench)).accuracy?.rows).toBe(400);
  });

  it('with mistakes in its rows or settings says so and judges the rest', async () => {
    const settings = {
      task: 'binary',
      prediction: 'p',
      label: 'y',
      monitor: { contract: { columns: { pace: { type: 'number', max: 5 }, gone: 'string' }, rules: ['pace > 0'] } },
      ...thresholds('acuracy', '< 0.1'),
    };
    const bench = await judged(
      settings,
      many((_, index) => ({ prediction: 0.5, label: 1, more: { features: { pace: index % 10, other: 'x' } } })),
    );
    const all = (await bench.findings()).map(({ finding: { subject, metric, status, reason } }) => ({
      subject,
      metric,
      status,
      reason,
    }));
    expect(all).toContainEqual(
      expect.objectContaining({
        metric: 'performance.rows',
        status: 'unknown',
        reason: expect.stringContaining('acuracy'),
      }),
    );
    expect(all).toContainEqual(
      expect.objectContaining({ subject: 'model:m/column:pace', metric: 'contract.range', status: 'alert' }),
    );
    expect(all).toContainEqual(
      expect.objectContaining({ subject: 'model:m/column:gone', metric: 'contract.columns', status: 'alert' }),
    );
    expect(all).toContainEqual(expect.objectContaining({ metric: 'contract.rule', status: 'alert' }));
    expect(all).toContainEqual(expect.objectContaining({ metric: 'contract.extra_columns', status: 'warning' }));
  });

  it('of predictions that cannot be is found out', async () => {
    const bench = await judged(
      { task: 'binary', prediction: 'p', label: 'y' },
      many((_, index) => ({ prediction: index % 4 === 0 ? 1.5 : 0.5, label: 1 })),
    );
    expect(await statusOf(bench, 'contract.range')).toEqual([['model:m/column:prediction', 'alert']]);
  });

  it.each(["'; DROP TABLE prediction; --", '"', 'a/b:c%d', '日本', '../../etc', 'constructor', 'x'.repeat(200)])(
    'of a model or a feature called %j is judged like any other',
    async (name) => {
      const contract = { columns: { [name]: { type: 'number', max: 5 } } };
      const bench = await judged(
        { task: 'binary', prediction: 'p', label: 'y', monitor: { contract } },
        many((_, index) => ({ prediction: 0.5, label: index % 2, more: { features: { [name]: index } } })),
        name,
      );
      expect((await figuresIn(bench, name)).accuracy?.rows).toBe(200);
      const [range] = (await bench.findings('contract.range')).filter(({ finding }) => finding.status === 'alert');
      expect(range?.finding.evidence.count).toBe(194);
    },
  );
});
