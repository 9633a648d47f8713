import type { Severity } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { enqueue } from './enqueue.ts';
import { type DeliveryBench, delivered, failed, messageAbout, throttled, useDeliveryBenches } from './testing/bench.ts';

const open = useDeliveryBenches();
const fake = (name: string, more: object = {}, settings: object = {}) => ({
  [name]: { fake: { name, ...settings }, ...more },
});
const second = 1_000;
const hour = 3_600 * second;

const storm = (bench: DeliveryBench, from: number, to: number, severity: Severity = 'high') => {
  const items = Array.from({ length: to - from }, (_, index) => {
    const thread = `t${from + index}`;
    return { channel: 'a', kind: 'firing', thread, message: messageAbout(thread, { severity }), sequence: 1 } as const;
  });
  return bench.server.state.change((tx) => enqueue(tx, bench.channels, items, bench.clock.now));
};

describe('a storm', () => {
  it('of ten thousand is three messages at the most, which say how many there were, and nothing is lost', async () => {
    const bench = await open({ channels: fake('a') });
    await bench.tell('a', 'worst', { severity: 'critical' });
    await storm(bench, 0, 4_000, 'low');
    const sender = bench.start();
    await sender.idle();
    for (let from = 4_000; from < 10_000; from += 2_000) {
      bench.clock.now += 5 * second;
      await storm(bench, from, from + 2_000);
      await sender.idle();
    }
    for (let minutes = 0; minutes < 5; minutes++) {
      bench.clock.now += 60 * second;
      await sender.idle();
    }
    expect(bench.sent.length).toBeLessThanOrEqual(3);
    const digests = bench.sent.map(({ message }) => message).filter(({ kind }) => kind === 'digest');
    expect(digests.reduce((sum, { firing }) => sum + firing, 0)).toBe(10_001);
    const [first] = digests;
    expect(first).toMatchObject({ severity: 'critical', reason: 'too many at once', firing: 4_001, resolved: 0 });
    expect(first?.title).toBe('4,001 incidents in one message: 4,001 open, 0 resolved');
    expect(first?.text).toContain('Open: 1 critical, 4,000 low.');
    expect(first?.alerts).toHaveLength(20);
    expect(first?.alerts[0]?.id).toBe('worst');
    expect(first?.more).toBe(3_981);
    const rows = await bench.all();
    const tellers = new Set(bench.sent.map(({ key }) => key));
    expect(rows.every(({ state, toldBy }) => state !== 'digested' || toldBy !== null)).toBe(true);
    expect(rows.some(({ toldBy }) => toldBy !== null && tellers.has(toldBy))).toBe(true);
    expect(bench.failures).toEqual([]);
  });

  it('that goes on for minutes is told now and then, and not only when it is over', async () => {
    const bench = await open({ channels: fake('a') });
    const sender = bench.start();
    for (let passed = 0; passed < 120; passed += 10) {
      await storm(bench, passed * 3, (passed + 10) * 3);
      await sender.idle();
      bench.clock.now += 10 * second;
      await sender.idle();
    }
    expect(bench.sent.length).toBeGreaterThanOrEqual(3);
    expect(bench.sent.length).toBeLessThanOrEqual(8);
  });

  it('is told to each recipient', async () => {
    const bench = await open({ channels: fake('a', {}, { targets: ['x', 'y'] }) });
    await storm(bench, 0, 50);
    await bench.start().idle();
    expect(bench.sent.map(({ target, message }) => [target, message.firing])).toEqual([
      ['x', 50],
      ['y', 50],
    ]);
  });

  it('says of each incident how it stands by now', async () => {
    const bench = await open({ channels: fake('a') });
    await storm(bench, 0, 40);
    for (let thread = 0; thread < 10; thread++) await bench.tell('a', `t${thread}`, { kind: 'resolved' }, 2);
    await bench.start().idle();
    expect(bench.sent).toMatchObject([{ message: { firing: 30, resolved: 10 } }]);
  });

  it('into a channel that is broken waits as one message, and is taken along by the next one', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', () => failed);
    await storm(bench, 0, 5);
    const sender = bench.start();
    await sender.idle();
    await storm(bench, 5, 100);
    await sender.idle();
    await storm(bench, 100, 200);
    await sender.idle();
    expect((await bench.all()).filter(({ channel, state }) => channel === 'a' && state === 'waiting')).toHaveLength(1);
    bench.answers.set('a', () => delivered);
    bench.clock.now += 60 * second;
    await sender.idle();
    expect(bench.sent.filter(({ channel }) => channel === 'a')).toMatchObject([{ message: { firing: 200 } }]);
  });

  it('does not hold back a test', async () => {
    const bench = await open({ channels: fake('a') });
    await storm(bench, 0, 50);
    await bench.tell('a', 'try', { kind: 'test' });
    await bench.start().idle();
    expect(bench.sent.map(({ message }) => message.kind).sort()).toEqual(['digest', 'test']);
  });
});

