import { createHash } from 'node:crypto';
import type { Alert, Page } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { composeLines } from '../../alerts/channels/console/compose.ts';
import { composeLine } from '../../alerts/channels/file/compose.ts';
import { messageOf } from '../../alerts/delivery/payload.ts';
import { listDeliveries } from '../../state/delivery-table.ts';
import { evaluate, find } from '../testing/alerting.ts';
import { auditOf } from '../testing/asking.ts';
import { type Bench, noon, useServers } from '../testing/bench.ts';
import { addSomebody } from '../testing/somebody.ts';

const servers = useServers();
const post = ({ ask }: Pick<Bench, 'ask'>, path: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const send = (asker: Pick<Bench, 'ask'>, ...alerts: readonly object[]) => post(asker, '/api/v2/alerts', alerts);
const list = async ({ ask }: Pick<Bench, 'ask'>, query = ''): Promise<readonly Alert[]> =>
  ((await (await ask(`/api/v1/alerts${query}`)).json()) as Page<Alert>).items;

describe('what somebody sends who means no good', () => {
  it('T36: makes no line of its own in a log, a file or a page, and moves no cursor', async () => {
    const bench = await servers.start();
    const name = 'Down\r\n2026 ERROR forged\u001b[2J\u202e##[error]<b>@everyone';
    const told = { summary: `${name}\u0007`, description: name, runbook_url: 'javascript:alert(1)' };
    expect((await send(bench, { labels: { alertname: name, team: name }, annotations: told })).status).toBe(200);
    await evaluate(bench);
    bench.clock.now += 10_000;
    await evaluate(bench);
    const { items } = await listDeliveries(bench.server.state.db, { order: 'oldest', limit: 10 });
    expect(items.length).toBeGreaterThan(0);
    for (const delivery of items) {
      for (const line of composeLines(messageOf(delivery))) {
        expect(line).not.toMatch(/\p{Cc}|\u202e/u);
        expect(line).not.toContain('##[');
      }
      expect(composeLine(messageOf(delivery), delivery.id)).not.toMatch(/\p{Cc}/u);
    }
    const [alert] = await list(bench);
    const page = await (await bench.ask(`/alerts/${alert?.id}`)).text();
    expect(page).not.toMatch(/<b>|\p{Cc}(?<!\n)|\u202e|href="javascript/u);
  });

  it('T36: poses as nothing of ours, and makes nothing of ours quiet', async () => {
    const bench = await servers.start({ models: ['spread'] });
    await find(bench, { column: 'pace' });
    const [ours] = await list(bench);
    const pose = {
      ...{ model: 'spread', alertname: 'drift', severity: 'critical', kind: 'model', name: 'spread' },
      ...{ metric: 'drift', subject: 'model:spread', fingerprint: ours?.id, project: 'theirs', state: 'resolved' },
    };
    await send(bench, { labels: pose });
    await send(bench, { labels: { ...pose, model: '', component: 'shop' } });
    await evaluate(bench);
    const alerts = await list(bench);
    expect(alerts).toHaveLength(3);
    const after = alerts.find(({ id }) => id === ours?.id);
    expect(after).toMatchObject({ state: 'firing', rule: 'drift', quiet: { inhibitedBy: [] } });
    for (const { id, rule, subject, labels } of alerts.filter((one) => one.id !== ours?.id)) {
      expect([rule, labels.fingerprint, labels.subject, labels.project]).toEqual([
        'received',
        id,
        subject,
        'courtside',
      ]);
      expect(labels.metric).toBe('received.alert');
      expect(`${labels.kind}:${labels.name}`).toBe(subject);
    }
    // an end that is posted for it ends theirs
    await send(bench, {
      labels: pose,
      startsAt: new Date(noon - 1).toISOString(),
      endsAt: new Date(noon).toISOString(),
    });
    await evaluate(bench);
    expect((await list(bench, `?id=${ours?.id}`))[0]?.state).toBe('firing');
  });

  it('speaks of nothing that they may not speak of, by whichever label, and is written down', async () => {
    const bench = await servers.start();
    const shop = await addSomebody(bench, 'bob', [{ role: 'operator', on: ['component:shop'] }]);
    for (const labels of [{ model: 'spread' }, { dataset: 'games' }])
      expect((await send(shop, { labels: { component: 'shop', ...labels } })).status).toBeGreaterThanOrEqual(403);
    expect((await send(shop, { labels: { component: 'shop' } })).status).toBe(200);
    await evaluate(bench);
    expect((await list(bench)).map(({ subject }) => subject)).toEqual(['component:shop']);
    expect(await auditOf(bench, '?verb=alert.receive&outcome=denied')).toHaveLength(2);
  });

  it('can be acknowledged, however long its name is, and is another one than what begins alike', async () => {
    const bench = await servers.start();
    const long = 'x:'.repeat(1_999);
    expect((await send(bench, { labels: { model: `${long}a` } }, { labels: { model: `${long}b` } })).status).toBe(200);
    await evaluate(bench);
    const alerts = await list(bench);
    expect(new Set(alerts.map(({ subject }) => subject)).size).toBe(2);
    for (const { id } of alerts) expect((await post(bench, `/api/v1/alerts/${id}/acknowledge`, {})).status).toBe(200);
  });

  it.each([
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z', 200],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-23:59', 200],
    ['9999-12-31T23:59:59Z', undefined, 400],
    ['2026-02-30T25:00:00Z', undefined, 400],
    ['NaN', undefined, 400],
    [null, undefined, 400],
    [7, undefined, 400],
  ])('from %s to %s is answered with %i, and everything can be read afterwards', async (startsAt, endsAt, status) => {
    const bench = await servers.start();
    const answer = await send(bench, { labels: { alertname: 'A' }, startsAt, endsAt, x: {} });
    expect(answer.status).toBe(status);
    await evaluate(bench);
    for (const path of ['/api/v1/alerts?state=all', '/api/v2/alerts', '/api/v2/alerts/groups', '/metrics'])
      expect((await bench.ask(path)).status).toBe(200);
    expect(bench.failures).toEqual([]);
  });
});

describe('what somebody asks who means no good', () => {
  it('is broken off where a pattern takes too long, while others are answered', async () => {
    const bench = await servers.start();
    const long = (index: number): string => createHash('sha512').update(`${index}`).digest('hex').repeat(30);
    const sent = Array.from({ length: 400 }, (_, index) => ({ labels: { alertname: `A${index}`, x: long(index) } }));
    expect((await send(bench, ...sent)).status).toBe(200);
    await evaluate(bench);
    const slow = encodeURIComponent('x=~".*[0-7].{900}z"');
    for (const path of [`/api/v1/alerts?matchers=${slow}`, `/api/v2/alerts?filter=${slow}`]) {
      const answer = await bench.ask(path);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('within a second')]);
    }
    expect((await bench.ask(`/api/v1/alerts?matchers=${encodeURIComponent('x=~".*a.*b.*"')}`)).status).toBe(200);
  });

  it('puts no matcher into the name of another', async () => {
    const bench = await servers.start();
    const silence = {
      matchers: [{ name: 'a="b",c', value: 'x', isRegex: false }],
      ...{ startsAt: '2026-01-05T12:00:00Z', endsAt: '2026-01-06T12:00:00Z', createdBy: 'x', comment: 'y' },
    };
    expect((await post(bench, '/api/v2/silences', silence)).status).toBe(400);
  });
});

