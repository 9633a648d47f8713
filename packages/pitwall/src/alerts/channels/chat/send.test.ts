import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatTools, chatWays } from '../../testing/chat-ways.ts';
import { sampleMessage } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import type { Fault } from '../../testing/services/fault-script.ts';
import { type Services, startServices } from '../../testing/services/services.ts';
import type { Outcome } from '../channel.ts';

const now = Date.UTC(2026, 10, 22, 12);
let services: Services;

beforeEach(async () => {
  services = await startServices({ now: () => now, limits: false });
});
afterEach(() => services.close());

const throttled: Partial<Outcome> = { kind: 'throttled', wait: 3_000 };

const faults: readonly (readonly [fault: Fault, outcome: Partial<Outcome>])[] = [
  ['accept', { kind: 'delivered' }],
  ['slow-bytes', { kind: 'delivered' }],
  [{ status: 400 }, { kind: 'refused' }],
  [{ status: 401 }, { kind: 'refused' }],
  [{ status: 403 }, { kind: 'refused' }],
  [{ status: 404 }, { kind: 'refused' }],
  [{ status: 410 }, { kind: 'refused' }],
  [{ status: 500 }, { kind: 'failed' }],
  [{ status: 503 }, { kind: 'failed' }],
  [{ status: 302 }, { kind: 'failed' }],
  [{ status: 308 }, { kind: 'refused' }],
  [{ status: 429, retryAfter: 3 }, throttled],
  [{ status: 429, retryAfter: new Date(now + 3_000) }, throttled],
  ['drop-before-accept', { kind: 'failed' }],
  ['drop-after-accept', { kind: 'failed' }],
  ['half-accept', { kind: 'failed' }],
];

describe.each(Object.entries(chatWays))('%s', (_, { service, send }) => {
  it.each(faults)('tells what %j comes to, and no secret', async (fault, outcome) => {
    service(services).queue(fault);
    const { tools, memory, printed } = chatTools(services, { now: () => now });
    const came = await send(services, sampleMessage(), tools);
    expect(came).toMatchObject(outcome);
    expect(came.detail).toMatch(/^[^\n]{5,300}$/);
    for (const secret of service(services).secrets)
      expect(JSON.stringify([came, memory, printed])).not.toContain(secret);
    expect(service(services).received()).toHaveLength(1);
  });

  it('gives up on what hangs when it is told to', async () => {
    service(services).queue('hang');
    expect(
      await send(services, sampleMessage(), chatTools(services, { signal: AbortSignal.timeout(30) }).tools),
    ).toEqual({
      kind: 'failed',
      detail: 'it took too long, and was broken off',
    });
  });

  it('carries the same key when it is tried again, by which it can be seen that both are one', async () => {
    service(services).queue('drop-after-accept');
    const { tools } = chatTools(services, { now: () => now });
    await send(services, sampleMessage(), tools);
    expect(await send(services, sampleMessage(), tools)).toMatchObject({ kind: 'delivered' });
    expect([...service(services).deliveries().values()]).toEqual([2]);
    const [key = ''] = service(services).deliveries().keys();
    expect(key.length).toBeGreaterThanOrEqual(12);
    expect(tools.key.startsWith(key)).toBe(true);
    await send(services, sampleMessage(), chatTools(services, { key: 'cd'.repeat(32) }).tools);
    expect([...service(services).deliveries().values()]).toEqual([2, 1]);
  });
});

describe('a server that says everything again that it was asked', () => {
  let base = '';
  let host = '';
  let status = 400;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const key = /"routing_key":"([^"]*)"/.exec(body)?.[1] ?? '';
    const again = `${request.url} ${decodeURIComponent(request.url ?? '')} ${request.headers.authorization} ${key}`;
    const answer = { ok: false, error: again, message: again, errors: [again] };
    response
      .writeHead(status, { location: `http://${host}${request.url}`, 'retry-after': again.replace(/[^ -~]/g, '') })
      .end(
        JSON.stringify(request.url?.includes('/v2/') || status < 400 ? answer : { ...answer, error: { code: again } }),
      );
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    base = `http://${host}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(Object.entries(chatWays))('gets no secret of %s into what is told', async (_, { service, send }) => {
    for (status of [200, 301, 302, 400, 404, 429, 503]) {
      const { tools, memory, printed } = chatTools(services, { base });
      const came = await send(services, sampleMessage(), { ...tools, ...outwardTo(host) }, base);
      const told = JSON.stringify([came, memory, printed]);
      for (const secret of service(services).secrets) expect(told, `${status}`).not.toContain(secret);
      // a workflow and a webhook of Discord say by the status alone that they took it
      if (status === 200 && came.kind !== 'delivered') expect(came.kind).toMatch(/failed|refused/);
    }
  });
});

const outwardTo = (...allow: string[]) => {
  const { outward } = testTools({ allow }).tools;
  return { outward };
};

describe('an address that leads nowhere', () => {
  it.each(Object.entries(chatWays))('is told without a secret of %s', async (_, { service, send }) => {
    const { tools } = chatTools(services, { now: () => now });
    for (const [base, kind, allow] of [
      ['http://127.0.0.1:1', 'failed', '127.0.0.1:1'],
      ['http://10.0.0.1', 'refused', '127.0.0.1:1'],
      ['http://[not-an-address', 'refused', '127.0.0.1:1'],
    ] as const) {
      const reveal = chatTools(services, { base }).tools.reveal;
      const came = await send(services, sampleMessage(), { ...tools, reveal, ...outwardTo(allow) }, base).catch(
        (error: unknown) => ({
          // the long forms hold the address in the configuration, which refuses it
          kind: 'refused',
          detail: String(error),
        }),
      );
      for (const secret of service(services).secrets) expect(JSON.stringify(came)).not.toContain(secret);
      expect(['failed', kind]).toContain(came.kind);
    }
  });
});

describe('a service with a bad day', () => {
  it.each(['slack', 'slack by a bot', 'discord', 'teams', 'pagerduty'] as const)(
    'gets every message of %s that is tried again, twice only where it took it without saying so',
    async (name) => {
      const { service, send } = chatWays[name];
      service(services).seeded(11, [
        [{ status: 429, retryAfter: 1 }, 0.1],
        [{ status: 503 }, 0.1],
        ['drop-before-accept', 0.1],
        ['drop-after-accept', 0.1],
        ['half-accept', 0.05],
      ]);
      const keys = Array.from({ length: 30 }, (_, number) => String(number).padStart(12, '0').padEnd(64, '0'));
      for (const key of keys) {
        const { tools } = chatTools(services, { key });
        while ((await send(services, sampleMessage(), tools)).kind !== 'delivered');
      }
      const taken = service(services).deliveries();
      const untold = service(services)
        .received()
        .filter(({ fault, isAccepted }) => isAccepted && fault !== 'accept').length;
      expect(untold).toBeGreaterThan(0);
      expect(taken.size).toBe(keys.length);
      expect([...taken.values()].reduce((sum, times) => sum + times, 0)).toBe(keys.length + untold);
    },
  );
});
