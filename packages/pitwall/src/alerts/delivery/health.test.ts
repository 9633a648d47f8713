import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelHealth } from '../../state/delivery-channel-table.ts';
import { backoff } from './backoff.ts';
import { after, onTrial, refilled, spent, tokenAt, wellAtFirst } from './health.ts';
import { failed, hangs, throttled, until, useDeliveryBenches } from './testing/bench.ts';

const second = 1_000;
const useBench = useDeliveryBenches();
const channel = { name: 'a', rate: { messages: 20, per: 60 * second } };
const well = wellAtFirst(channel, 0);
const withTokens = (tokens: number): ChannelHealth => ({ ...well, tokens });

describe('what a channel may be sent', () => {
  it('comes back with the time, up to what it takes at once, and with no clock that is set back', () => {
    expect(refilled(withTokens(0), channel, 3 * second).tokens).toBeCloseTo(1);
    expect(refilled(withTokens(0), channel, 3_600 * second).tokens).toBe(20);
    expect(refilled({ ...withTokens(5), tokensAt: 9 * second }, channel, second)).toMatchObject({
      tokens: 5,
      tokensAt: second,
    });
  });

  it('is paid for down to half of it by many that are told in one, so that nothing waits for longer than that', () => {
    expect(spent(well, channel, 10_000).tokens).toBe(-10);
    expect(spent(withTokens(3), channel, 2).tokens).toBe(1);
    expect(spent(withTokens(-12), channel, 5).tokens).toBe(-12);
    expect(tokenAt(withTokens(-10), channel, 0)).toBe(33 * second);
    expect(tokenAt(withTokens(1), channel, 7)).toBe(7);
  });
});

describe('what a service asks to wait', () => {
  it('is never shortened by another answer, and is six hours at the most', () => {
    const asked = after(well, throttled(10 * second), 0);
    expect(asked.quietUntil).toBe(10 * second);
    expect(after(asked, throttled(second), 0).quietUntil).toBe(10 * second);
    expect(after(well, throttled(1e12), 0).quietUntil).toBe(6 * 3_600 * second);
    expect(after(well, throttled(Number.NaN), 0)).toEqual(well);
    expect(after(well, throttled(-5), 0).quietUntil).toBe(0);
    expect(after(well, throttled(second), 0).failures).toBe(0);
  });
});

describe('a trial of a channel that is broken', () => {
  it('is the only one for a minute, as long as nothing came of it', () => {
    expect(onTrial(well, 5).openUntil).toBe(60 * second + 5);
  });

  it('is one message, however many wait', async () => {
    const bench = await useBench({ channels: { a: { fake: { name: 'a' } } } });
    bench.answers.set('a', () => failed);
    for (let thread = 0; thread < 5; thread++) await bench.tell('a', `t${thread}`, { severity: 'low' });
    const sender = bench.start();
    await sender.idle();
    bench.answers.set('a', hangs);
    const tried = () => bench.tried.filter((one) => one.channel === 'a').length;
    bench.clock.now += 60 * second;
    sender.poke();
    await until(() => tried() === 6);
    bench.clock.now += 30 * second;
    sender.poke();
    await until(async () => (await bench.all()).filter(({ state }) => state === 'sending').length === 1);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(tried()).toBe(6);
  });
});

it('the wait after an attempt is the same each time, from half of it to all of it, and has an end', () => {
  const severities = fc.constantFrom('low', 'medium', 'high', 'critical');
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 1_000 }), severities, (id, attempt, severity) => {
      const wait = backoff({ id, attempt, severity });
      const whole = Math.min((severity === 'critical' ? 300 : 3_600) * second, second * 2 ** (attempt - 1));
      expect(wait).toBe(backoff({ id, attempt, severity }));
      expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
      expect(wait).toBeLessThanOrEqual(whole);
    }),
  );
  const waits = Array.from({ length: 200 }, (_, index) => backoff({ id: `${index}`, attempt: 5, severity: 'high' }));
  expect(new Set(waits).size).toBeGreaterThan(150);
});