describe('who may see only some of it', () => {
  it('may drop what goes through a channel of theirs, and is not told what it said', async () => {
    const bench = await servers.start({ models: ['hidden'] });
    await find(bench, { model: 'hidden', column: 'a' });
    bench.clock.now += 10_000;
    await evaluate(bench);
    const some = await addSomebody(bench, 'ada', [{ role: 'operator', on: ['channel:*'] }]);
    const { items } = await listDeliveries(bench.server.state.db, { order: 'oldest', limit: 1 });
    const answer = await post(some, `/api/v1/deliveries/${items[0]?.id}/drop`, {});
    expect([answer.status, (await answer.text()).includes('model hidden')]).toEqual([200, false]);
  });

  it('is told that another alert makes one quiet, and not which one', async () => {
    const bench = await servers.start({
      models: ['mine', 'hidden'],
      config: { alerts: { dependencies: { 'model:mine': ['model:hidden'] } } },
    });
    await find(bench, { model: 'hidden', column: 'a' }, { model: 'mine', column: 'a' });
    const some = await addSomebody(bench, 'ada', [{ role: 'viewer', on: ['model:mine'] }]);
    const [inhibitor] = (await list(bench)).filter(({ subject }) => subject === 'model:hidden');
    const all = await list(bench, '?model=mine');
    expect(all[0]?.quiet.inhibitedBy).toEqual([inhibitor?.id]);
    const [seen] = await list(some);
    expect(seen?.quiet.inhibitedBy).toEqual(['hidden']);
    expect((await (await some.ask('/api/v2/alerts')).text()).includes(inhibitor?.id ?? '')).toBe(false);
    expect((await (await some.ask(`/alerts/${seen?.id}`)).text()).includes(inhibitor?.id ?? '')).toBe(false);
  });

  it('is told of no receiver by the list of an Alertmanager whose channel they may not see', async () => {
    const bench = await servers.start({
      config: { alerts: { channels: { secret_customer: { file: 'a.jsonl' } } } },
    });
    const some = await addSomebody(bench, 'ada', [{ role: 'viewer', on: ['model:mine'] }]);
    expect(await (await some.ask('/api/v2/receivers')).text()).not.toContain('secret_customer');
    expect(await (await bench.ask('/api/v2/receivers')).text()).toContain('secret_customer');
  });
});
