import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readChannelHealth } from '../../state/delivery-channel-table.ts';
import { dropDelivery, retryDelivery } from '../../state/delivery-table.ts';
import { delivered, failed, hangs, refused, throttled, until, useDeliveryBenches } from './testing/bench.ts';

const open = useDeliveryBenches();
const fake = (name: string, more: object = {}) => ({ [name]: { fake: { name }, ...more } });
const second = 1_000;

describe('the channel behind another one', () => {
  it('is used at once where a message is refused, and says why', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', () => refused);
    const [id] = await bench.tell('a', 't', { severity: 'low' });
    await bench.start().idle();
    expect(bench.sent).toMatchObject([
      { channel: 'b', message: { instead: { of: 'a', because: 'no such place' }, thread: 't', kind: 'firing' } },
    ]);
    expect(await bench.of(id)).toMatchObject({ state: 'dead', lastError: 'no such place' });
  });

  it.each([
    ['hangs', hangs],
    ['fails', () => failed],
    ['takes nothing', () => throttled(600 * second)],
  ])('delivers what is high within 35 seconds of it where the first one %s', async (_, answer) => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', answer);
    const [id] = await bench.tell('a', 't');
    const low = await bench.tell('a', 'other', { severity: 'low' });
    const sender = bench.start({ timeoutMilliseconds: 5_000 });
    const since = bench.clock.now;
    await until(() => bench.tried.length > 0);
    bench.clock.now += 29 * second;
    await after(60);
    expect(bench.sent).toEqual([]);
    bench.clock.now += 2 * second;
    sender.poke();
    await until(() => bench.sent.length > 0);
    expect(bench.sent.map(({ channel }) => channel)).toEqual(['b']);
    expect((bench.sent[0]?.at ?? 0) - since).toBeGreaterThanOrEqual(30 * second);
    expect((bench.sent[0]?.at ?? 0) - since).toBeLessThan(35 * second);
    await until(async () => (await bench.of(id)).state === 'superseded');
    const backup = (await bench.all()).find(({ channel }) => channel === 'b');
    expect(await bench.of(id)).toMatchObject({ toldBy: backup?.id, lastError: null });
    expect((await bench.of(low[0])).fallenBackAt).toBeNull();
  });

  it('tells it too where that is wanted, and the first one goes on', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b', fallback_mode: 'also' }), ...fake('b') } });
    bench.answers.set('a', () => failed);
    const [id] = await bench.tell('a', 't', { severity: 'critical' });
    const sender = bench.start();
    await sender.idle();
    bench.clock.now += 31 * second;
    await sender.idle();
    expect(bench.sent.map(({ channel }) => channel)).toEqual(['b']);
    expect((await bench.of(id)).state).toBe('waiting');
    bench.answers.delete('a');
    bench.clock.now += 60 * second;
    await sender.idle();
    expect((await bench.of(id)).state).toBe('delivered');
  });

  it('is not used any more where the first one delivered after all', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    const healthy = { now: false };
    bench.answers.set('a', () => (healthy.now ? delivered : failed));
    bench.answers.set('b', () => failed);
    const [id] = await bench.tell('a', 't', { severity: 'critical' });
    const sender = bench.start();
    await sender.idle();
    bench.clock.now += 31 * second;
    await sender.idle();
    healthy.now = true;
    bench.clock.now += 20 * second;
    await sender.idle();
    expect((await bench.all()).map(({ channel, state, toldBy }) => [channel, state, toldBy])).toEqual([
      ['a', 'delivered', null],
      ['b', 'superseded', id],
    ]);
  });

  it('has one behind it, up to the console and the file, and what stands there does not end the others', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', () => refused);
    bench.answers.set('b', () => refused);
    await bench.tell('a', 't');
    await bench.start().idle();
    expect(bench.sent.map(({ channel, message }) => [channel, message.instead?.of])).toEqual([
      ['console', 'b'],
      ['file', 'b'],
    ]);
    expect((await bench.all()).map(({ channel, state }) => [channel, state])).toEqual([
      ['a', 'dead'],
      ['b', 'dead'],
      ['console', 'delivered'],
      ['file', 'delivered'],
    ]);
  });

  it('is told once of what it was to tell anyway', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', () => refused);
    await bench.tell('a', 't');
    await bench.tell('b', 't');
    await bench.start().idle();
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]?.message.instead).toBeNull();
  });

  it('is never asked to take a test', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', () => refused);
    const [id] = await bench.tell('a', 't', { kind: 'test' });
    await bench.start().idle();
    expect(await bench.of(id)).toMatchObject({ state: 'dead' });
    expect(await bench.all()).toHaveLength(1);
  });
});

