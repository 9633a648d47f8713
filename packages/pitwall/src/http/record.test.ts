import { describe, expect, it } from 'vitest';
import { auditOf, lines, listed, predictions, problemOf } from './testing/asking.ts';
import { noon, useServers } from './testing/bench.ts';

const servers = useServers();

describe('predictions and labels', () => {
  it('come in as lines, as a list and as one object, and are read back with their labels', async () => {
    const bench = await servers.start();
    const sent = await bench.send(predictions, lines({ id: 'a', prediction: 0.1 }, { id: 'b', prediction: 0.2 }));
    expect(sent.status).toBe(202);
    expect(await sent.json()).toEqual({ accepted: 2, position: 1 });
    const json = { 'content-type': 'application/json; charset=utf-8' };
    expect((await bench.send(predictions, '[{"id":"c","prediction":"home"}]', json)).status).toBe(202);
    expect((await bench.send(predictions, '{"id":"d","prediction":1}', json)).status).toBe(202);
    expect((await bench.send('/api/v1/models/m/labels', lines({ id: 'b', label: 1 }))).status).toBe(202);
    const { items } = await listed(bench);
    expect(items.map(({ id, prediction, label }) => [id, prediction, label])).toEqual([
      ['a', 0.1, null],
      ['b', 0.2, 1],
      ['c', 'home', null],
      ['d', 1, null],
    ]);
    const { items: labelled } = await listed(bench, '?labelled=true');
    expect(labelled.map(({ id }) => id)).toEqual(['b']);
  });

  it('are read page by page', async () => {
    const bench = await servers.start();
    const events = Array.from({ length: 25 }, (_, id) => ({ id, prediction: id, at: noon - 1000 + id }));
    await bench.send(predictions, lines(...events));
    const ids: unknown[] = [];
    let query: string | null = '?limit=10';
    while (query !== null) {
      const { items, next } = await listed(bench, query);
      ids.push(...items.map(({ id }) => id));
      query = next === null ? null : `?limit=10&cursor=${next}`;
    }
    expect(ids).toEqual(events.map(({ id }) => String(id)));
  });

  it('are in the audit as a count, without what they hold', async () => {
    const bench = await servers.start();
    await bench.send(predictions, lines({ id: 'private-id', prediction: 'private-class' }));
    const [entry] = await auditOf(bench, '?verb=prediction.record');
    expect(entry).toMatchObject({ actor: bench.keys.actor, subject: 'model:m', outcome: 'done' });
    expect(entry?.input).toEqual({ bytes: 49, events: 1, position: 1 });
    expect(JSON.stringify(await auditOf(bench))).not.toContain('private');
  });

  it('that are sent again with the same key are taken once, and a key stands for one request', async () => {
    const bench = await servers.start();
    const key = { 'idempotency-key': 'k-1' };
    const first = await bench.send(predictions, lines({ id: 'a', prediction: 1 }), key);
    const again = await bench.send(predictions, lines({ id: 'a', prediction: 1 }), key);
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect(bench.server.events.state().last).toBe(1);
    const other = await bench.send(predictions, lines({ id: 'b', prediction: 1 }), key);
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'request.key_reused' });
    const outcomes = (await auditOf(bench, '?verb=prediction.record')).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['failed', 'done']);
  });

  it('that are sent at once with the same key are acknowledged alike', async () => {
    const bench = await servers.start();
    const send = () => bench.send(predictions, lines({ id: 'a', prediction: 1 }), { 'idempotency-key': 'k-2' });
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
    expect(bodies.size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect((await listed(bench)).items).toHaveLength(1);
  });
});

describe('more than the disk takes', () => {
  it('is answered with when to come back, keeps health green, and is taken then', async () => {
    const bench = await servers.start({ maxWaitingBytes: 1 });
    const send = (nr: number) => bench.send(predictions, lines({ id: nr, prediction: 1 }));
    const answers = await Promise.all(Array.from({ length: 30 }, (_, nr) => send(nr)));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'events.busy' });
    }
    expect((await bench.ask('/readyz')).status).toBe(200);
    const taken = answers.length - refused.length;
    expect((await listed(bench)).items).toHaveLength(taken);
    expect((await send(1_000)).status).toBe(202);
    expect(bench.failures).toEqual([]);
  });
});
