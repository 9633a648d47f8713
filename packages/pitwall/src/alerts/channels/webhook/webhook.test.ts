import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hopsLabel } from '../../loop.ts';
import { anyMessage, sampleAlert, sampleMessage } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { type Frame, startFrame } from '../../testing/services/frame.ts';
import { webhookDouble } from '../../testing/services/webhook.ts';
import { composeBody, mostBytes } from './compose.ts';
import { webhookChannel } from './index.ts';
import { sign, signingKey } from './sign.ts';

const now = () => Date.UTC(2026, 10, 22, 3, 5, 0);
let frame: Frame;
const mount = () => frame.mount(webhookDouble(now));
let service: ReturnType<typeof mount>;
beforeAll(async () => {
  frame = await startFrame({ now });
});
beforeEach(() => {
  service = mount();
});
afterAll(() => frame.close());

const send = (settings: unknown, own: Parameters<typeof testTools>[0] = {}, message = sampleMessage()) =>
  webhookChannel.send(
    message,
    webhookChannel.settings.parse(settings),
    testTools({ allow: frame.allow, now, ...own }).tools,
  );

const signed = () => ({ url: service.url, secret: service.secret });

describe('the signature of Standard Webhooks', () => {
  it('is the one of its own example', () => {
    const key = signingKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const body = '{"test": 2432232314}';
    expect(key && sign(key, { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330, body })).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it.each(['', 'whsec_', 'whsec_!!!!', 'whsec_c2hvcnQ=', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
    'is not made with what is no secret: %s',
    async (secret) => {
      expect(signingKey(secret)).toBeUndefined();
      const outcome = await send({ url: service.url, secret: `\${secret:HOOK}` }, { secrets: { HOOK: secret } });
      expect(outcome.kind).toBe('refused');
      expect(service.received()).toEqual([]);
      if (secret.length > 6) expect(outcome.detail).not.toContain(secret.slice(6));
    },
  );
});

describe('a webhook', () => {
  it('is taken in by somebody who looks at everything', async () => {
    expect(await send(signed())).toEqual({ kind: 'delivered', detail: 'answered 204', status: 204 });
    expect(service.messages()).toMatchObject([
      { type: 'alert.firing', timestamp: '2026-11-22T03:01:00.000Z', data: { severity: 'critical', cut: false } },
    ]);
  });

  it('has the same id each time and the time of the attempt, so that it counts once', async () => {
    service.queue('drop-after-accept');
    expect((await send(signed())).kind).toBe('failed');
    expect((await send(signed(), { now: () => now() + 60_000 })).kind).toBe('delivered');
    const [first, second] = service.received();
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(Number(second?.headers['webhook-timestamp'])).toBe(Number(first?.headers['webhook-timestamp']) + 60);
    expect(service.messages()).toHaveLength(1);
  });

  it('says through whom it has come', async () => {
    await send(signed());
    const alert = sampleAlert({ labels: { [hopsLabel]: 'other' } });
    await send(signed(), {}, sampleMessage({ alerts: [alert] }));
    await send(signed(), { installation: '' });
    const headers = service.received().map((one) => one.headers['pitwall-hops']);
    expect(headers).toEqual(['mfrggzdfmztwq2lk', 'other,mfrggzdfmztwq2lk', undefined]);
  });

  it('has the headers that it was given, but not in the place of its own', async () => {
    const headers = { Authorization: `Bearer \${secret:HOOK}`, 'Webhook-Id': 'mine', 'X-One': '1' };
    await send({ ...signed(), headers }, { secrets: { HOOK: 'hush' } });
    expect(service.received()[0]?.headers).toMatchObject({ authorization: 'Bearer hush', 'x-one': '1' });
    expect(service.messages()).toHaveLength(1);
  });

  it('is refused where a header would begin another one', async () => {
    const outcome = await send(
      { ...signed(), headers: { authorization: `\${secret:HOOK}` } },
      { secrets: { HOOK: 'hush\r\nx-evil: 1' } },
    );
    expect(outcome.kind).toBe('refused');
    expect(outcome.detail).not.toContain('hush');
    expect(service.received()).toEqual([]);
  });

  it.each([
    [200, 'delivered'],
    [301, 'refused'],
    [302, 'failed'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [408, 'failed'],
    [410, 'refused'],
    [429, 'throttled'],
    [500, 'failed'],
    [502, 'throttled'],
    [503, 'failed'],
    [504, 'throttled'],
  ])('that is answered with %d is %s', async (status, kind) => {
    service.queue({ status });
    expect(await send(signed())).toMatchObject({ kind, status });
  });

  it.each([
    ['seconds', 7, 7_000],
    ['a date', new Date(now() + 90_000), 90_000],
  ])('waits as long as it is told to, in %s', async (_, retryAfter, wait) => {
    service.queue({ status: 429, retryAfter }, { status: 503, retryAfter });
    expect(await send(signed())).toMatchObject({ kind: 'throttled', wait });
    expect(await send(signed())).toMatchObject({ kind: 'throttled', wait });
  });

  it.each(['drop-before-accept', 'drop-after-accept', 'half-accept'] as const)(
    'is tried again where the connection breaks: %s',
    async (fault) => {
      service.queue(fault);
      expect((await send(signed())).kind).toBe('failed');
    },
  );

  it('is broken off when its time is over, and is tried again', async () => {
    service.queue('hang');
    const outcome = await send(signed(), { signal: AbortSignal.timeout(100) });
    expect(outcome).toMatchObject({ kind: 'failed', detail: 'it took too long, and was broken off' });
  });

  it('goes nowhere that the outward policy does not allow', async () => {
    expect((await send(signed(), { allow: [] })).kind).toBe('refused');
    expect(service.received()).toEqual([]);
  });

  it('says nothing of its address and its secrets, whatever goes wrong', async () => {
    const secrets = { PATH: 'T0PSECRETPATH', TOKEN: 'T0PSECRETTOKEN' };
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const headers = { authorization: `Bearer \${secret:TOKEN}` };
    const settings = [
      ...[{ url: `${service.url}/\${secret:PATH}`, headers }],
      ...[`http://127.0.0.1:${port}/\${secret:PATH}`, `http://no.such.invalid/\${secret:PATH}`].map((url) => ({
        url,
        headers,
      })),
      ...[`\${secret:PATH}`, `http://u:\${secret:PATH}@127.0.0.1/`, `http://10.0.0.1/\${secret:PATH}`].map((url) => ({
        url,
        headers,
      })),
    ];
    const statuses = [200, 301, 400, 401, 404, 410, 429, 500, 503].map((status) => ({ status }));
    service.queue('drop-after-accept', ...statuses);
    const outcomes = [];
    for (const one of settings) outcomes.push(await send(one, { secrets }));
    for (const _ of statuses) outcomes.push(await send(settings[0], { secrets }));
    expect(outcomes.map(({ kind }) => kind)).toContain('refused');
    expect(JSON.stringify(outcomes)).not.toContain('T0PSECRET');
  });
});

describe('the body of a webhook', () => {
  it('is shorter than 20 KB whatever is in it, and says when something was left out', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const body = composeBody(message);
        expect(Buffer.byteLength(body)).toBeLessThan(mostBytes);
        const { data } = JSON.parse(body) as { data: { cut: boolean; alerts: unknown[]; more: number } };
        expect(data.alerts.length + data.more).toBe(message.alerts.length + message.more);
        expect(body.isWellFormed()).toBe(true);
        if (!data.cut) expect(data.alerts).toHaveLength(message.alerts.length);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the link when a megabyte is cut', () => {
    const alerts = [sampleAlert({ summary: '🏀'.repeat(300_000) })];
    const { data } = JSON.parse(composeBody(sampleMessage({ alerts }))) as {
      data: { url: string; cut: boolean; alerts: { url: string; summary: string }[] };
    };
    expect(data).toMatchObject({ cut: true, url: sampleMessage().url, alerts: [{ url: sampleAlert().url }] });
    expect(data.alerts[0]?.summary.endsWith('🏀… (cut)')).toBe(true);
  });
});
