import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Channel, ChannelTest, Delivery, Page, Silence, WholeDelivery } from '@pitwall/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { enqueue } from '../alerts/delivery/enqueue.ts';
import { type Sender, startSender } from '../alerts/delivery/sender.ts';
import { messageAbout } from '../alerts/delivery/testing/message-about.ts';
import { alertSettings } from '../alerts/engine/settings.ts';
import { useCommandLine } from '../cli/in-process.suite.ts';
import { createOutward } from '../outward/outward.ts';
import { find } from './testing/alerting.ts';
import { problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addSomebody } from './testing/somebody.ts';

const servers = useServers();
const line = useCommandLine();
const senders: Sender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop();
});

/** What a server that runs does with its outbox. */
function send({ server, failures }: Bench): void {
  const sender = startSender({
    workplace: () => server,
    channels: () => alertSettings(server.config).channels,
    outward: createOutward({ allow: [] }),
    print: () => undefined,
    owner: 'bench',
    version: '1',
    failed: ({ error }) => void failures.push(error),
    pollMilliseconds: 20,
    stopMilliseconds: 50,
  });
  senders.push(sender);
}

const alerts = { channels: { first: { file: 'told.jsonl' }, away: { webhook: { url: 'http://127.0.0.1:9/hook' } } } };

const json = async <T>(answer: Response | Promise<Response>, status = 200): Promise<T> => {
  const text = await (await answer).text();
  expect([(await answer).status, text]).toEqual([status, text]);
  return JSON.parse(text) as T;
};

const post = ({ ask }: Pick<Bench, 'ask'>, path: string, body?: unknown, method = 'POST') =>
  ask(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });

/** One message, as the server would put it into the outbox. */
async function tell({ server }: Bench, thread: string, channel = 'first'): Promise<string> {
  const message = messageAbout(thread);
  const item = { channel, kind: message.kind, thread, message, sequence: 1 };
  const { channels } = alertSettings(server.config);
  const [id = ''] = await server.state.change((tx) => enqueue(tx, channels, [item], server.world.now()));
  return id;
}

describe('channels', () => {
  it('are tried with a message of their own, and what came of it is told', async () => {
    const bench = await servers.start({ config: { alerts } });
    const { items } = await json<{ items: readonly Channel[] }>(bench.ask('/api/v1/channels'));
    expect(items.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['first', 'file'],
        ['away', 'webhook'],
      ]),
    );
    send(bench);
    const tested = await json<ChannelTest>(post(bench, '/api/v1/channels/first/test'));
    expect(tested).toMatchObject({ channel: 'first', items: [{ outcome: 'delivered', attempts: 1 }] });
    const file = join(dirname(bench.folder), 'told.jsonl');
    expect([existsSync(file), readFileSync(file, 'utf8').includes('A test of the channel first')]).toEqual([
      true,
      true,
    ]);
    const [{ delivery = '' } = {}] = tested.items;
    expect(await json(bench.ask(`/api/v1/deliveries/${delivery}`))).toMatchObject({
      state: 'delivered',
      kind: 'test',
      history: [{ outcome: 'delivered' }],
    });
    const missing = await post(bench, '/api/v1/channels/frist/test');
    expect([missing.status, (await problemOf(missing)).fix]).toEqual([404, 'Did you mean `first`']);
  });
});

describe('a channel where nothing arrives', () => {
  it('is told to be one, with why, and the command ends with 1', async () => {
    const bench = await servers.start({ config: { alerts } });
    send(bench);
    const { pitwall } = line;
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token };
    const { code, out } = await pitwall('alerts test away', { env });
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^✗ away: not delivered.*\n.*\n {2}pitwall deliveries show [0-9a-f]{12}\n$/),
    ]);
    expect(await pitwall('alerts test first', { env })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ first: delivered/),
    });
  });
});

describe('deliveries', () => {
  it('are found by state, channel, alert and the beginning of an id, and shown with what they tell', async () => {
    const bench = await servers.start({ config: { alerts } });
    const id = await tell(bench, 'one');
    await tell(bench, 'two', 'away');
    const found = async (query: string) =>
      (await json<Page<Delivery>>(bench.ask(`/api/v1/deliveries${query}`))).items.map(({ thread }) => thread);
    expect(await found('')).toEqual(['two', 'one']);
    expect(await found('?channel=away')).toEqual(['two']);
    expect(await found('?state=dead,delivered')).toEqual([]);
    expect(await found(`?id=${id.slice(0, 10)}`)).toEqual(['one']);
    const whole = await json<WholeDelivery>(bench.ask(`/api/v1/deliveries/${id}`));
    expect(whole).toMatchObject({ id, channel: 'first', state: 'waiting', attempts: 0, history: [] });
    expect(await found(`?alert=${whole.alerts[0] ?? 'none'}`)).toContain('one');
    for (const query of ['?state=lost', '?limit=0', '?x=1'])
      expect((await bench.ask(`/api/v1/deliveries${query}`)).status).toBe(400);
    expect((await problemOf(await bench.ask('/api/v1/deliveries/none'))).code).toBe('delivery.missing');
  });

  it('are dropped, and sent again by hand; what is over cannot be', async () => {
    const bench = await servers.start({ config: { alerts } });
    const id = await tell(bench, 'one');
    const path = `/api/v1/deliveries/${id}`;
    const dropped = await json<Delivery>(post(bench, `${path}/drop`));
    expect(dropped).toMatchObject({ state: 'dead', lastError: `dropped by ${bench.keys.actor}` });
    expect((await problemOf(await post(bench, `${path}/drop`))).code).toBe('delivery.state');
    expect(await json(post(bench, `${path}/retry`))).toMatchObject({ state: 'waiting', endedAt: null });
    send(bench);
    const stateOf = async () => (await json<Delivery>(bench.ask(path))).state;
    await expect.poll(stateOf).toBe('delivered');
    const again = await post(bench, `${path}/retry`);
    expect([again.status, (await problemOf(again)).code]).toEqual([409, 'delivery.state']);
  });

  it('are not there for whoever may not see what they tell of', async () => {
    const bench = await servers.start({ config: { alerts } });
    const id = await tell(bench, 'one');
    const stranger = await addSomebody(bench, 'bob', [{ role: 'operator', on: ['model:elsewhere'] }]);
    expect((await json<Page<Delivery>>(stranger.ask('/api/v1/deliveries'))).items).toEqual([]);
    for (const [method, word] of [
      ['GET', ''],
      ['POST', '/retry'],
      ['POST', '/drop'],
    ] as const)
      expect([word, (await stranger.ask(`/api/v1/deliveries/${id}${word}`, { method })).status]).toEqual([word, 404]);
    expect((await stranger.ask('/api/v1/channels/first/test', { method: 'POST' })).status).toBe(403);
  });
});

