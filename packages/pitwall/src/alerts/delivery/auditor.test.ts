import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Finding } from '@pitwall/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { createOutward } from '../../outward/outward.ts';
import { system } from '../../server/actor.ts';
import { readThreadDeliveries } from '../../state/delivery-audit.ts';
import { putChannelHealth } from '../../state/delivery-channel-table.ts';
import { dropDelivery } from '../../state/delivery-table.ts';
import { listFindings } from '../../state/finding-table.ts';
import { deliveryAuditJob } from './audit-job.ts';
import { auditDeliveries, type DeliveryAudit, failuresToTell, type OpenThread } from './auditor.ts';
import { enqueue } from './enqueue.ts';
import { type DeliveryBench, failed, messageAbout, noon, refused, useDeliveryBenches } from './testing/bench.ts';

const open = useDeliveryBenches();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});
const fake = (name: string, more: object = {}) => ({ [name]: { fake: { name }, ...more } });
const second = 1_000;
const minute = 60 * second;

const incident = (thread: string, change: Partial<OpenThread> = {}): OpenThread => ({
  thread,
  severity: 'high',
  since: noon - 10 * minute,
  ...change,
});

const audit = (change: Partial<DeliveryAudit>): readonly Finding[] =>
  auditDeliveries({
    threads: [],
    deliveries: new Map(),
    dead: [],
    health: [],
    channels: new Map(),
    now: noon,
    ...change,
  });
const undeliveredOf = (change: Partial<DeliveryAudit>) =>
  audit(change).find(({ metric }) => metric === 'delivery.undelivered');

describe('an incident', () => {
  const deliveries = (isDelivered: boolean, waitingSince: number | null) =>
    new Map([['t', { thread: 't', isDelivered, waitingSince }]]);

  it.each([
    ['of which there is no message', new Map(), 'alert'],
    ['of which all messages died', deliveries(false, null), 'alert'],
    ['whose message waits for ten minutes', deliveries(false, noon - 10 * minute), 'alert'],
    ['whose message is on its way', deliveries(false, noon - minute), 'pass'],
    ['that was delivered', deliveries(true, null), 'pass'],
    ['that was delivered and is told again', deliveries(true, noon - 10 * minute), 'pass'],
  ])('%s is judged', (_, found, status) => {
    expect(undeliveredOf({ threads: [incident('t')], deliveries: found })).toMatchObject({
      subject: 'component:delivery',
      status,
      value: status === 'alert' ? 1 : 0,
    });
  });

  it('that is of low severity, or opened a moment ago, is not missed', () => {
    const threads = [incident('a', { severity: 'medium' }), incident('b', { since: noon - minute })];
    expect(undeliveredOf({ threads })?.status).toBe('pass');
  });

  it('that reached nobody is counted, with the age of the oldest, and not named: not everybody may know of it', () => {
    const threads = [incident('a'), incident('b', { since: noon - 20 * minute })];
    expect(undeliveredOf({ threads })?.message).toBe('2 open incidents reached nobody, the oldest for 20m.');
  });
});

describe('what is asked of the outbox', () => {
  const standing = async ({ server }: DeliveryBench, threads: readonly string[]) => {
    const found = await readThreadDeliveries(server.state.db, { threads, except: ['console', 'file'] });
    return threads.map((thread) => {
      const { isDelivered, waitingSince } = found.get(thread) ?? {};
      if (isDelivered === undefined) return 'no message';
      return isDelivered ? 'delivered' : waitingSince === null ? 'missing' : 'waiting';
    });
  };

  it('follows a message into those that told it, and counts what only the console has as delivered to nobody', async () => {
    const channels = { ...fake('a', { fallback: 'b' }), ...fake('b'), ...fake('c'), ...fake('d') };
    const bench = await open({ channels });
    bench.answers.set('a', ({ thread }) => (thread === 'backed' ? refused : failed));
    bench.answers.set('c', () => refused);
    await bench.tell('a', 'backed');
    await bench.tell('c', 'lost');
    const items = Array.from({ length: 30 }, (_, index) => {
      const message = messageAbout(`s${index}`);
      return { channel: 'd', kind: 'firing', thread: `s${index}`, message, sequence: 1 } as const;
    });
    await bench.server.state.change((tx) => enqueue(tx, bench.channels, items, bench.clock.now));
    expect(await standing(bench, ['none', 's1', 'backed'])).toEqual(['no message', 'waiting', 'waiting']);
    await bench.start().idle();
    expect(await standing(bench, ['none', 'backed', 'lost', 's1', 's29'])).toEqual([
      'no message',
      'delivered',
      'missing',
      'delivered',
      'delivered',
    ]);
  });
});