describe('more messages than a channel takes', () => {
  it('wait for their turn while they are few', async () => {
    const bench = await open({ channels: fake('a', { rate: { messages: 3, per: '30s' } }) });
    await storm(bench, 0, 5);
    const sender = bench.start();
    await sender.idle();
    expect(bench.sent).toHaveLength(3);
    bench.clock.now += 10 * second;
    await sender.idle();
    expect(bench.sent).toHaveLength(4);
    bench.clock.now += 10 * second;
    await sender.idle();
    expect(bench.sent).toHaveLength(5);
    expect(bench.sent.every(({ channel, message }) => channel === 'a' && message.kind === 'firing')).toBe(true);
  });

  it('count no more when the clock is set back', async () => {
    const bench = await open({ channels: fake('a', { rate: { messages: 1, per: '10s' } }) });
    await storm(bench, 0, 2);
    const sender = bench.start();
    await sender.idle();
    bench.clock.now -= 24 * hour;
    await sender.idle();
    expect(bench.sent).toHaveLength(1);
    bench.clock.now += 10 * second;
    await sender.idle();
    expect(bench.sent).toHaveLength(2);
  });
});

describe('what could not be delivered for days', () => {
  it('is told once, together, when it is possible again', async () => {
    const bench = await open({ channels: fake('a', { give_up_after: '240h' }) });
    bench.answers.set('a', () => throttled(hour));
    const sender = bench.start();
    for (let day = 0; day < 6; day++) {
      for (let nr = 0; nr < 3; nr++)
        await bench.tell('a', `d${day} n${nr}`, { severity: nr === 0 ? 'medium' : 'high' });
      await sender.idle();
      bench.clock.now += 24 * hour;
      await sender.idle();
    }
    bench.answers.delete('a');
    bench.clock.now += 7 * hour;
    await sender.idle();
    const told = bench.sent.filter(({ channel }) => channel === 'a');
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toMatchObject({ kind: 'digest', reason: 'not delivered in time', firing: 18 });
    expect((await bench.all()).filter(({ state }) => state === 'waiting' || state === 'dead')).toEqual([]);
  });

  it('is told by itself where it is critical, however old', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', () => throttled(hour));
    await bench.tell('a', 'old', { severity: 'critical' });
    await bench.tell('a', 'low', { severity: 'low' });
    const sender = bench.start();
    await sender.idle();
    bench.clock.now += 24 * hour;
    bench.answers.delete('a');
    await sender.idle();
    const told = bench.sent.filter(({ channel }) => channel === 'a').map(({ message }) => message.kind);
    expect(told.sort()).toEqual(['digest', 'firing']);
  });
});

describe('a clock that is set', () => {
  it.each([
    ['back by a day', -24 * hour],
    ['back by a minute', -60 * second],
    ['forward by a day', 24 * hour],
  ])('%s keeps nothing waiting', async (_, jump) => {
    const bench = await open({ channels: fake('a') });
    let away = true;
    bench.answers.set('a', () => (away ? failed : delivered));
    await bench.tell('a', 'before', { severity: 'critical' });
    const sender = bench.start();
    await sender.idle();
    bench.clock.now += jump;
    away = false;
    await bench.tell('a', 'after', { severity: 'critical' });
    await sender.idle();
    bench.clock.now += second;
    await sender.idle();
    expect(bench.sent.map(({ message }) => message.thread).sort()).toEqual(['after', 'before']);
  });

  it('back while nothing ran is noticed by the next server', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', () => failed);
    await bench.tell('a', 't', { severity: 'critical' });
    const first = bench.start();
    await first.idle();
    await first.stop();
    bench.answers.delete('a');
    bench.clock.now -= 24 * hour;
    const sender = bench.start();
    await sender.idle();
    bench.clock.now += second;
    await sender.idle();
    expect(bench.sent).toHaveLength(1);
  });
});