describe('silences', () => {
  const made = (bench: Bench, body: object, status = 201) =>
    json<Silence>(post(bench, '/api/v1/silences', body), status);

  it('hold from their beginning to their end, and say how much they match', async () => {
    const bench = await servers.start();
    await find(bench, { model: 'spread' }, { model: 'totals' });
    const at = (minutes: number) => new Date(bench.clock.now + minutes * 60_000).toISOString();
    const matchers = '{model="spread"}';
    const silence = await made(bench, { matchers, reason: 'moves', from: at(10), until: at(20) });
    expect(silence).toMatchObject({ matchers: 'model="spread"', state: 'pending', matching: 1, by: bench.keys.actor });
    const silenced = async () =>
      (await json<Page<{ subject: string }>>(bench.ask('/api/v1/alerts?quiet=true'))).items.map((one) => one.subject);
    expect(await silenced()).toEqual([]);
    bench.clock.now += 10 * 60_000;
    expect(await silenced()).toEqual(['model:spread']);
    bench.clock.now += 10 * 60_000;
    expect(await silenced()).toEqual([]);
    expect(await json(bench.ask(`/api/v1/silences/${silence.id}`))).toMatchObject({ state: 'expired' });
    expect(await json(bench.ask('/api/v1/silences'))).toMatchObject({ items: [] });
    expect(await json(bench.ask('/api/v1/silences?expired=true'))).toMatchObject({ items: [{ id: silence.id }] });
    const ended = await post(bench, `/api/v1/silences/${silence.id}`, undefined, 'DELETE');
    expect([ended.status, (await problemOf(ended)).code]).toEqual([409, 'silence.ended']);
  });

  it('come again by their schedule, on the clocks of a zone', async () => {
    const bench = await servers.start();
    await find(bench, { model: 'spread' });
    // noon in UTC is one o'clock in Berlin
    const again = { cron: '0 13 * * *', time_zone: 'Europe/Berlin' };
    const { id } = await made(bench, { matchers: 'model="spread"', reason: 'daily', for: '1h', again });
    const state = async () => (await json<Silence>(bench.ask(`/api/v1/silences/${id}`))).state;
    expect(await state()).toBe('active');
    bench.clock.now += 3_600_000;
    expect(await state()).toBe('pending');
    bench.clock.now += 23 * 3_600_000;
    expect(await state()).toBe('active');
    expect((await post(bench, `/api/v1/silences/${id}`, undefined, 'DELETE')).status).toBe(200);
    expect(await state()).toBe('expired');
  });

  it('are refused where they are wrong, or would match everything', async () => {
    const bench = await servers.start();
    const good = { matchers: 'model="spread"', reason: 'x', for: '1h' };
    for (const [change, status, code] of [
      [{ matchers: 'model' }, 400, 'request.invalid'],
      [{ matchers: 'model=~"("' }, 400, 'request.invalid'],
      [{ matchers: '{}' }, 422, 'silence.all'],
      [{ matchers: 'alertname=~".+"' }, 422, 'silence.all'],
      [{ matchers: 'severity=~"low|medium|high|critical"' }, 422, 'silence.all'],
      [{ reason: ' ' }, 400, 'request.invalid'],
      [{ reason: 'a\0b' }, 400, 'state.text'],
      [{ for: undefined }, 400, 'request.invalid'],
      [{ for: undefined, until: '2026-01-05T11:00:00Z' }, 400, 'request.invalid'],
      [{ from: '2026-01-06T12:00:00Z', for: undefined, until: '2026-01-05T13:00:00Z' }, 400, 'request.invalid'],
      [{ again: { cron: '99 * * * *' } }, 400, 'request.invalid'],
      [{ again: { cron: '0 3 * * *', time_zone: 'Mars/Base' } }, 400, 'request.invalid'],
    ] as const) {
      const answer = await post(bench, '/api/v1/silences', { ...good, ...change });
      const { code: found } = await problemOf(answer);
      expect([change, answer.status, found]).toEqual([change, status, code]);
    }
    expect(await json(bench.ask('/api/v1/silences?expired=true'))).toMatchObject({ items: [] });
    expect((await made(bench, { ...good, matchers: 'model!="x"', all: true })).matchers).toBe('model!="x"');
    expect((await problemOf(await bench.ask('/api/v1/silences/none'))).code).toBe('silence.missing');
  });
});