describe('a channel', () => {
  it('that failed many times in a row is told, and again when it is well', async () => {
    const health = { channel: 'a', openUntil: null, quietUntil: null, tokens: 1, tokensAt: 0 };
    const channels = (await open({ channels: fake('a') })).channels;
    const of = (failures: number, known = channels) =>
      audit({ health: [{ ...health, failures }], channels: known }).find(
        ({ subject, metric }) => subject === 'component:channel-a' && metric === 'delivery.channel',
      );
    expect(of(failuresToTell)).toMatchObject({ status: 'alert', value: failuresToTell });
    expect(of(failuresToTell - 1)).toMatchObject({ status: 'pass' });
    expect(of(failuresToTell, new Map())).toMatchObject({
      status: 'pass',
      message: expect.stringContaining('not configured'),
    });
  });
});

describe('the job of each minute', () => {
  async function elsewhere() {
    const asked: string[] = [];
    const server = createServer(({ url }, answer) => {
      asked.push(url ?? '');
      answer.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => new Promise((resolve) => server.close(resolve)));
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping` };
  }

  it('tells once what was not delivered, keeps silent elsewhere meanwhile, and tells when it was', async () => {
    const bench = await open({ channels: fake('a') });
    const { asked, url } = await elsewhere();
    const config = configSchema.parse({ alerts: { deadman: { url } } });
    const threads: OpenThread[] = [];
    const job = deliveryAuditJob({
      openThreads: async () => threads,
      outward: createOutward({ allow: ['127.0.0.1'] }),
    });
    const run = async () => {
      const context = { ...bench.server, config, actor: system };
      const work = { context, due: bench.clock.now, run: 'r', signal: new AbortController().signal };
      await job.run(work);
      bench.clock.now += minute;
      return (await listFindings(bench.server.state.db, { order: 'oldest' })).items.map(({ finding }) => [
        finding.metric,
        finding.status,
      ]);
    };
    expect(await run()).toEqual([]);
    expect(asked).toEqual(['/ping']);
    threads.push(incident('t'));
    expect(await run()).toEqual([['delivery.undelivered', 'alert']]);
    expect(await run()).toHaveLength(1);
    expect(asked).toHaveLength(1);
    threads.pop();
    expect(await run()).toEqual([
      ['delivery.undelivered', 'alert'],
      ['delivery.undelivered', 'pass'],
    ]);
    expect(asked).toHaveLength(2);
  });

  it('tells of critical messages that died until they are sent again or dropped, and of a channel that fails', async () => {
    const bench = await open({ channels: fake('a') });
    bench.answers.set('a', () => refused);
    const [id = ''] = await bench.tell('a', 't', { severity: 'critical' });
    await bench.tell('a', 'u', { severity: 'high' });
    await bench.start().idle();
    const config = configSchema.parse({});
    const job = deliveryAuditJob({ openThreads: async () => [], outward: createOutward({ allow: [] }) });
    const run = async () => {
      const context = { ...bench.server, config, actor: system };
      await job.run({ context, due: bench.clock.now, run: 'r', signal: new AbortController().signal });
      bench.clock.now += minute;
      const { items } = await listFindings(bench.server.state.db, { subject: 'component:channel-a' });
      return items[0]?.finding;
    };
    expect(await run()).toMatchObject({ metric: 'delivery.dead', status: 'alert', value: 1 });
    const { now } = bench.clock;
    await bench.server.state.change((tx) => dropDelivery(tx, { id, now, because: 'dropped by owner' }));
    expect(await run()).toMatchObject({ metric: 'delivery.dead', status: 'pass' });
    await bench.server.state.change((tx) =>
      putChannelHealth(tx, {
        channel: 'console',
        failures: failuresToTell,
        openUntil: now,
        quietUntil: null,
        tokens: 1,
        tokensAt: now,
      }),
    );
    await run();
    const { items } = await listFindings(bench.server.state.db, { subject: 'component:channel-console' });
    expect(items[0]?.finding).toMatchObject({ metric: 'delivery.channel', status: 'alert' });
  });
});
