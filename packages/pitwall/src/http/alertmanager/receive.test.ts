import { describe, expect, it } from 'vitest';
import { expireReceived, nextExpiry } from '../../alerts/receive/expire.ts';
import { listFindings } from '../../state/finding-table.ts';
import { nameInstallation } from '../../state/signing-key-table.ts';
import { auditOf, problemOf } from '../testing/asking.ts';
import { type Bench, noon, useServers } from '../testing/bench.ts';
import { addSomebody } from '../testing/somebody.ts';

const servers = useServers();
const minute = 60_000;
const json = { 'content-type': 'application/json' };

const post = (bench: Pick<Bench, 'ask'>, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  bench.ask('/api/v2/alerts', { method: 'POST', body: JSON.stringify(body), headers: { ...json, ...headers } });
const hook = (bench: Bench, alerts: readonly object[], more: object = {}, headers: Record<string, string> = {}) =>
  bench.ask('/api/v1/receive/alertmanager', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({
      ...{ receiver: 'hook', status: 'firing', version: '4', groupKey: '{}:{}', truncatedAlerts: 0, groupLabels: {} },
      ...{
        commonLabels: {},
        commonAnnotations: {},
        externalURL: 'http://am:9093',
        notification_reason: 'new',
        ...more,
      },
      alerts,
    }),
  });
const findings = async ({ server }: Bench) =>
  (await listFindings(server.state.db, { order: 'oldest', limit: 100 })).items.map(({ id, finding }) => ({
    id,
    ...finding,
  }));
const at = (moment: number): string => new Date(moment).toISOString();

describe('alerts that a Prometheus posts', () => {
  it('are one finding each until they end, and one entry of the audit', async () => {
    const bench = await servers.start();
    const labels = { alertname: 'Slow', severity: 'info', instance: 'a:9100' };
    const alert = {
      labels,
      annotations: { summary: 'It is slow', description: 'p99 is 4 s' },
      generatorURL: 'http://p/g',
    };
    for (let count = 0; count < 5; count += 1) {
      const sent = { ...alert, startsAt: at(noon), endsAt: at(bench.clock.now + 4 * minute) };
      const answer = await post(bench, [sent]);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      bench.clock.now += minute;
    }
    await post(bench, [{ ...alert, startsAt: at(noon), endsAt: at(bench.clock.now) }]);
    expect(await findings(bench)).toMatchObject([
      {
        subject: 'prometheus:Slow',
        metric: 'received.alert',
        status: 'warning',
        value: null,
        message: 'It is slow',
        evidence: { observed: 'p99 is 4 s', computed: 'http://p/g' },
        labels,
      },
      { subject: 'prometheus:Slow', status: 'pass', message: 'Slow is over: It is slow', labels },
    ]);
    expect(await auditOf(bench, '?verb=alert.receive&order=oldest')).toMatchObject([
      { subject: 'prometheus:Slow', input: { source: 'Prometheus', alerts: 1, fired: 1, resolved: 0 } },
      { input: { fired: 0, resolved: 1 } },
    ]);
  });

  it('are over when nothing comes any more, which is found out when it is asked for', async () => {
    const bench = await servers.start();
    await post(bench, [{ labels: { alertname: 'A' } }, { labels: { alertname: 'B' }, endsAt: at(noon + 60 * minute) }]);
    expect(await nextExpiry(bench.server)).toBe(noon + 5 * minute);
    expect(await expireReceived(bench.server, noon + 5 * minute - 1)).toBe(0);
    bench.clock.now = noon + 6 * minute;
    expect(await expireReceived(bench.server, bench.clock.now)).toBe(1);
    expect((await findings(bench)).map(({ subject, status }) => [subject, status])).toEqual([
      ['prometheus:A', 'alert'],
      ['prometheus:B', 'alert'],
      ['prometheus:A', 'pass'],
    ]);
    expect(await nextExpiry(bench.server)).toBe(noon + 60 * minute);
    expect(await auditOf(bench, '?verb=alert.expire')).toMatchObject([{ actor: 'system', input: { over: 1 } }]);
    // and fire again afterwards
    await post(bench, [{ labels: { alertname: 'A' } }]);
    expect(await findings(bench)).toHaveLength(4);
  });

  it('are taken in where others of the same message are not, of which it is said what is wrong', async () => {
    const bench = await servers.start();
    const answer = await post(bench, [{ labels: { alertname: 'Good' } }, { labels: {} }, { labels: { a: 7 } }]);
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({
      code: 'request.invalid',
      field: 'alerts.1',
      errors: [
        { field: 'alerts.1', detail: expect.stringContaining('at least one label') },
        { field: 'alerts.2', detail: expect.stringContaining('labels.a') },
      ],
    });
    expect(await findings(bench)).toMatchObject([{ subject: 'prometheus:Good' }]);
  });

  it('are about what we watch where a label names it, whatever is in the name', async () => {
    const bench = await servers.start();
    const labels = [
      { model: 'spread/../a:b', dataset: 'games' },
      { dataset: 'games%2F' },
      { component: 'shop' },
      { alertname: '../..' },
      { x: '1' },
    ];
    expect(
      (
        await post(
          bench,
          labels.map((own) => ({ labels: own })),
        )
      ).status,
    ).toBe(200);
    expect((await findings(bench)).map(({ subject }) => subject)).toEqual([
      'model:spread%2F..%2Fa%3Ab',
      'dataset:games%252F',
      'component:shop',
      'prometheus:..%2F..',
      'prometheus:unnamed',
    ]);
  });

  it('twice in one message are one, and twice at once as well', async () => {
    const bench = await servers.start();
    const alert = { labels: { alertname: 'A' } };
    await Promise.all([post(bench, [alert, alert]), post(bench, [alert]), post(bench, [alert])]);
    expect(await findings(bench)).toHaveLength(1);
  });

  it('are for who may raise them, about what they may', async () => {
    const bench = await servers.start();
    const viewer = await addSomebody(bench, 'ada', [{ role: 'viewer', on: ['*'] }]);
    expect((await post(viewer, [{ labels: { alertname: 'A' } }])).status).toBe(403);
    const some = await addSomebody(bench, 'bob', [{ role: 'operator', on: ['component:shop'] }]);
    expect((await post(some, [{ labels: { component: 'till' } }])).status).toBe(403);
    expect((await post(some, [{ labels: { component: 'shop' } }])).status).toBe(200);
    expect(
      (await fetch(`${bench.serving.address}/api/v2/alerts`, { method: 'POST', headers: json, body: '[]' })).status,
    ).toBe(401);
    expect((await findings(bench)).map(({ subject }) => subject)).toEqual(['component:shop']);
  });

  it.each([
    ['what is no JSON', '[{'],
    ['an object', '{}'],
    ['nothing', ''],
    ['lists within lists without end', '['.repeat(100) + ']'.repeat(100)],
  ])('are refused where they are %s', async (_, body) => {
    const bench = await servers.start();
    const answer = await bench.ask('/api/v2/alerts', { method: 'POST', body, headers: json });
    expect([answer.status, (await problemOf(answer)).code]).toEqual([400, 'request.invalid']);
  });

  it('are refused where they are too many or too long', async () => {
    const bench = await servers.start({ limits: { bodyBytes: 1_000_000 } });
    const many = await post(
      bench,
      Array.from({ length: 10_001 }, (_, index) => ({ labels: { i: `${index}` } })),
    );
    expect([many.status, (await problemOf(many)).code]).toEqual([413, 'request.too_large']);
    expect((await post(bench, [{ labels: { a: 'x'.repeat(1_000_000) } }])).status).toBe(413);
    expect(await findings(bench)).toEqual([]);
  });
});

