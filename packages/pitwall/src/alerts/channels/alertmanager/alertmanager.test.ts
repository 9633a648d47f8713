import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../state/canonical-json.ts';
import { anyMessage, sampleAlert, sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { alertmanagerDouble } from '../../testing/services/alertmanager.ts';
import { type Frame, startFrame } from '../../testing/services/frame.ts';
import { composePush } from './compose.ts';
import { alertmanagerChannel } from './index.ts';

const clock = { now: 0 };
const now = () => clock.now;
let frame: Frame;
const mount = () => frame.mount(alertmanagerDouble(now));
let service: ReturnType<typeof mount>;
let memory: { body: Json | undefined };

beforeAll(async () => {
  frame = await startFrame({ now });
});
beforeEach(() => {
  clock.now = Date.UTC(2026, 10, 22, 5);
  service = mount();
  memory = { body: undefined };
});
afterAll(() => frame.close());

const send = (message = sampleMessage(), settings: unknown = service.url, own: Parameters<typeof testTools>[0] = {}) =>
  alertmanagerChannel.send(
    message,
    alertmanagerChannel.settings.parse(settings),
    testTools({ allow: frame.allow, now, memory, ...own }).tools,
  );

const names = () => service.firing().map((labels) => `${labels.alertname} ${labels.severity}`);

describe('an alert in an Alertmanager', () => {
  it('fires until it is over', async () => {
    expect(await send()).toEqual({ kind: 'delivered', detail: 'the Alertmanager took 1', status: 200 });
    expect(names()).toEqual(['stale-feed critical']);
    expect(service.firing()[0]).toMatchObject({ dataset: 'games', pitwall_hops: 'mfrggzdfmztwq2lk' });
    clock.now += 6 * 86_400_000;
    expect(names()).toHaveLength(1);
    await send(sampleResolved());
    expect(names()).toEqual([]);
    expect(memory.body).toEqual({});
  });

  it('is the same one at each repetition, which fires for as long again', async () => {
    await send(sampleMessage(), { url: service.url, lasts: '5h' });
    clock.now += 4 * 3_600_000;
    await send(sampleMessage({ kind: 'reminder' }), { url: service.url, lasts: '5h' });
    clock.now += 4 * 3_600_000;
    expect(names()).toHaveLength(1);
    clock.now += 2 * 3_600_000;
    expect(names()).toEqual([]);
  });

  it('does not stay under its old labels when it gets worse', async () => {
    const alertOf = (severity: 'high' | 'critical') =>
      sampleAlert({ severity, labels: { ...sampleAlert().labels, severity } });
    await send(sampleMessage({ alerts: [alertOf('high')] }));
    await send(sampleMessage({ alerts: [alertOf('critical')] }));
    expect(names()).toEqual(['stale-feed critical']);
  });

  it('is over with the others where all are over, also where it is not in the message', async () => {
    const two = [sampleAlert(), sampleAlert({ id: 'ffffffffffffffff', rule: 'other', labels: { alertname: 'other' } })];
    await send(sampleMessage({ alerts: two, firing: 2 }));
    expect(names()).toHaveLength(2);
    await send(sampleMessage({ alerts: two.slice(0, 1), firing: 2, more: 1 }));
    expect(names()).toHaveLength(2);
    await send(sampleResolved({ alerts: [sampleAlert({ state: 'resolved', resolvedAt: clock.now })], more: 1 }));
    expect(names()).toEqual([]);
  });

  it('is seen as long as it takes to try it where it is a test, and so is what is only told', async () => {
    await send(sampleMessage({ kind: 'test' }));
    await send(sampleMessage({ kind: 'notice', alerts: [], firing: 0, title: 'The silence is over' }));
    expect(names()).toEqual(['stale-feed critical', 'pitwall-notice critical']);
    clock.now += 5 * 60_000 + 1;
    expect(names()).toEqual([]);
    expect(memory.body).toEqual({});
  });

  it.each([
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [422, 'refused'],
    [429, 'throttled'],
    [500, 'failed'],
    [503, 'failed'],
  ])('that is answered with %d is %s, and nothing is remembered', async (status, kind) => {
    service.queue({ status });
    expect(await send()).toMatchObject({ kind, status });
    expect(memory.body).toBeUndefined();
  });

  it.each(['drop-before-accept', 'drop-after-accept', 'half-accept'] as const)(
    'is tried again, and is one: %s',
    async (fault) => {
      service.queue(fault);
      await send();
      expect((await send()).kind).toBe('delivered');
      expect(names()).toHaveLength(1);
    },
  );

  it('is broken off when its time is over', async () => {
    service.queue('hang');
    expect((await send(sampleMessage(), service.url, { signal: AbortSignal.timeout(80) })).kind).toBe('failed');
  });

  it('says nothing of its address and its headers, whatever goes wrong', async () => {
    const settings = { url: `${service.url}/\${secret:PATH}`, headers: { Authorization: `Basic \${secret:LOGIN}` } };
    const secrets = { PATH: 'T0PSECRETPATH', LOGIN: 'T0PSECRETLOGIN' };
    const faults = [{ status: 400 }, { status: 500 }, { status: 301 }, 'drop-before-accept', 'accept'] as const;
    service.queue(...faults);
    const outcomes = [];
    for (const _ of faults) outcomes.push(await send(sampleMessage(), settings, { secrets }));
    outcomes.push(await send(sampleMessage(), settings, { secrets, allow: [] }));
    expect(outcomes.map(({ kind }) => kind)).not.toContain('delivered');
    expect(JSON.stringify(outcomes)).not.toContain('T0PSECRET');
    expect(service.received()[0]?.headers.authorization).toBe('Basic T0PSECRETLOGIN');
  });

  it('is taken, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        memory = { body: undefined };
        expect(await send(message)).toMatchObject({ kind: 'delivered' });
        const { alerts } = composePush(message, { now: now(), lasts: 1, installation: '', remembered: undefined });
        expect(JSON.stringify(alerts).length).toBeLessThan(200 * 60_000);
      }),
      { numRuns: 25 },
    );
  });
});
