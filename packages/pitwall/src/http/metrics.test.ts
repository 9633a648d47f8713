import { describe, expect, it } from 'vitest';
import { auditOf, problemOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();
const json = { 'content-type': 'application/json' };

const post = (bench: Bench, body: unknown): Promise<Response> =>
  bench.ask('/api/v1/metrics', { method: 'POST', body: JSON.stringify(body), headers: json });
const read = async (bench: Bench, query: string) => {
  const answer = await bench.ask(`/api/v1/metrics${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as {
    stepSeconds: number;
    items: { component: string; labels: object; points: [string, ...(number | null)[]][] }[];
  };
};

describe('figures of a service', () => {
  it('are taken in, read back in each range, and written into the audit once a request', async () => {
    const bench = await servers.start();
    const shop = { component: 'shop', metric: 'latency_ms' };
    const sent = await post(bench, [
      { ...shop, at: '2026-01-05T11:59:58Z', value: 40 },
      { ...shop, at: noon - 1_000, value: 60 },
      { ...shop, component: 'till', labels: { shop: '7' }, value: 1 },
    ]);
    expect([sent.status, await sent.json()]).toEqual([200, { recorded: 3, refused: 0 }]);
    const { items, stepSeconds } = await read(bench, '?component=shop&metric=latency_ms');
    expect(stepSeconds).toBe(10);
    expect(items[0]?.points.filter(([, min]) => min !== null)).toEqual([
      ['2026-01-05T11:59:50.000Z', 40, 60, 50, 60, 2],
    ]);
    const shapes = await Promise.all(
      ['1h', '6h', '24h', '7d', '30d'].map(async (range) => (await read(bench, `?range=${range}`)).stepSeconds),
    );
    expect(shapes).toEqual([10, 60, 300, 1_800, 7_200]);
    expect((await read(bench, '?component=till')).items).toMatchObject([{ component: 'till', labels: { shop: '7' } }]);
    expect(await auditOf(bench, '?verb=metric.record')).toMatchObject([
      { subject: 'component:shop', outcome: 'done', input: { samples: 3, recorded: 3, refused: 0 } },
    ]);
  });

  it('are listed with their latest value', async () => {
    const bench = await servers.start();
    await post(bench, { component: 'shop', metric: 'orders', value: 3 });
    const answer = await bench.ask('/api/v1/metrics/series?component=shop');
    expect(await answer.json()).toMatchObject({
      items: [
        { component: 'shop', metric: 'orders', labels: {}, latest: { at: '2026-01-05T12:00:00.000Z', value: 3 } },
      ],
      more: false,
    });
  });

  it.each([
    ['a clock that is ahead', { component: 'a', metric: 'b', at: noon + 300_001, value: 1 }, 'samples.0.at'],
    [
      'what is older than a month',
      { component: 'a', metric: 'b', at: noon - 32 * 86_400_000, value: 1 },
      'samples.0.at',
    ],
    ['what the server says of itself', { component: 'server', metric: 'cpu_share', value: 0 }, 'samples.0.component'],
    ['what monitors say', { component: 'model:m', metric: 'accuracy', value: 1 }, 'samples.0.component'],
    ['a value that is none', { component: 'a', metric: 'b', value: null }, 'samples.0.value'],
    ['a value beyond sums', { component: 'a', metric: 'b', value: 1e300 }, 'samples.0.value'],
    ['control characters', { component: 'a\n', metric: 'b', value: 1 }, 'samples.0.component'],
    ['a key that nobody knows', { component: 'a', metric: 'b', value: 1, unit: 'ms' }, 'samples.0.unit'],
    ['no samples', [], 'samples'],
  ])('are refused with %s', async (_, body, field) => {
    const bench = await servers.start();
    const answer = await post(bench, body);
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({ code: 'request.invalid', field });
    expect((await read(bench, '')).items).toEqual([]);
  });

  it('are taken as a whole or not at all', async () => {
    const bench = await servers.start();
    const good = { component: 'a', metric: 'b', value: 1 };
    expect((await post(bench, [good, { ...good, component: 'server' }])).status).toBe(400);
    expect((await read(bench, '')).items).toEqual([]);
  });

  it.each([
    ['?range=2h', 'range'],
    ['?range=1h&from=2026-01-05T11:00:00Z', 'range'],
    ['?to=2026-01-05T11:00:00Z', 'from'],
    ['?from=2026-01-05T11:00:00Z&to=2026-01-05T11:00:00Z', 'from'],
    ['?from=0001-01-01T00:00:00Z', 'from'],
    ['?limit=51', 'limit'],
  ])('are not read with %s', async (query, field) => {
    const bench = await servers.start();
    const answer = await bench.ask(`/api/v1/metrics${query}`);
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({ field });
  });

  it('that are sent again with the same key are counted once', async () => {
    const bench = await servers.start();
    const body = JSON.stringify({ component: 'shop', metric: 'orders', value: 3 });
    const send = (key: string) =>
      bench.ask('/api/v1/metrics', { method: 'POST', body, headers: { ...json, 'idempotency-key': key } });
    for (const key of ['k-1', 'k-1', 'k-2']) expect((await send(key)).status).toBe(200);
    const { items } = await read(bench, '?metric=orders');
    expect(items[0]?.points.at(-1)?.at(-1)).toBe(2);
    expect(await problemOf(await send('ä'.normalize('NFC')))).toMatchObject({ field: 'Idempotency-Key' });
  });

  it('need a token', async () => {
    const bench = await servers.start();
    const answer = await fetch(`${bench.serving.address}/api/v1/metrics`);
    expect(answer.status).toBe(401);
  });
});
