import { describe, expect, it } from 'vitest';
import { lines, listed, predictions, problemOf } from './testing/asking.ts';
import { useServers } from './testing/bench.ts';

const servers = useServers();

describe('one sender who asks too much', () => {
  it('is told when to come back, is served then, and health is for everybody', async () => {
    const bench = await servers.start({ limits: { requests: { perSecond: 1, burst: 3 } } });
    const statuses = async (count: number) => {
      const answers = [];
      for (let nr = 0; nr < count; nr += 1) answers.push(await bench.ask('/api/v1/findings'));
      return answers;
    };
    const answers = await statuses(5);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    const [refused] = answers.slice(-1);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused && (await problemOf(refused))).toMatchObject({ status: 429, code: 'request.too_many' });
    for (let nr = 0; nr < 10; nr += 1) expect((await bench.ask('/healthz')).status).toBe(200);
    bench.clock.now += 1_000;
    expect((await statuses(2)).map(({ status }) => status)).toEqual([200, 429]);
    expect(bench.failures).toEqual([]);
  });

  it('may owe rows for a while', async () => {
    const bench = await servers.start({ limits: { rows: { perSecond: 10, burst: 5 } } });
    const send = (id: number) =>
      bench.send(predictions, lines(...Array.from({ length: 15 }, (_, nr) => ({ id: id + nr, prediction: 1 }))));
    expect((await send(0)).status).toBe(202);
    const refused = await send(100);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await bench.ask(predictions)).status).toBe(200);
    bench.clock.now += 2_000;
    expect((await send(100)).status).toBe(202);
    expect((await listed(bench)).items).toHaveLength(30);
  });
});

describe('who guesses tokens', () => {
  it('is slowed down, and who is signed in from the same address is not', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 0.1, burst: 3 } } });
    const guess = (token: string) =>
      fetch(`${bench.serving.address}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    expect((await bench.ask('/api/v1/status')).status).toBe(200);
    const answers = [];
    for (let nr = 0; nr < 5; nr += 1) answers.push(await guess(`wrong-${nr}`));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429]);
    expect(answers[4]?.headers.get('retry-after')).toBe('10');
    expect(answers[4] && (await problemOf(answers[4]))).toMatchObject({ code: 'auth.slow' });
    const link = await fetch(`${bench.serving.address}/sign-in?link=wrong`, { redirect: 'manual' });
    expect(link.status).toBe(429);
    expect((await bench.ask('/api/v1/status')).status).toBe(200);
    bench.clock.now += 10_000;
    expect((await guess('wrong')).status).toBe(401);
  });
});

describe('more than the server can do at once', () => {
  it('is refused with when to come back, while health answers quickly', async () => {
    const bench = await servers.start({ limits: { readsAtOnce: 1, readsWaiting: 2 } });
    const events = Array.from({ length: 5_000 }, (_, id) => ({ id, prediction: 1, features: { pace: id } }));
    await bench.send(`${predictions}?wait=true`, lines(...events));
    const reads = Array.from({ length: 60 }, () => bench.ask(`${predictions}?limit=1000`));
    const began = performance.now();
    const health: number[] = [];
    for (let nr = 0; nr < 20; nr += 1) {
      const from = performance.now();
      expect((await fetch(`${bench.serving.address}/healthz`)).status).toBe(200);
      health.push(performance.now() - from);
    }
    expect((await fetch(`${bench.serving.address}/readyz`)).status).toBe(200);
    const answers = await Promise.all(reads);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'server.busy' });
    }
    // generous, since machines that test are busy: without the bound each would wait for all sixty
    expect(health.toSorted((a, b) => a - b)[10], `of ${performance.now() - began}`).toBeLessThan(500);
    expect((await bench.ask(predictions)).status).toBe(200);
    expect(bench.failures).toEqual([]);
  });

  it('is refused of uploads as well, and nothing of them is left', async () => {
    const bench = await servers.start({ limits: { uploadsAtOnce: 1, uploadsWaiting: 1 } });
    const text = `id,prediction\n${Array.from({ length: 20_000 }, (_, id) => `${id},0.5\n`).join('')}`;
    const csv = { 'content-type': 'text/csv' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => bench.send(predictions, text, csv)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.slice(0, 2)).toEqual([202, 202]);
    expect(statuses).toContain(503);
    await bench.server.events.settled();
    expect((await bench.send(`${predictions}?wait=true`, text, csv)).status).toBe(200);
  });
});
