import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { accept, type Opened, problem, useDoors } from '../testing/door.ts';
import { type Capture, type CaptureOptions, capture } from './capture.ts';
import type { Drop } from './drops.ts';

const open = useDoors();
const captures: Capture[] = [];

afterEach(async () => {
  await Promise.all(captures.splice(0).map((one) => one.close(1)));
});

function start(door: Pick<Opened, 'url'>, options: Partial<CaptureOptions> = {}): Capture {
  const made = capture({
    url: door.url,
    token: 'secret',
    model: 'm',
    retry: { firstMilliseconds: 5, mostMilliseconds: 20 },
    flushOnExit: false,
    ...options,
    batch: { milliseconds: 10, ...options.batch },
  });
  captures.push(made);
  return made;
}

const games = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `g${from + index}`, prediction: 0.5 }));

const idsOf = (door: Opened) => door.asked.flatMap(({ events }) => events.map(({ id }) => id));

describe('a capture', () => {
  it('sends what was captured in batches, with the time of each event, and counts it', async () => {
    const door = await open();
    const one = start(door, { now: () => 1_767_614_400_000, batch: { events: 3 } });
    for (const game of games(7)) one.prediction(game);
    one.label({ id: 'g0', label: 1, at: new Date('2026-01-05T13:00:00Z') });
    expect(one.stats()).toMatchObject({ captured: 8, sent: 0, waiting: { events: 8 } });
    expect(await one.flush()).toBe(true);
    const predictions = door.asked.filter(({ path }) => path === '/api/v1/models/m/predictions');
    expect(predictions.map(({ events }) => events.length)).toEqual([3, 3, 1]);
    expect(predictions[0]?.events[0]).toEqual({ id: 'g0', prediction: 0.5, at: 1_767_614_400_000 });
    expect(predictions[0]?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/x-ndjson',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(door.asked.find(({ path }) => path.endsWith('/labels'))?.events).toEqual([
      { id: 'g0', label: 1, at: '2026-01-05T13:00:00.000Z' },
    ]);
    expect(one.stats()).toMatchObject({ captured: 8, sent: 8, dropped: { all: 0 }, waiting: { events: 0, bytes: 0 } });
  });

  it('sends without being asked when the first event has waited long enough', async () => {
    const door = await open();
    start(door).prediction({ id: 1, prediction: 1 });
    await expect.poll(() => idsOf(door)).toEqual([1]);
  });

  it('reads an event at once: the service may change it after', async () => {
    const door = await open();
    const one = start(door);
    const features = { pace: 68 };
    one.prediction({ id: 'a', prediction: 1, features });
    features.pace = 0;
    await one.flush();
    expect(door.asked[0]?.events[0]).toMatchObject({ features: { pace: 68 } });
  });

  it('sends the same again, under the same key, until the server takes it', async () => {
    const door = await open();
    const failures = [
      problem(500, 'server.failed'),
      problem(503, 'events.busy', {}, { 'retry-after': '0' }),
      (_: unknown, response: { destroy(): void }) => response.destroy(),
      (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
        response.writeHead(200).end('<html>Welcome</html>'),
      (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
        response.writeHead(202).end('{"accepted"'),
      problem(401, 'auth.invalid'),
    ];
    door.respond = (asked, response, nr) => (failures[nr - 1] ?? accept)(asked, response as never, nr);
    const told: string[] = [];
    const one = start(door, { onError: ({ code }) => told.push(code) });
    one.prediction({ id: 'a', prediction: 1 });
    expect(await one.flush()).toBe(true);
    expect(told).toEqual([
      'server.failed',
      'events.busy',
      'client.unreachable',
      'client.answer',
      'client.answer',
      'auth.invalid',
    ]);
    expect(new Set(door.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(door.asked.map(({ text }) => text)).size).toBe(1);
    expect(one.stats()).toMatchObject({ sent: 1, requests: 7, failures: 6, dropped: { all: 0 } });
  });

  it('leaves a server alone for as long as it asks, even when it is to flush', async () => {
    const door = await open();
    const times: number[] = [];
    door.respond = (asked, response, nr) => {
      times.push(performance.now());
      (nr === 1 ? problem(429, 'request.too_often', {}, { 'retry-after': '1' }) : accept)(asked, response, nr);
    };
    const one = start(door);
    one.prediction({ id: 'a', prediction: 1 });
    await expect.poll(() => times.length).toBe(1);
    expect(await one.flush(20)).toBe(false);
    expect(times).toHaveLength(1);
    expect(await one.flush(5_000)).toBe(true);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  it('gives up a request that takes too long, and makes it again', async () => {
    const door = await open((asked, response, nr) => (nr === 1 ? undefined : accept(asked, response, nr)));
    const one = start(door, { timeoutMilliseconds: 50 });
    one.prediction({ id: 'a', prediction: 1 });
    expect(await one.flush()).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 1, failures: 1, lastError: expect.stringContaining('client.timeout') });
  });

  it('sends what waited when a server that was down is up', async () => {
    const port = await freePort();
    const one = start({ url: `http://127.0.0.1:${port}` });
    for (const game of games(20)) one.prediction(game);
    await expect.poll(() => one.stats().failures).toBeGreaterThan(1);
    const door = await open(accept, port);
    expect(await one.flush()).toBe(true);
    expect(idsOf(door)).toEqual(games(20).map(({ id }) => id));
  });
});

describe('a batch that is refused', () => {
  it('loses only the events that the server names', async () => {
    const drops: Drop[] = [];
    const door = await open();
    door.respond = (asked, response, nr) => {
      const bad = asked.events.flatMap(({ id }, index) =>
        ['g3', 'g7'].includes(String(id)) ? [{ detail: `${id} is bad`, line: index + 1, column: 1 }] : [],
      );
      const answer = bad.length > 0 ? problem(400, 'events.invalid', { ...bad[0], errors: bad }) : accept;
      answer(asked, response, nr);
    };
    const one = start(door, { onDrop: (drop) => drops.push(drop) });
    for (const game of games(10)) one.prediction(game);
    expect(await one.flush()).toBe(true);
    expect(idsOf(door).slice(10)).toEqual(['g0', 'g1', 'g2', 'g4', 'g5', 'g6', 'g8', 'g9']);
    expect(new Set(door.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
    expect(drops).toMatchObject([
      {
        kind: 'prediction',
        reason: 'invalid',
        events: 2,
        examples: [
          { line: expect.stringContaining('"g3"'), detail: 'g3 is bad' },
          { line: expect.stringContaining('"g7"'), detail: 'g7 is bad' },
        ],
      },
    ]);
    expect(one.stats()).toMatchObject({ sent: 8, failures: 0, dropped: { invalid: 2, all: 2 } });
  });

  it.each([
    ['without a place', problem(400, 'events.invalid')],
    ['as too large', problem(413, 'request.too_large')],
    ['for a line that is none of its own', problem(400, 'events.invalid', { line: 99 })],
  ])('%s is halved until the bad one is found', async (_, refuse) => {
    const door = await open();
    door.respond = (asked, response, nr) =>
      (asked.events.some(({ id }) => id === 'g5') ? refuse : accept)(asked, response, nr);
    const one = start(door);
    for (const game of games(16)) one.prediction(game);
    expect(await one.flush()).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 15, dropped: { all: 1 } });
    // one more for each halving, and the other halves
    expect(door.asked).toHaveLength(9);
  });

  it('for a reason that is not in it waits until the reason is gone', async () => {
    const door = await open(problem(404, 'model.missing'));
    const one = start(door);
    for (const game of games(4)) one.prediction(game);
    expect(await one.flush(50)).toBe(false);
    expect(one.stats()).toMatchObject({ sent: 0, dropped: { all: 0 }, waiting: { events: 4 } });
    door.respond = accept;
    expect(await one.flush()).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 4 });
  });

  it('because it is compressed is sent as it is, and so are those after it', async () => {
    const door = await open();
    door.respond = (asked, response, nr) =>
      (asked.headers['content-encoding'] === 'gzip' ? problem(415, 'request.media_type') : accept)(asked, response, nr);
    const one = start(door, { batch: { events: 1_000 } });
    for (const from of [0, 500]) {
      for (const game of games(500, from)) one.prediction(game);
      expect(await one.flush()).toBe(true);
    }
    expect(door.asked.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined, undefined]);
    expect(one.stats()).toMatchObject({ sent: 1_000, failures: 0 });
  });
});

