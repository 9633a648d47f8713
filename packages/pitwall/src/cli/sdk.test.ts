import { type Capture, type CaptureOptions, capture, createClient } from '@pitwall/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../http/testing/bench.ts';
import { judge } from './commands/served.suite.ts';

const servers = useServers();
const captures: Capture[] = [];

afterEach(async () => {
  await Promise.all(captures.splice(0).map((one) => one.close(1)));
});

const clientOf = ({ serving, keys }: Bench) => createClient({ url: serving.address, token: keys.token });

function captureOf({ serving, keys, clock }: Bench, options: Partial<CaptureOptions> = {}): Capture {
  const one = capture({
    url: serving.address,
    token: keys.token,
    model: 'spread',
    now: () => clock.now,
    batch: { milliseconds: 20 },
    retry: { firstMilliseconds: 20, mostMilliseconds: 200 },
    flushOnExit: false,
    ...options,
  });
  captures.push(one);
  return one;
}

describe('the client, asked of a server', () => {
  it('writes and reads all that there is', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const client = clientOf(bench);
    const options = { idempotencyKey: 'k1' };
    const sent = [{ id: 1, prediction: 0.5, features: { pace: 68 } }];
    const first = await client.recordPredictions('spread', sent, options);
    expect(first).toEqual({ accepted: 1, position: 1 });
    expect(await client.recordPredictions('spread', sent, options)).toEqual(first);
    await client.recordLabels('spread', [{ id: '1', label: 1 }]);
    await bench.server.events.settled();
    expect((await client.predictions('spread', { labelled: true })).items).toMatchObject([
      { id: '1', prediction: 0.5, features: { pace: 68 }, label: 1 },
    ]);
    expect(await client.status()).toMatchObject({ project: 'courtside', ready: true, models: ['spread'] });
    expect((await client.models()).items).toMatchObject([{ name: 'spread', predictions: { count: 1 } }]);
    await judge(bench, { id: 'f1' });
    expect((await client.findings({ status: ['alert', 'unknown'], standing: true })).items).toHaveLength(1);
    expect(await client.finding('f1')).toMatchObject({ id: 'f1', correctedBy: null });
    expect((await client.audit({ verb: 'label.record' })).items).toHaveLength(1);
    expect((await client.windows('spread')).items).toEqual([]);
    expect((await client.jobs()).items).toEqual([]);
    await expect(client.retryJob('x')).rejects.toMatchObject({ name: 'PitwallProblem', code: 'job.missing' });
    await expect(client.predictions('other')).rejects.toMatchObject({ code: 'model.missing', status: 404 });
  });

  it('follows new findings, and goes on behind the last after a cut', async () => {
    const bench = await servers.start();
    const client = clientOf(bench);
    await judge(bench, { id: 'f0' });
    const following = client.follow()[Symbol.asyncIterator]();
    const first = following.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await judge(bench, { id: 'f1' }, { id: 'f2' });
    const one = (await first).value;
    expect(one?.found.id).toBe('f1');
    await following.return?.();
    const again = client.follow({ after: one?.id ?? '' })[Symbol.asyncIterator]();
    expect((await again.next()).value?.found.id).toBe('f2');
    await again.return?.();
  });
});

describe('a capture, to a server', () => {
  it('brings everything there once, and compressed', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const sent: unknown[] = [];
    const one = captureOf(bench, {
      async fetch(input, init) {
        const answer = await fetch(input, init);
        sent.push([new Headers(init.headers).get('content-encoding'), answer.status]);
        return answer;
      },
    });
    for (let id = 0; id < 2_000; id += 1) {
      one.prediction({ id, prediction: id / 2_000, features: { pace: id, venue: 'home' } });
      if (id % 2 === 0) one.label({ id, label: id % 4 === 0 });
    }
    expect(await one.flush(20_000)).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 3_000, failures: 0, dropped: { all: 0 } });
    expect(sent).toEqual(Array.from({ length: 6 }, () => ['gzip', 202]));
    await bench.server.events.settled();
    const client = clientOf(bench);
    const labelled = await client.predictions('spread', { labelled: true, limit: 1_000 });
    expect(labelled.items).toHaveLength(1_000);
    expect((await client.models()).items[0]).toMatchObject({ predictions: { count: 2_000 }, labels: { count: 1_000 } });
  });

  it('loses only what the server can never take', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const one = captureOf(bench);
    for (let id = 0; id < 300; id += 1) one.prediction({ id, prediction: id % 100 === 50 ? Number.NaN : 0.5 });
    for (let nr = 0; nr < 30; nr += 1) one.prediction({ id: `x${nr}`, prediction: [] as never });
    expect(await one.flush(20_000)).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 297, failures: 0, dropped: { invalid: 33, all: 33 } });
    await bench.server.events.settled();
    expect((await clientOf(bench).models()).items[0]).toMatchObject({ predictions: { count: 297 } });
  });

  it('waits for a model that is not declared yet', async () => {
    const bench = await servers.start({ models: ['other'] });
    const one = captureOf(bench);
    one.prediction({ id: 1, prediction: 1 });
    expect(await one.flush(200)).toBe(false);
    expect(one.stats()).toMatchObject({ dropped: { all: 0 }, lastError: expect.stringContaining('model.missing') });
  });
});
