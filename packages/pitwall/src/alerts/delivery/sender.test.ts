import { describe, expect, it } from 'vitest';
import { listDeliveryAttempts } from '../../state/delivery-table.ts';
import { enqueue } from './enqueue.ts';
import {
  delivered,
  failed,
  hangs,
  messageAbout,
  refused,
  throttled,
  until,
  useDeliveryBenches,
} from './testing/bench.ts';

const open = useDeliveryBenches();
const fake = (name: string, more: object = {}, settings: object = {}) => ({
  [name]: { fake: { name, ...settings }, ...more },
});
const second = 1_000;

describe('a message', () => {
  it('is delivered once to each target, however often it is put into the outbox', async () => {
    const bench = await open({ channels: fake('mail', {}, { targets: ['a', 'b'] }) });
    const [first, second] = [await bench.tell('mail', 't'), await bench.tell('mail', 't')];
    expect(first).toEqual(second);
    const sender = bench.start();
    await sender.idle();
    await bench.tell('mail', 't');
    await sender.idle();
    expect(bench.sent.map(({ target }) => target).sort()).toEqual(['a', 'b']);
    expect(bench.sent.map(({ key }) => key).sort()).toEqual([...first].sort());
    expect((await bench.all()).map(({ state, attempt }) => [state, attempt])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
    expect(await listDeliveryAttempts(bench.server.state.db, first[0] ?? '')).toMatchObject([
      { attempt: 1, outcome: 'delivered', detail: 'taken' },
    ]);
  });

  it('waits for those before it that are about the same thing, and for no other', async () => {
    const bench = await open({ channels: fake('a') });
    const tries: string[] = [];
    bench.answers.set('a', ({ thread, kind }) => {
      tries.push(`${thread} ${kind}`);
      return thread === 'one' && tries.length < 3 ? failed : delivered;
    });
    await bench.tell('a', 'one', {}, 1);
    await bench.tell('a', 'one', { kind: 'resolved' }, 2);
    await bench.tell('a', 'two', {}, 1);
    const sender = bench.start({ concurrency: 1 });
    await sender.idle();
    expect(tries).toEqual(['one firing', 'two firing']);
    bench.clock.now += 5 * second;
    await sender.idle();
    expect(tries).toEqual(['one firing', 'two firing', 'one firing', 'one resolved']);
  });

  it('of which one of two recipients was refused is a failure for that one only', async () => {
    const bench = await open({ channels: { ...fake('mail', {}, { targets: ['good', 'bad'] }) } });
    bench.answers.set('mail', (_, { target }) => (target === 'bad' ? refused : delivered));
    await bench.tell('mail', 't');
    await bench.start().idle();
    const rows = (await bench.all()).filter(({ channel }) => channel === 'mail');
    expect(rows.map(({ target, state }) => [target, state])).toEqual([
      ['good', 'delivered'],
      ['bad', 'dead'],
    ]);
    expect(bench.sent.map(({ channel }) => channel).sort()).toEqual(['console', 'file', 'mail']);
  });

  it('is not told as resolved where the channel does not want that', async () => {
    const bench = await open({ channels: fake('a', { send_resolved: false }) });
    expect(await bench.tell('a', 't', { kind: 'resolved' })).toEqual([]);
    expect(await bench.tell('a', 't')).toHaveLength(1);
  });

  it('of a channel that is gone from the configuration goes where everything ends', async () => {
    const bench = await open({ channels: fake('a') });
    const [id] = await bench.tell('gone', 't');
    await bench.start().idle();
    expect(await bench.of(id)).toMatchObject({ state: 'dead', lastError: expect.stringContaining('no channel gone') });
    expect(bench.sent.map(({ channel, message }) => [channel, message.instead?.of])).toEqual([
      ['console', 'gone'],
      ['file', 'gone'],
    ]);
  });
});

describe('an attempt that goes wrong', () => {
  it('is made again after twice as long each time, and the message dies when its patience is over', async () => {
    const bench = await open({ channels: fake('a', { give_up_after: '10m' }) });
    bench.answers.set('a', () => failed);
    const [id = ''] = await bench.tell('a', 't', { severity: 'critical' });
    const sender = bench.start();
    const waits: number[] = [];
    for (;;) {
      await sender.idle();
      const { state, dueAt } = await bench.of(id);
      if (state === 'dead') break;
      waits.push(dueAt - bench.clock.now);
      // also past the trials of a channel that is broken
      bench.clock.now = Math.max(dueAt, bench.clock.now + 60 * second);
    }
    for (const [index, wait] of waits.entries()) {
      const whole = Math.min(300 * second, second * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }
    expect(waits.length).toBeGreaterThan(6);
    expect((await bench.of(id)).lastError).toBe('it is away');
    expect(bench.tried.filter(({ channel }) => channel === 'a').every(({ key }) => key === id)).toBe(true);
  });

  it('honours what a service asks to wait, within 250 ms, for everything that goes there', async () => {
    const bench = await open({ channels: fake('a', { rate: { messages: 1000 } }) });
    const clock = { start: performance.now() };
    let asked = 0;
    bench.answers.set('a', () => (++asked === 1 ? throttled(3 * second) : delivered));
    await bench.tell('a', 'one', { severity: 'low' });
    const sender = bench.start();
    await sender.idle();
    await bench.tell('a', 'two', { severity: 'low' });
    await sender.idle();
    expect(asked).toBe(1);
    // the clock runs from here on, a hundred times as fast
    const since = bench.clock.now;
    clock.start = performance.now();
    const run = setInterval(() => {
      bench.clock.now = since + 100 * (performance.now() - clock.start);
    }, 1);
    await until(() => bench.sent.length === 2);
    clearInterval(run);
    for (const { at } of bench.sent) {
      expect(at - since).toBeGreaterThanOrEqual(3 * second);
      expect((at - since - 3 * second) / 100).toBeLessThan(250);
    }
  });

  it('reports what fired and was over while a service took nothing', async () => {
    const bench = await open({ channels: fake('a') });
    let asked = 0;
    bench.answers.set('a', () => (++asked === 1 ? throttled(60 * second) : delivered));
    await bench.tell('a', 't', { severity: 'medium' }, 1);
    const sender = bench.start();
    await sender.idle();
    await bench.tell('a', 't', { severity: 'medium', kind: 'resolved' }, 2);
    await sender.idle();
    expect(bench.sent).toEqual([]);
    bench.clock.now += 60 * second;
    await sender.idle();
    expect(bench.sent.map(({ message }) => message.kind)).toEqual(['firing', 'resolved']);
  });

  it('never says a secret, whatever the error says', async () => {
    const bench = await open({ channels: { ...fake('a'), ...fake('b') } });
    const address = 'https://hooks.example.com/services/T0/B0/sEcReT';
    bench.answers.set('a', () => Promise.reject(new TypeError(`Invalid URL: ${address}`)));
    bench.answers.set('b', () => ({ kind: 'failed', detail: `expected 200 of ${address}, found 500` }));
    const ids = [...(await bench.tell('a', 't')), ...(await bench.tell('b', 't'))];
    await bench.start().idle();
    for (const id of ids) {
      const told = JSON.stringify([await bench.of(id), await listDeliveryAttempts(bench.server.state.db, id)]);
      expect(told).not.toContain('sEcReT');
      expect((await bench.of(id)).lastError).toMatch(/TypeError|hooks\.example\.com/);
    }
  });
});

describe('a channel that hangs', () => {
  it('delays no other, and its messages are tried again when they took too long', async () => {
    const bench = await open({ channels: { ...fake('slow'), ...fake('quick') } });
    bench.answers.set('slow', hangs);
    for (const thread of ['a', 'b', 'c']) await bench.tell('slow', thread, { severity: 'low' });
    const sender = bench.start({ timeoutMilliseconds: 80 });
    await until(() => bench.tried.length === 3);
    await bench.tell('quick', 't');
    sender.poke();
    await until(() => bench.sent.length === 1);
    expect(bench.sent[0]?.channel).toBe('quick');
    await sender.idle();
    const rows = (await bench.all()).filter(({ channel }) => channel === 'slow');
    expect(rows.map(({ state, lastError }) => [state, lastError])).toEqual(
      Array(3).fill(['waiting', 'there was no answer within 0.08 s']),
    );
  });
});

describe('a sender that stops', () => {
  it('gives back what is under way, and the next one delivers it at once', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', hangs);
    const [id] = await bench.tell('a', 't');
    const first = bench.start();
    await until(() => bench.tried.length === 1);
    await first.stop();
    expect(await bench.of(id)).toMatchObject({ state: 'waiting', lease: null });
    bench.answers.delete('a');
    await bench.start().idle();
    expect(await bench.of(id)).toMatchObject({ state: 'delivered' });
    expect(bench.failures).toEqual([]);
  });

  it('and was killed leaves a lease that the next one on the same folder does not wait for', async () => {
    const bench = await open({ channels: fake('a') });
    const [id = ''] = await bench.tell('a', 't');
    await bench.server.state.change((tx) =>
      tx
        .updateTable('delivery')
        .set({ state: 'sending', lease_owner: 'dead', lease_until: bench.clock.now + 60 * second, attempt: 1 })
        .where('id', '=', id)
        .execute(),
    );
    await bench.start().idle();
    expect(await bench.of(id)).toMatchObject({ state: 'delivered', attempt: 2 });
    const attempts = await listDeliveryAttempts(bench.server.state.db, id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'delivered']);
  });
});

it('hundreds of messages to one channel are delivered in their order by thread', async () => {
  const bench = await open({ channels: fake('a', { rate: { messages: 10_000 } }) });
  const items = Array.from({ length: 400 }, (_, index) => {
    const thread = `t${index % 50}`;
    return {
      channel: 'a',
      kind: 'firing',
      thread,
      message: messageAbout(thread, { title: `${index}` }),
      sequence: index,
    } as const;
  });
  await bench.server.state.change((tx) => enqueue(tx, bench.channels, items, bench.clock.now));
  await bench.start().idle();
  expect(bench.sent).toHaveLength(400);
  for (let thread = 0; thread < 50; thread++) {
    const titles = bench.sent
      .filter(({ message }) => message.thread === `t${thread}`)
      .map((one) => Number(one.message.title));
    expect(titles).toEqual(titles.toSorted((a, b) => a - b));
  }
});