describe('a service that captures is unharmed', () => {
  it('by events that cannot be written', async () => {
    const door = await open();
    const drops: Drop[] = [];
    const one = start(door, { onDrop: (drop) => drops.push(drop) });
    const cycle: Record<string, unknown> = { id: 'c', prediction: 1 };
    cycle.features = cycle;
    const bad: unknown[] = [
      cycle,
      { id: 1n, prediction: 1 },
      null,
      undefined,
      7,
      'text',
      [],
      {
        get id() {
          throw new Error('not now');
        },
      },
      { toJSON: () => undefined },
    ];
    for (const event of bad) one.prediction(event as never);
    one.prediction({ id: 'long', prediction: 'x'.repeat(2 << 20) });
    one.prediction({ id: 'good', prediction: 1 });
    expect(await one.flush()).toBe(true);
    const { dropped, sent, captured } = one.stats();
    expect(captured).toBe(bad.length + 2);
    expect(sent + dropped.all).toBe(captured);
    expect(dropped.too_large).toBe(1);
    expect(dropped.unserialisable).toBeGreaterThanOrEqual(5);
    expect(idsOf(door)).toContain('good');
    expect(drops.find(({ reason }) => reason === 'unserialisable')?.examples[1]?.detail).toContain('BigInt');
  });

  it('by listeners that throw or reject', async () => {
    const door = await open((asked, response, nr) => (nr === 1 ? problem(500, 'x') : accept)(asked, response, nr));
    const one = start(door, {
      onDrop: () => {
        throw new Error('mine');
      },
      onError: (async () => {
        throw new Error('mine too');
      }) as () => void,
    });
    one.prediction({ id: 1n } as never);
    one.prediction({ id: 'a', prediction: 1 });
    expect(await one.flush()).toBe(true);
    expect(one.stats()).toMatchObject({ sent: 1, dropped: { all: 1 } });
  });

  it('by a server that is down for a million events: what waits is bounded, and all is counted', async () => {
    const drops: Drop[] = [];
    const one = start(
      { url: `http://127.0.0.1:${await freePort()}` },
      { queue: { events: 10_000 }, onDrop: (drop) => drops.push(drop) },
    );
    const before = process.memoryUsage().heapUsed;
    for (let nr = 0; nr < 1_000_000; nr += 1) one.prediction({ id: nr, prediction: 0.5, features: { pace: nr } });
    expect(one.stats()).toMatchObject({
      captured: 1_000_000,
      waiting: { events: 10_000 },
      dropped: { full: 990_000 },
    });
    expect(one.stats().waiting.bytes).toBeLessThan(1_500_000);
    // of the whole process, with what was not collected yet
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * (1 << 20));
    expect(await one.close(1)).toBe(false);
    expect(one.stats()).toMatchObject({
      waiting: { events: 0, bytes: 0 },
      dropped: { all: 1_000_000, closed: 10_000 },
    });
    expect(drops.length).toBeLessThan(10);
    expect(drops.reduce((sum, { events }) => sum + events, 0)).toBe(1_000_000);
  });

  it('by bytes: a few long events fill the queue as well', () => {
    const one = start({ url: 'http://127.0.0.1:9' }, { queue: { bytes: 10_000 } });
    for (const game of games(50)) one.prediction({ ...game, segment: 'x'.repeat(1_000) });
    expect(one.stats().waiting.bytes).toBeLessThanOrEqual(10_000);
    expect(one.stats().dropped.full).toBeGreaterThan(40);
  });

  it('after it was closed: what comes then is counted as dropped', async () => {
    const door = await open();
    const one = start(door);
    one.prediction({ id: 'a', prediction: 1 });
    expect(await Promise.all([one.close(), one.close()])).toEqual([true, true]);
    one.prediction({ id: 'b', prediction: 1 });
    expect(idsOf(door)).toEqual(['a']);
    expect(one.stats()).toMatchObject({ captured: 2, sent: 1, dropped: { closed: 1 } });
  });

  it('by a way to the server that never answers and cannot be given up', async () => {
    const one = start({ url: 'http://127.0.0.1:9' }, { fetch: () => new Promise(() => undefined) });
    one.prediction({ id: 'a', prediction: 1 });
    expect(await one.flush(30)).toBe(false);
    expect(await one.close(1)).toBe(false);
    expect(one.stats()).toMatchObject({ captured: 1, sent: 0, waiting: { events: 1 } });
  });

  it('but told at once of options that cannot be meant', () => {
    expect(() => capture({ url: 'localhost', token: '', model: 'm' })).toThrow(/expected an address/);
    expect(() => start({ url: 'http://127.0.0.1:9' }, { queue: { events: 0 } })).toThrow(/queue.events/);
  });
});

/** Where nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
