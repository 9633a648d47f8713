import { describe, expect, it } from 'vitest';
import { auditOf, lines, problemOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();
const place = '/api/v1/models/m/baselines';
const hour = 3_600_000;
const iso = (hours: number): string => new Date(noon + hours * hour).toISOString();

async function send(bench: Bench, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, id) => ({
    id,
    at: iso(-1 - (id % 48)),
    prediction: (id % 50) / 50,
    features: { pace: id % 7, venue: `v${id % 3}` },
  }));
  expect((await bench.send('/api/v1/models/m/predictions', lines(...rows))).ok).toBe(true);
  await bench.server.events.settled();
}

const create = (bench: Bench, body: unknown, headers: Record<string, string> = {}) =>
  bench.ask(place, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const promote = (bench: Bench, version: number | string) =>
  bench.ask(`${place}/${version}/promote`, { method: 'POST' });

describe('the baselines of a model', () => {
  it('are made of a span of its events, promoted, and listed with their history', async () => {
    const bench = await servers.start({ models: ['m'] });
    await send(bench, 300);
    const span = { from: iso(-48), to: iso(0) };
    const made = await create(bench, span, { 'idempotency-key': 'one' });
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({ version: 1, rows: 300, columns: 3 });
    expect(await (await create(bench, span, { 'idempotency-key': 'one' })).json()).toMatchObject({ version: 1 });
    expect(await (await create(bench, { ...span, from: iso(-24) })).json()).toMatchObject({ version: 2 });
    expect(await (await promote(bench, 2)).json()).toEqual({ version: 2, before: null });
    expect(await (await promote(bench, 1)).json()).toEqual({ version: 1, before: 2 });
    expect(await (await promote(bench, 1)).json()).toEqual({ version: 1, before: 1 });
    const at = new Date(noon).toISOString();
    expect(await (await bench.ask(place)).json()).toMatchObject({
      items: [
        { version: 2, inForce: false },
        { version: 1, inForce: true, at, by: bench.keys.actor, rows: 300, source: { kind: 'events', ...span } },
      ],
      promotions: [{ version: 1 }, { version: 2 }],
    });
    expect((await auditOf(bench, '?verb=baseline.create')).map(({ input }) => input)).toMatchObject([
      { version: 2 },
      { version: 1, rows: 300 },
    ]);
  });

  it('are refused with too few rows, an empty span, no dates, no JSON or no such version', async () => {
    const bench = await servers.start({ models: ['m'] });
    await send(bench, 99);
    const refused = async (answer: Promise<Response>, status: number, code: string, words = '') => {
      const response = await answer;
      expect(response.status).toBe(status);
      const problem = await problemOf(response);
      expect(problem).toMatchObject({ code, detail: expect.stringContaining(words) });
    };
    await refused(create(bench, { from: iso(-48), to: iso(0) }), 400, 'baseline.invalid', 'at least 100 predictions');
    await refused(create(bench, { from: iso(0), to: iso(0) }), 400, 'baseline.invalid', 'ends after it begins');
    await refused(create(bench, { from: 'yesterday', to: iso(0) }), 400, 'request.invalid');
    await refused(create(bench, [1]), 400, 'request.invalid', 'object of JSON');
    await refused(promote(bench, 1), 404, 'baseline.missing', 'no version 1');
    await refused(promote(bench, 'x'), 400, 'request.invalid');
    await refused(bench.ask('/api/v1/models/n/baselines'), 404, 'model.missing');
    expect(await (await bench.ask(place)).json()).toEqual({ items: [], promotions: [] });
  });
});
