import { describe, expect, it } from 'vitest';
import { auditOf, lines, problemOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();

const hour = 3_600_000;
const model = { task: 'binary', prediction: 'p', label: 'y', monitor: { windows: '1h', minimum_samples: 5 } };

async function withPredictions(): Promise<Bench> {
  const bench = await servers.start({ config: { models: { m: model, quiet: model } } });
  const events = Array.from({ length: 20 }, (_, id) => ({ model: 'm', id, at: noon - 3 * hour + id, prediction: 0.5 }));
  await bench.send('/api/v1/models/m/predictions', lines(...events.map(({ model: _, ...event }) => event)));
  await bench.server.events.settled();
  return bench;
}

const judge = (bench: Bench, name = 'm') => bench.ask(`/api/v1/models/${name}/judge`, { method: 'POST' });
const asked = async (bench: Bench, path: string) =>
  (await (await bench.ask(path)).json()) as { items: Record<string, unknown>[] };

describe('models', { timeout: 30_000 }, () => {
  it('are listed, those that are declared and those that something came for', async () => {
    const bench = await withPredictions();
    expect((await asked(bench, '/api/v1/models')).items).toEqual([
      {
        name: 'm',
        task: 'binary',
        predictions: { count: 20, lastAt: new Date(noon).toISOString() },
        labels: null,
        window: null,
        baseline: null,
      },
      { name: 'quiet', task: 'binary', predictions: null, labels: null, window: null, baseline: null },
    ]);
  });

  it('are judged when somebody asks, and the audit says who', async () => {
    const bench = await withPredictions();
    const answer = await judge(bench);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ judged: 2, findings: expect.any(Number), corrections: 0, left: 0 });
    const [{ window } = {}] = (await asked(bench, '/api/v1/models')).items;
    expect(window).toMatchObject({ state: 'judged', rows: 0, status: 'unknown', revision: 1 });
    const audit = (await auditOf(bench)).filter(({ verb }) => verb === 'window.judge' || verb === 'model.judge');
    expect(audit.map(({ verb, actor }) => [verb, actor])).toEqual([
      ['model.judge', bench.keys.actor],
      ['window.judge', 'system'],
      ['window.judge', 'system'],
    ]);
  });

  it('have windows, which are paged', async () => {
    const bench = await withPredictions();
    await judge(bench);
    const first = await (await bench.ask('/api/v1/models/m/windows?limit=1&order=oldest')).json();
    expect(first).toEqual({
      items: [
        {
          start: new Date(noon - 3 * hour).toISOString(),
          end: new Date(noon - 2 * hour).toISOString(),
          state: 'judged',
          rows: 20,
          labels: 0,
          status: 'unknown',
          revision: 1,
          judgedAt: new Date(noon).toISOString(),
        },
      ],
      next: expect.any(String),
      more: true,
    });
    const { next } = first as { next: string };
    expect((await asked(bench, `/api/v1/models/m/windows?order=oldest&cursor=${next}`)).items).toHaveLength(1);
  });

  it('that nobody declared are refused', async () => {
    const bench = await withPredictions();
    for (const answer of [await judge(bench, 'n'), await bench.ask('/api/v1/models/n/windows')]) {
      expect(answer.status).toBe(404);
      expect(await problemOf(answer)).toMatchObject({ code: 'model.missing' });
    }
    const any = await servers.start();
    expect((await judge(any)).status).toBe(404);
    expect((await any.ask('/api/v1/models/m/windows?cursor=x')).status).toBe(400);
  });
});