describe('a channel that fails five times in a row', () => {
  it('is left alone but for a trial each minute, and what waits goes to the one behind it', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b', fallback_mode: 'also' }), ...fake('b') } });
    bench.answers.set('a', () => failed);
    for (let thread = 0; thread < 5; thread++) await bench.tell('a', `t${thread}`, { severity: 'low' });
    const sender = bench.start();
    await sender.idle();
    expect(bench.tried.filter(({ channel }) => channel === 'a')).toHaveLength(5);
    expect(bench.sent.filter(({ channel }) => channel === 'b')).toHaveLength(5);
    await bench.tell('a', 'new', { severity: 'low' });
    await sender.idle();
    expect(bench.tried.filter(({ channel }) => channel === 'a')).toHaveLength(5);
    expect(bench.sent.filter(({ channel }) => channel === 'b')).toHaveLength(6);
    const [health] = await readChannelHealth(bench.server.state.db);
    expect(health).toMatchObject({ channel: 'a', failures: 5, openUntil: bench.clock.now + 60 * second });
    for (let trial = 1; trial <= 3; trial++) {
      bench.clock.now += 60 * second;
      await sender.idle();
      expect(bench.tried.filter(({ channel }) => channel === 'a')).toHaveLength(5 + trial);
    }
    bench.answers.delete('a');
    bench.clock.now += 60 * second;
    await sender.idle();
    // the others when their turn comes
    bench.clock.now += 60 * second;
    await sender.idle();
    expect(bench.sent.filter(({ channel }) => channel === 'a')).toHaveLength(6);
  });

  it('takes a test all the same, and is well when that arrived', async () => {
    const bench = await open({ channels: { ...fake('a') } });
    bench.answers.set('a', ({ kind }) => (kind === 'test' ? delivered : refused));
    for (let thread = 0; thread < 5; thread++) await bench.tell('a', `t${thread}`);
    const sender = bench.start();
    await sender.idle();
    const [id] = await bench.tell('a', 'waits');
    await sender.idle();
    expect((await bench.of(id)).attempt).toBe(0);
    const [test] = await bench.tell('a', 'test', { kind: 'test' });
    await sender.idle();
    expect((await bench.of(test)).state).toBe('delivered');
    // and so the one that waited was tried
    expect((await bench.of(id)).attempt).toBe(1);
  });

  it('is known to a server that begins later', async () => {
    const bench = await open({ channels: { ...fake('a') } });
    bench.answers.set('a', () => failed);
    for (let thread = 0; thread < 5; thread++) await bench.tell('a', `t${thread}`);
    const first = bench.start();
    await first.idle();
    await first.stop();
    const tried = bench.tried.length;
    bench.clock.now += 20 * second;
    await bench.start().idle();
    expect(bench.tried.filter(({ channel }) => channel === 'a')).toHaveLength(
      bench.tried.slice(0, tried).filter(({ channel }) => channel === 'a').length,
    );
  });
});

describe('a message that died', () => {
  it('is sent again by hand, with the same key', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', () => refused);
    const [id = ''] = await bench.tell('a', 't');
    const sender = bench.start();
    await sender.idle();
    bench.answers.delete('a');
    const { now } = bench.clock;
    const again = await bench.server.state.change((tx) => retryDelivery(tx, { id, now, givesUpAt: now + second }));
    expect(again).toMatchObject({ state: 'waiting', attempt: 0 });
    await sender.idle();
    expect(await bench.of(id)).toMatchObject({ state: 'delivered', lastError: null });
    expect(bench.sent.at(-1)?.key).toBe(id);
    expect(await bench.server.state.change((tx) => retryDelivery(tx, { id, now, givesUpAt: now }))).toBeUndefined();
  });

  it('by the hand of somebody is given to no other channel', async () => {
    const bench = await open({ channels: { ...fake('a', { fallback: 'b' }), ...fake('b') } });
    bench.answers.set('a', () => failed);
    const [id = ''] = await bench.tell('a', 't');
    const sender = bench.start();
    await sender.idle();
    const { now } = bench.clock;
    await bench.server.state.change((tx) => dropDelivery(tx, { id, now, because: 'dropped by hand' }));
    bench.clock.now += 60 * second;
    await sender.idle();
    expect(bench.tried).toHaveLength(1);
    expect(await bench.of(id)).toMatchObject({ state: 'dead', lastError: 'dropped by hand' });
  });
});
