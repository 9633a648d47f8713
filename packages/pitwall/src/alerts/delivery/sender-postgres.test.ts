import { afterAll, describe, expect, it } from 'vitest';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../../state/testing/postgres.ts';
import { enqueue } from './enqueue.ts';
import { delivered, hangs, messageAbout, noon, until, useDeliveryBenches } from './testing/bench.ts';

const open = useDeliveryBenches();
const bin = findPostgres();
let postgres: PostgresServer | undefined;
const database = (): Promise<string> => {
  postgres ??= startPostgres(bin ?? '');
  return postgres.database();
};
afterAll(() => postgres?.remove(), 30_000);

const channels = { a: { fake: { name: 'a' }, rate: { messages: 10_000 } } };

describe.skipIf(!bin)(`two servers on one Postgres (skipped where there is ${noPostgres})`, () => {
  it('deliver each message once, those of one thread in their order', async () => {
    const stateUrl = await database();
    const clock = { now: noon };
    const [one, two] = [await open({ channels, stateUrl, clock }), await open({ channels, stateUrl, clock })];
    const items = Array.from({ length: 120 }, (_, index) => {
      const thread = `t${index % 20}`;
      const message = messageAbout(thread, { title: `${index}` });
      return { channel: 'a', kind: 'firing', thread, message, sequence: index } as const;
    });
    const order: string[] = [];
    for (const bench of [one, two]) {
      bench.answers.set('a', async ({ thread, title }) => {
        order.push(`${thread} ${title}`);
        await new Promise((resolve) => setImmediate(resolve));
        return delivered;
      });
    }
    await one.server.state.change((tx) => enqueue(tx, one.channels, items, clock.now));
    await Promise.all([one, two].map((bench) => bench.start({ concurrency: 4 }).idle()));
    await until(() => order.length >= 120);
    expect(new Set(order).size).toBe(120);
    expect(order).toHaveLength(120);
    expect(Math.min(one.sent.length, two.sent.length)).toBeGreaterThan(0);
    for (let thread = 0; thread < 20; thread++) {
      const titles = order.filter((text) => text.startsWith(`t${thread} `)).map((text) => Number(text.split(' ')[1]));
      expect(titles).toEqual(titles.toSorted((a, b) => a - b));
    }
    expect((await one.all()).every(({ state, attempt }) => state === 'delivered' && attempt === 1)).toBe(true);
  });

  it('take over from each other when one is gone', async () => {
    const stateUrl = await database();
    const clock = { now: noon };
    const [one, two] = [await open({ channels, stateUrl, clock }), await open({ channels, stateUrl, clock })];
    one.answers.set('a', hangs);
    const [id] = await one.tell('a', 't', { severity: 'low' });
    // it lives on, but nothing is heard of it
    one.start();
    await until(() => one.tried.length === 1);
    const other = two.start();
    await other.idle();
    expect(two.sent).toEqual([]);
    clock.now += 26_000;
    await other.idle();
    expect(two.sent.map(({ key }) => key)).toEqual([id]);
    expect(await two.of(id)).toMatchObject({ state: 'delivered', attempt: 2 });
  });

  it('a storm is told once by both of them', async () => {
    const stateUrl = await database();
    const clock = { now: noon };
    const slow = { a: { fake: { name: 'a' } } };
    const benches = [await open({ channels: slow, stateUrl, clock }), await open({ channels: slow, stateUrl, clock })];
    const items = Array.from({ length: 500 }, (_, index) => {
      const message = messageAbout(`t${index}`);
      return { channel: 'a', kind: 'firing', thread: `t${index}`, message, sequence: 1 } as const;
    });
    await benches[0]?.server.state.change((tx) => enqueue(tx, benches[0]?.channels ?? new Map(), items, clock.now));
    await Promise.all(benches.map((bench) => bench.start().idle()));
    expect(benches.flatMap(({ sent }) => sent.map(({ message }) => message.firing))).toEqual([500]);
  });
});