describe('webhooks of an Alertmanager', () => {
  it('tell of the beginning and the end of each alert, and fields that newer ones add are passed over', async () => {
    const bench = await servers.start();
    const labels = { alertname: 'DriftHigh', service: 'churn' };
    const zero = '0001-01-01T00:00:00Z';
    const fires = {
      status: 'firing',
      labels,
      annotations: {},
      startsAt: at(noon),
      endsAt: zero,
      generatorURL: '',
      fingerprint: 'e08a17b1607cd1ca',
      newer: {},
    };
    expect(await (await hook(bench, [fires], { routeLabels: {} })).json()).toEqual({
      received: 1,
      fired: 1,
      changed: 0,
      resolved: 0,
    });
    // hours later it is told of again, and never ends by itself
    bench.clock.now += 240 * minute;
    expect(await nextExpiry(bench.server)).toBeUndefined();
    expect(await (await hook(bench, [fires])).json()).toMatchObject({ received: 1, fired: 0 });
    const over = { ...fires, status: 'resolved', endsAt: at(bench.clock.now - 1) };
    expect(await (await hook(bench, [over])).json()).toMatchObject({ resolved: 1 });
    expect((await findings(bench)).map(({ status, message }) => [status, message])).toEqual([
      ['alert', 'DriftHigh fires'],
      ['pass', 'DriftHigh is over: DriftHigh fires'],
    ]);
  });

  it('and posts of a Prometheus about the same alert are one', async () => {
    const bench = await servers.start();
    const labels = { b: '2', alertname: 'A' };
    await post(bench, [{ labels }]);
    await hook(bench, [{ status: 'firing', labels: { alertname: 'A', b: '2' } }]);
    expect(await findings(bench)).toHaveLength(1);
  });

  it.each([
    ['another version', { version: '3' }, 'version'],
    ['alerts that are no list', { alerts: {} }, 'alerts'],
  ])('are refused with %s', async (_, more, field) => {
    const bench = await servers.start();
    const body = JSON.stringify({ version: '4', alerts: [], ...more });
    const answer = await bench.ask('/api/v1/receive/alertmanager', { method: 'POST', body, headers: json });
    expect(await problemOf(answer)).toMatchObject({ status: 400, field });
  });

  it('do not bring back what this server said itself, by its header or by its label', async () => {
    const bench = await servers.start();
    const id = 'mfrggzdfmztwq2lk';
    await bench.server.state.change((tx) => nameInstallation(tx, { id, at: noon }));
    const alert = (alertname: string, more: object = {}) => ({ status: 'firing', labels: { alertname, ...more } });
    const own = await hook(bench, [alert('A')], {}, { 'pitwall-hops': `other,${id}` });
    expect(await problemOf(own)).toMatchObject({ status: 409, code: 'alert.loop', field: 'alerts.0' });
    const mixed = await hook(bench, [alert('B', { pitwall_hops: id }), alert('C', { pitwall_hops: 'other' })]);
    expect(await problemOf(mixed)).toMatchObject({ code: 'alert.loop', field: 'alerts.0' });
    expect((await post(bench, [{ labels: { alertname: 'D', pitwall_hops: id } }])).status).toBe(409);
    // what others sent is taken in, and keeps through whom it came
    expect((await hook(bench, [alert('E')], {}, { 'pitwall-hops': 'other' })).status).toBe(200);
    expect((await findings(bench)).map(({ labels }) => labels)).toEqual([
      { alertname: 'C', pitwall_hops: 'other' },
      { alertname: 'E', pitwall_hops: 'other' },
    ]);
  });
});
