import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, slackMessage } from './asking.ts';
import type { Fault } from './fault-script.ts';
import { type Services, startServices } from './services.ts';

const clock = { now: Date.UTC(2026, 10, 22, 12) };
let services: Services;

beforeEach(async () => {
  clock.now = Date.UTC(2026, 10, 22, 12);
  services = await startServices({ now: () => clock.now });
});

afterEach(() => services.close());

describe('the fault script', () => {
  it('goes from the queue to the rules to what was drawn from the seed, and back to accepting', async () => {
    const { slack } = services;
    slack.queue({ status: 503 });
    slack.rule((_, number) => (number === 1 ? { status: 404 } : undefined));
    slack.seeded(1, [[{ status: 500 }, 1]]);
    const statuses = [];
    for (let number = 0; number < 3; number += 1) statuses.push((await ask(slack.url, slackMessage('k'))).status);
    slack.reset();
    statuses.push((await ask(slack.url, slackMessage('k'))).status);
    expect(statuses).toEqual([503, 404, 500, 200]);
    expect(slack.received().map(({ isAccepted }) => isAccepted)).toEqual([false, false, false, true]);
  });

  it('draws the same faults from the same seed, in the shares that were asked for', async () => {
    const shares = [
      [{ status: 503 }, 0.3],
      ['drop-before-accept', 0.2],
    ] as const;
    const draw = (seed: number): Fault[] => {
      services.teams.reset();
      services.teams.seeded(seed, shares);
      const asked = services.teams.received()[0] ?? ({} as never);
      return Array.from({ length: 2_000 }, () => services.teams.next(asked));
    };
    const first = draw(7);
    expect(draw(7)).toEqual(first);
    expect(draw(8)).not.toEqual(first);
    const refused = first.filter((fault) => typeof fault === 'object').length;
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(700);
    expect(first.filter((fault) => fault === 'accept').length).toBeGreaterThan(900);
  });

  it.each<[Fault, boolean]>([
    ['drop-before-accept', false],
    ['drop-after-accept', true],
    ['half-accept', true],
  ])('breaks the connection for %s', async (fault, isAccepted) => {
    services.slack.queue(fault);
    await expect(ask(services.slack.url, slackMessage('k'))).rejects.toThrow();
    expect(services.slack.deliveries().get('k') ?? 0).toBe(isAccepted ? 1 : 0);
  });

  it('never answers what hangs, and lets go of it when it closes', async () => {
    services.slack.queue('hang');
    const asked = ask(services.slack.url, slackMessage('k')).then(
      () => 'answered',
      () => 'broken off',
    );
    while (services.slack.received().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await services.close();
    expect(await asked).toBe('broken off');
    services = await startServices();
  });

  it('gives the whole answer in small pieces', async () => {
    services.pagerduty.queue('slow-bytes');
    const answer = await ask(services.pagerduty.url, {
      routing_key: services.pagerduty.key,
      event_action: 'resolve',
      dedup_key: 'd',
    });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 'success', dedup_key: 'd' });
  });

  it.each<[number | Date, string]>([
    [7, '7'],
    [new Date(Date.UTC(2026, 10, 22, 12, 1)), 'Sun, 22 Nov 2026 12:01:00 GMT'],
  ])('says when to try again: %s', async (retryAfter, header) => {
    for (const { url, queue } of [services.slack, services.discord, services.teams, services.pagerduty]) {
      queue({ status: 429, retryAfter });
      const answer = await ask(url, {});
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, header]);
    }
  });
});
