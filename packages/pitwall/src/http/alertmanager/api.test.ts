import { describe, expect, it } from 'vitest';
import { auditOf, problemOf } from '../testing/asking.ts';
import { type Bench, noon, useServers } from '../testing/bench.ts';
import { addSomebody } from '../testing/somebody.ts';
import { fire, idOf } from './testing/alerts.ts';

const servers = useServers();
const hour = 3_600_000;
const at = (moment: number): string => new Date(moment).toISOString();

type Asker = Pick<Bench, 'ask'>;
const get = async (bench: Asker, path: string) => {
  const answer = await bench.ask(`/api/v2/${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as { labels: { model: string }; status: { state: string } }[];
};
const models = async (bench: Asker, query = ''): Promise<string[]> =>
  (await get(bench, `alerts${query}`)).map(({ labels }) => labels.model).sort();

const silence = (model: string, more: object = {}) => ({
  matchers: [{ name: 'model', value: model, isRegex: false, isEqual: true }],
  startsAt: at(noon),
  endsAt: at(noon + hour),
  createdBy: 'karma',
  comment: 'The feed moves',
  ...more,
});
const post = (bench: Asker, body: object): Promise<Response> =>
  bench.ask('/api/v2/silences', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const made = async (bench: Asker, body: object): Promise<string> => {
  const answer = await post(bench, body);
  const { silenceID: id } = (await answer.json()) as { silenceID: string };
  expect([answer.status, id]).toEqual([200, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  return id;
};

describe('what an Alertmanager is asked for', () => {
  it('is alerts as it says them, to the letter', async () => {
    const bench = await servers.start();
    await fire(bench, { model: 'spread' });
    expect(await get(bench, 'alerts')).toEqual([
      {
        annotations: {
          title: 'The data drifted',
          summary: 'The data drifted',
          fix: 'Look at it',
          runbook_url: 'https://runbooks.example/drift',
        },
        endsAt: at(noon + 300_000),
        fingerprint: idOf('spread'),
        receivers: expect.arrayContaining([{ name: expect.any(String) }]),
        startsAt: at(noon - 60_000),
        status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: 'active' },
        updatedAt: at(noon),
        generatorURL: '',
        labels: { alertname: 'drift', severity: 'high', kind: 'model', name: 'spread', model: 'spread' },
      },
    ]);
  });

  it('is found by matchers, all of which must hold, and by who is told', async () => {
    const bench = await servers.start();
    await fire(bench, { model: 'spread', team: 'odds' }, { model: 'total', team: 'odds' }, { model: 'winner' });
    const filter = (...texts: string[]) => `?${texts.map((text) => `filter=${encodeURIComponent(text)}`).join('&')}`;
    expect(await models(bench, filter('team="odds"'))).toEqual(['spread', 'total']);
    expect(await models(bench, filter('team="odds"', 'model!~"to.*"'))).toEqual(['spread']);
    expect(await models(bench, filter('team=""'))).toEqual(['winner']);
    expect(await models(bench, '?receiver=.*')).toHaveLength(3);
    expect(await models(bench, '?receiver=no-such-receiver')).toEqual([]);
    expect(await models(bench, '?active=false')).toEqual([]);
    // what only newer ones know is passed over
    expect(await models(bench, '?newer=1')).toHaveLength(3);
    for (const query of [filter('model=~"("'), filter('nothing'), '?receiver=(', '?active=perhaps']) {
      const answer = await bench.ask(`/api/v2/alerts${query}`);
      expect([query, answer.status, (await problemOf(answer)).code]).toEqual([query, 400, 'request.invalid']);
    }
  });

  it('is groups, in which alerts are told together', async () => {
    const bench = await servers.start();
    await fire(bench, { model: 'spread' }, { model: 'total' });
    const groups = (await get(bench, 'alerts/groups')) as unknown as { labels: object; alerts: object[] }[];
    expect(groups.map(({ labels, alerts }) => [labels, alerts.length])).toEqual([
      [{ kind: 'model', name: 'total' }, 1],
      [{ kind: 'model', name: 'spread' }, 1],
    ]);
  });

  it('is how it is, and whether it is there, without a key where only that is asked', async () => {
    const bench = await servers.start();
    expect(await (await bench.ask('/api/v2/status')).json()).toMatchObject({
      cluster: { status: 'disabled', peers: [] },
      versionInfo: { version: '0.0.0-test' },
      uptime: at(noon),
    });
    expect(await (await bench.ask('/api/v2/receivers')).json()).toEqual(
      expect.arrayContaining([{ name: expect.any(String) }]),
    );
    for (const path of ['/-/healthy', '/-/ready']) {
      const answer = await fetch(`${bench.serving.address}${path}`);
      expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    }
    expect((await fetch(`${bench.serving.address}/api/v2/status`)).status).toBe(401);
  });

  it('is of what one may see, and nothing else', async () => {
    const bench = await servers.start({ models: ['spread', 'total'] });
    await fire(bench, { model: 'spread' }, { model: 'total' });
    const id = await made(bench, silence('spread'));
    const viewer = await addSomebody(bench, 'ada', [{ role: 'viewer', on: ['model:total'] }]);
    expect(await models(viewer)).toEqual(['total']);
    expect(JSON.stringify(await get(viewer, 'alerts/groups'))).not.toContain('spread');
    expect(await get(viewer, 'silences')).toEqual([]);
    expect((await viewer.ask(`/api/v2/silence/${id}`)).status).toBe(404);
    expect((await post(viewer, silence('total'))).status).toBe(403);
    expect((await viewer.ask(`/api/v2/silence/${id}`, { method: 'DELETE' })).status).toBe(403);
  });
});

describe('a silence', () => {
  it('made as an Alertmanager does is one here, and one that was made here is one there', async () => {
    const bench = await servers.start();
    await fire(bench, { model: 'spread' }, { model: 'total' });
    const id = await made(bench, silence('spread'));
    expect(await models(bench, '?silenced=false')).toEqual(['total']);
    expect(await models(bench, '?active=false')).toEqual(['spread']);
    expect((await get(bench, 'alerts?active=false'))[0]?.status).toMatchObject({
      state: 'suppressed',
      silencedBy: [id],
    });
    expect(await (await bench.ask('/api/v1/alerts?quiet=true')).json()).toMatchObject({
      items: [{ subject: 'model:spread', quiet: { silencedBy: [id] } }],
    });
    const here = await bench.ask('/api/v1/silences', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ matchers: 'model=~"tot.*",severity!="low"', for: '2h', reason: 'too' }),
    });
    expect(here.status).toBe(201);
    expect(await models(bench, '?silenced=false')).toEqual([]);
    expect(await get(bench, 'silences')).toMatchObject([
      {
        comment: 'too',
        endsAt: at(noon + 2 * hour),
        status: { state: 'active' },
        matchers: [
          { name: 'model', value: 'tot.*', isRegex: true, isEqual: true },
          { name: 'severity', value: 'low', isRegex: false, isEqual: false },
        ],
      },
      { id, comment: 'The feed moves (karma)', createdBy: bench.keys.actor, startsAt: at(noon) },
    ]);
    expect(await get(bench, `silences?filter=${encodeURIComponent('model="spread"')}`)).toMatchObject([{ id }]);
  });

  it('that takes the place of another ends it, and is in force before that', async () => {
    const bench = await servers.start();
    const first = await made(bench, silence('spread'));
    bench.clock.now += 1_000;
    const second = await made(bench, silence('spread', { id: first, endsAt: at(noon + 3 * hour) }));
    expect(await get(bench, 'silences')).toMatchObject([
      { id: second, status: { state: 'active' }, endsAt: at(noon + 3 * hour) },
      { id: first, status: { state: 'expired' } },
    ]);
    expect((await auditOf(bench)).slice(0, 2)).toMatchObject([{ verb: 'alert.unsilence' }, { verb: 'alert.silence' }]);
    const gone = await post(bench, silence('spread', { id: '00000000-0000-4000-8000-000000000000' }));
    expect((await problemOf(gone)).code).toBe('silence.missing');
  });

  it('begins when it is said to, and is ended once', async () => {
    const bench = await servers.start();
    await fire(bench, { model: 'spread' });
    const id = await made(bench, silence('spread', { startsAt: at(noon + hour), endsAt: at(noon + 2 * hour) }));
    expect(await get(bench, 'silences')).toMatchObject([{ status: { state: 'pending' }, startsAt: at(noon + hour) }]);
    expect(await models(bench, '?silenced=false')).toEqual(['spread']);
    bench.clock.now += hour;
    expect(await models(bench, '?silenced=false')).toEqual([]);
    bench.clock.now += 1;
    expect((await bench.ask(`/api/v2/silence/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect(await models(bench, '?silenced=false')).toEqual(['spread']);
    const twice = await bench.ask(`/api/v2/silence/${id}`, { method: 'DELETE' });
    expect([twice.status, (await problemOf(twice)).code]).toEqual([409, 'silence.ended']);
    const missing = await bench.ask('/api/v2/silence/none', { method: 'DELETE' });
    expect([missing.status, (await problemOf(missing)).code]).toEqual([404, 'silence.missing']);
  });

  it('that comes again says when it does next', async () => {
    const bench = await servers.start();
    await bench.ask('/api/v1/silences', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ matchers: 'model="spread"', for: '1h', reason: 'nightly', again: { cron: '0 2 * * *' } }),
    });
    expect(await get(bench, 'silences')).toMatchObject([
      { startsAt: '2026-01-06T02:00:00.000Z', endsAt: '2026-01-06T03:00:00.000Z', status: { state: 'pending' } },
    ]);
  });

  it.each([
    ['no matchers', { matchers: [] }, 400, 'request.invalid'],
    [
      'matchers that hold for all',
      { matchers: [{ name: 'a', value: '.*', isRegex: true, isEqual: true }] },
      422,
      'silence.all',
    ],
    [
      'a pattern that is none',
      { matchers: [{ name: 'a', value: '(', isRegex: true, isEqual: true }] },
      400,
      'request.invalid',
    ],
    ['an end that has been', { endsAt: at(noon - 1) }, 400, 'request.invalid'],
    ['no time', { endsAt: undefined }, 400, 'request.invalid'],
    ['no comment and nobody who makes it', { comment: '', createdBy: '' }, 400, 'request.invalid'],
  ])('with %s is refused', async (_, more, status, code) => {
    const bench = await servers.start();
    const answer = await post(bench, silence('spread', more));
    expect([answer.status, (await problemOf(answer)).code]).toEqual([status, code]);
    expect(await get(bench, 'silences')).toEqual([]);
  });
});
