import type { Alert, AlertEvent, Page, Silence } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { find } from './testing/alerting.ts';
import { auditOf, problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addSomebody, type Somebody } from './testing/somebody.ts';

const servers = useServers();

type Asker = Pick<Bench, 'ask'>;

const json = async <T>(answer: Response, status = 200): Promise<T> => {
  const text = await answer.text();
  expect([answer.status, text]).toEqual([status, text]);
  return JSON.parse(text) as T;
};

const list = async ({ ask }: Asker, query = ''): Promise<Page<Alert>> => json(await ask(`/api/v1/alerts${query}`));
const only = async (asker: Asker, query = ''): Promise<Alert> => {
  const { items } = await list(asker, query);
  const [alert] = items;
  if (!alert || items.length > 1) throw new Error(`Expected one alert, found ${items.length}.`);
  return alert;
};

const post = ({ ask }: Asker, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

const subjects = ({ items }: Page<Alert>): readonly string[] => items.map(({ subject }) => subject);
const kinds = ({ items }: Page<AlertEvent>): readonly string[] => items.map(({ kind }) => kind);

const hour = 3_600_000;

describe('alerts', () => {
  it('are what is found, one for a condition, with what it is made of', async () => {
    const bench = await servers.start();
    expect(await list(bench)).toEqual({ items: [], next: null, more: false });
    await find(bench, { column: 'pace', message: 'pace has moved' }, { column: 'rest', status: 'warning' });
    await find(bench, { column: 'form', status: 'pass' });
    const alert = await only(bench);
    expect(alert).toMatchObject({
      subject: 'model:spread',
      metric: 'drift',
      rule: 'drift',
      state: 'firing',
      severity: 'high',
      summary: 'pace has moved (and 1 more)',
      labels: { alertname: 'drift', model: 'spread', severity: 'high', fingerprint: alert.id },
      acknowledgement: null,
      quiet: { silencedBy: [], inhibitedBy: [], mutedBy: [] },
      moreParts: 0,
    });
    expect(alert.parts.map(({ subject, status }) => [subject, status])).toEqual([
      ['model:spread/column:pace', 'alert'],
      ['model:spread/column:rest', 'warning'],
      ['model:spread/column:form', 'pass'],
    ]);
    const answer = await bench.ask(`/api/v1/alerts/${alert.id}`);
    expect(await json(answer)).toEqual(alert);
    const tag = answer.headers.get('etag') ?? '';
    expect((await bench.ask(`/api/v1/alerts/${alert.id}`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  it('are found by state, severity, subject, model, rule, labels, quiet and the beginning of an id', async () => {
    const bench = await servers.start();
    await find(
      bench,
      { model: 'spread', column: 'pace' },
      { model: 'spread-b', status: 'warning' },
      { model: 'totals', metric: 'silence.predictions' },
      { model: 'gone' },
    );
    bench.clock.now += 60_000;
    await find(bench, { model: 'gone', status: 'pass' });
    const found = async (query: string) => subjects(await list(bench, query)).toSorted();
    expect(await found('')).toEqual(['model:spread', 'model:spread-b', 'model:totals']);
    expect(await found('?state=resolved')).toEqual(['model:gone']);
    expect(await found('?state=all')).toHaveLength(4);
    expect(await found('?severity=medium,low')).toEqual(['model:spread-b']);
    expect(await found('?model=spread')).toEqual(['model:spread']);
    expect(await found('?subject=model:totals')).toEqual(['model:totals']);
    expect(await found('?rule=silence')).toEqual(['model:totals']);
    expect(await found(`?matchers=${encodeURIComponent('model=~"spread.*",severity!="high"')}`)).toEqual([
      'model:spread-b',
    ]);
    const { id } = await only(bench, '?model=totals');
    expect(await found(`?id=${id.slice(0, 9)}`)).toEqual(['model:totals']);
    expect(await found('?id=zz')).toEqual([]);
    expect(await found('?quiet=true')).toEqual([]);
    await post(bench, `/api/v1/alerts/${id}/snooze`, { for: '1h' });
    expect(await found('?quiet=true')).toEqual(['model:totals']);
    expect(await found('?quiet=false')).toEqual(['model:spread', 'model:spread-b']);
    for (const query of ['?state=open', '?severity=bad', '?matchers=model', '?matchers=a%3D~"("', '?limit=0', '?x=1']) {
      expect([query, (await bench.ask(`/api/v1/alerts${query}`)).status]).toEqual([query, 400]);
    }
  });

  it('are paged without a gap or a repeat', async () => {
    const bench = await servers.start();
    await find(bench, ...Array.from({ length: 7 }, (_, nr) => ({ model: `m${nr}` })));
    const first = await list(bench, '?limit=3');
    const second = await list(bench, `?limit=3&cursor=${first.next}`);
    const third = await list(bench, `?limit=3&cursor=${second.next}`);
    expect([first.more, second.more, third.more]).toEqual([true, true, false]);
    expect([first, second, third].flatMap(subjects).toSorted()).toEqual(
      Array.from({ length: 7 }, (_, nr) => `model:m${nr}`),
    );
    expect((await problemOf(await bench.ask('/api/v1/alerts?cursor=finding.newest.1'))).code).toBe('state.cursor');
  });

  it('are acknowledged with who, until when and why, given back, and resolved; each stands in the history', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    const path = `/api/v1/alerts/${id}`;
    bench.clock.now += 60_000;
    const acknowledged = await json<Alert>(await post(bench, `${path}/acknowledge`, { for: '2h', comment: ' mine ' }));
    expect(acknowledged).toMatchObject({
      state: 'acknowledged',
      acknowledgement: {
        by: bench.keys.actor,
        at: new Date(bench.clock.now).toISOString(),
        until: new Date(bench.clock.now + 2 * hour).toISOString(),
        comment: 'mine',
      },
    });
    expect(await json(await post(bench, `${path}/unacknowledge`))).toMatchObject({
      state: 'firing',
      acknowledgement: null,
    });
    expect(await json(await post(bench, `${path}/resolve`))).toMatchObject({ state: 'resolved' });
    const history = await json<Page<AlertEvent>>(await bench.ask(`${path}/history`));
    expect(kinds(history)).toEqual(['resolved', 'unacknowledged', 'acknowledged', 'fired']);
    expect(history.items[2]).toMatchObject({ by: bench.keys.actor, comment: 'mine', episode: 1 });
    expect(history.items[3]).toMatchObject({ by: 'system', message: 'model:spread has moved', value: 0.31 });
    const oldest = await json<Page<AlertEvent>>(await bench.ask(`${path}/history?order=oldest&limit=1`));
    expect([kinds(oldest), oldest.more]).toEqual([['fired'], true]);
  });

  it('that are over are not acknowledged, resolved or snoozed, and it is said since when', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    const at = new Date(bench.clock.now).toISOString();
    expect((await problemOf(await post(bench, `/api/v1/alerts/${id}/unacknowledge`))).code).toBe('alert.state');
    await post(bench, `/api/v1/alerts/${id}/resolve`);
    for (const [word, body] of [
      ['acknowledge', {}],
      ['resolve', {}],
      ['snooze', { for: '1h' }],
    ] as const) {
      const answer = await post(bench, `/api/v1/alerts/${id}/${word}`, body);
      expect(answer.status).toBe(409);
      expect(await problemOf(answer)).toMatchObject({
        code: 'alert.state',
        detail: expect.stringContaining(`is resolved since ${at}`),
      });
    }
  });

  it('fire again where they are found again', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    await post(bench, `/api/v1/alerts/${id}/resolve`);
    bench.clock.now += hour;
    await find(bench, { message: 'again' });
    expect(await only(bench)).toMatchObject({ id, episode: 2, state: 'firing' });
  });

  it('are acted on once, however often the same request is sent', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    const key = { 'idempotency-key': 'one' };
    const snooze = () => post(bench, `/api/v1/alerts/${id}/snooze`, { for: '1h' }, key);
    const first = await json<Silence>(await snooze(), 201);
    bench.clock.now += 60_000;
    expect((await json<Silence>(await snooze(), 201)).id).toBe(first.id);
    expect((await json<Page<Silence>>(await bench.ask('/api/v1/silences'))).items).toHaveLength(1);
    const other = await post(bench, `/api/v1/alerts/${id}/snooze`, { for: '2h' }, key);
    expect([other.status, (await problemOf(other)).code]).toEqual([422, 'request.key_reused']);
  });

  it('refuse what is wrong, and are left as they were', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    const wrong = [
      ['0000000000000000/acknowledge', {}, 404, 'alert.missing'],
      ['ID/acknowledge', { for: '1h', until: '2026-01-06T00:00:00Z' }, 400, 'request.invalid'],
      ['ID/acknowledge', { until: '2026-01-05T11:59:59Z' }, 400, 'request.invalid'],
      ['ID/snooze', { for: '0s' }, 400, 'request.invalid'],
      ['ID/snooze', { for: 'an hour' }, 400, 'request.invalid'],
      ['ID/snooze', { for: '100y' }, 400, 'request.invalid'],
      ['ID/snooze', {}, 400, 'request.invalid'],
      ['ID/acknowledge', { comment: 'x'.repeat(1_000_000) }, 413, 'request.too_large'],
      ['ID/acknowledge', { comment: 'x'.repeat(2_001) }, 400, 'request.invalid'],
      ['ID/resolve', { because: 'x' }, 400, 'request.invalid'],
    ] as const;
    for (const [path, body, status, code] of wrong) {
      const answer = await post(bench, `/api/v1/alerts/${path.replace('ID', id)}`, body);
      const { code: found } = await problemOf(answer);
      expect([path, JSON.stringify(body).slice(0, 60), answer.status, found]).toEqual([
        path,
        JSON.stringify(body).slice(0, 60),
        status,
        code,
      ]);
    }
    expect(await only(bench)).toMatchObject({ state: 'firing', quiet: { silencedBy: [] } });
    expect(bench.failures).toEqual([]);
  });

  it('leave ids and no comments in the audit', async () => {
    const bench = await servers.start();
    await find(bench, {});
    const { id } = await only(bench);
    await post(bench, `/api/v1/alerts/${id}/acknowledge`, { for: '1h', comment: 'ask Zoë Canary' });
    await post(bench, `/api/v1/alerts/${id}/snooze`, { for: '1h', reason: 'Canary said so' });
    const entries = await auditOf(bench, '?subject=model:spread');
    expect(entries.map(({ verb, actor }) => [verb, actor])).toEqual([
      ['alert.snooze', bench.keys.actor],
      ['alert.acknowledge', bench.keys.actor],
      expect.anything(),
    ]);
    expect(JSON.stringify(await auditOf(bench))).not.toContain('Canary');
  });
});

describe('alerts of others', () => {
  const own = [{ role: 'operator', on: ['model:spread', 'channel:console'] }];
  const asks = (somebody: Somebody): Asker => ({ ask: (path, init) => somebody.ask(path, init) });

  it('are not there, in no list and under no id, and nothing can be done to them', async () => {
    const bench = await servers.start();
    const somebody = asks(await addSomebody(bench, 'bob', own));
    await find(
      bench,
      { model: 'spread' },
      { model: 'totals' },
      { subject: 'account:u-aaaaaaaaaa', metric: 'security.denials' },
    );
    const all = await list(bench);
    expect(subjects(await list(somebody))).toEqual(['model:spread']);
    for (const { id, subject } of all.items.filter((one) => one.subject !== 'model:spread')) {
      expect(subjects(await list(somebody, `?id=${id}`))).toEqual([]);
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['GET', '/history', undefined],
        ['POST', '/acknowledge', '{}'],
        ['POST', '/unacknowledge', '{}'],
        ['POST', '/resolve', '{}'],
        ['POST', '/snooze', '{"for":"1h"}'],
      ] as const) {
        const init = { method, ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}) };
        const answer = await somebody.ask(`/api/v1/alerts/${id}${path}`, init);
        expect([subject, path, answer.status]).toEqual([subject, path, 404]);
        const absent = await somebody.ask(`/api/v1/alerts/ffffffffffffffff${path}`, init);
        const words = async (of: Response) => ({ ...(await problemOf(of)), request_id: '' });
        expect(await words(answer)).toEqual(await words(absent));
      }
    }
  });

  it('are seen and not changed by whoever may only look', async () => {
    const bench = await servers.start();
    const viewer = asks(await addSomebody(bench, 'eve', [{ role: 'viewer', on: ['model:spread'] }]));
    await find(bench, { model: 'spread' });
    const { id } = await only(viewer);
    for (const word of ['acknowledge', 'resolve', 'snooze']) {
      expect((await post(viewer, `/api/v1/alerts/${id}/${word}`, {})).status).toBe(403);
    }
    expect(await only(bench)).toMatchObject({ state: 'firing' });
  });

  it('are snoozed one by one, and silenced together only by who may do that to all', async () => {
    const bench = await servers.start();
    const somebody = asks(await addSomebody(bench, 'bob', own));
    await find(bench, { model: 'spread' });
    const { id } = await only(somebody);
    const snoozed = await json<Silence>(await post(somebody, `/api/v1/alerts/${id}/snooze`, { for: '1h' }), 201);
    const wide = { matchers: 'model="spread"', for: '1h', reason: 'x' };
    expect((await post(somebody, '/api/v1/silences', wide)).status).toBe(403);
    await post(bench, '/api/v1/silences', { ...wide, matchers: 'model="secret-model"' });
    const seen = await json<Page<Silence>>(await somebody.ask('/api/v1/silences'));
    expect(seen.items.map((one) => one.id)).toEqual([snoozed.id]);
    const { items } = await json<Page<Silence>>(await bench.ask('/api/v1/silences'));
    const other = items.find((one) => one.id !== snoozed.id);
    expect((await somebody.ask(`/api/v1/silences/${other?.id}`)).status).toBe(404);
    expect((await somebody.ask(`/api/v1/silences/${other?.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await somebody.ask(`/api/v1/silences/${snoozed.id}`, { method: 'DELETE' })).status).toBe(200);
  });
});
