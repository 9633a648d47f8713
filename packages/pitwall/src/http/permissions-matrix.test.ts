import { formatSubject } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../access/make-key.ts';
import { builtInRoles } from '../permissions/built-in.ts';
import { permissionsOf } from '../permissions/compile.ts';
import type { Grant } from '../permissions/permission.ts';
import { type Actor, decide, mayAnywhere, sees, system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { subjectOfComponent, subjectOfServer } from '../server/subjects.ts';
import { owner } from '../server/tokens.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

/** Its letters stand in nothing else, so that wherever they come up, something was told. */
const foreign = 'zebra-9';
const own = 'spread-a';
/** As far from what there is as the foreign one. */
const absent = 'quagga-7';

const roles = new Map(builtInRoles.map((role) => [role.name, role]));
const onOwn: Pick<Grant, 'on'> = { on: ['model:spread-*', 'component:spread-*'] };
const principals: Readonly<Record<string, readonly Grant[]>> = {
  admin: [{ role: 'admin', on: ['*'] }],
  viewer: [{ role: 'viewer', ...onOwn }],
  operator: [{ role: 'operator', ...onOwn }],
  service: [{ role: 'service', ...onOwn }],
  /** May do next to nothing, and that to something else. */
  stranger: [{ role: 'viewer', on: ['model:elsewhere'] }],
};

interface Objects {
  readonly model: string;
  readonly finding: string;
}

/** What a path is filled with: something of one's own, of somebody else, or nothing that is there. */
function pathOf({ path }: Route, { model, finding }: Objects): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const values: Readonly<Record<string, string>> = { model, job: `monitor:${model}`, id: finding, version: '1' };
    return encodeURIComponent(values[name] ?? 'none');
  });
}

function paramsOf({ path }: Route, { model, finding }: Objects): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, string>> = { model, job: `monitor:${model}`, id: finding, version: '1' };
  return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, values[name] ?? 'none']));
}

/** What is named in a body and not in the path. */
const named: Readonly<Record<string, (objects: Objects) => string>> = {
  recordMetrics: ({ model }) => subjectOfComponent(model),
  postAlerts: ({ model }) => subjectOfComponent(model),
  receiveAlertmanagerWebhook: ({ model }) => subjectOfComponent(model),
};

/** Of the very same request; undefined where the permissions say that it may be done. */
function expectedRefusal(route: Route, actor: Actor, objects: Objects): 403 | 404 | undefined {
  const { permission, about } = route;
  if (permission === 'public') return undefined;
  if (!mayAnywhere(actor, permission)) return 403;
  const inBody = named[route.name]?.(objects);
  if (about === 'listed' && inBody === undefined) return undefined;
  const subject =
    inBody ??
    (about === 'listed' ? undefined : about)?.({ params: paramsOf(route, objects), query: {} }) ??
    subjectOfServer(route.name);
  if (decide(actor, permission, subject).allowed) return undefined;
  return sees(actor, subject) ? 403 : 404;
}

const isOfOneself = ({ permission }: Route): boolean => permission.startsWith('self.');

/** A stream is read for as long as it says nothing of its own. */
const isStream = ({ answers }: Route): boolean =>
  Object.values(answers).some(({ type }) => type === 'text/event-stream');

const plainFinding = {
  metric: 'accuracy',
  value: 0.4,
  threshold: null,
  status: 'alert',
  message: 'It is worse',
  evidence: {},
};

interface Furnished {
  readonly bench: Bench;
  readonly tokens: Readonly<Record<string, string>>;
}

async function ask(bench: Bench, route: Route, objects: Objects, token: string | undefined): Promise<Response> {
  const type = Object.keys(route.body?.types ?? {})[0];
  return fetch(`${bench.serving.address}${pathOf(route, objects)}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(route.body ? { body: JSON.stringify(route.body.example).replaceAll('checkout', objects.model) } : {}),
  });
}

const withoutItself = (text: string, objects: Objects): string =>
  text
    .replace(/"request_id":"[^"]*"/, '')
    .replaceAll(objects.model, 'MODEL')
    .replaceAll(objects.finding, 'FINDING');

const objectsOf = (model: string): Objects => ({ model, finding: `finding-of-${model}` });

async function furnished(): Promise<Furnished> {
  const bench = await servers.start({ models: [own, foreign] });
  const subjectOf = (name: string) => formatSubject({ kind: 'model', name });
  for (const model of [own, foreign]) {
    const at = new Date(bench.clock.now).toISOString();
    const finding = { ...plainFinding, subject: subjectOf(model), at };
    await perform({ ...bench.server, actor: system }, findingRecord, {
      findings: [{ id: `finding-of-${model}`, finding, window: null }],
    });
    await bench.send(
      `/api/v1/models/${model}/predictions?wait=true`,
      JSON.stringify({ id: `of-${model}`, prediction: 0.5 }),
    );
    await bench.ask('/api/v1/metrics', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ component: model, metric: 'latency', value: 1 }),
    });
  }
  const tokens: Record<string, string> = {};
  for (const [name, grants] of Object.entries(principals)) {
    const made = await makeKey({ ...bench.server, actor: owner }, { name, grants, days: 1 });
    tokens[name] = made.token;
  }
  return { bench, tokens };
}

describe('every route', () => {
  it('T9: that is not public says which permission it needs and to what, or it is not built', () => {
    const silent = routes.filter(
      (route) => route.permission !== 'public' && !isOfOneself(route) && route.about === undefined,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe('permissions', () => {
  it('T9: nobody gets in without a key, whatever the route', { timeout: 60_000 }, async () => {
    const { bench } = await furnished();
    for (const route of routes) {
      const { status } = await ask(bench, route, objectsOf(own), undefined);
      if (route.permission !== 'public') expect([route.name, status]).toEqual([route.name, 401]);
    }
  });

  for (const [name, grants] of Object.entries(principals)) {
    it(`T10: each route answers ${name} as its declared permission says, of their own, of others' and of nothing`, {
      timeout: 120_000,
    }, async () => {
      const { bench, tokens } = await furnished();
      const actor: Actor = { name, permissions: permissionsOf(grants, roles) };
      for (const route of routes.filter((one) => !isStream(one))) {
        for (const model of [own, foreign]) {
          const objects = objectsOf(model);
          const answer = await ask(bench, route, objects, tokens[name]);
          const said = await answer.text();
          const expected = expectedRefusal(route, actor, objects);
          const seen = [route.name, model, answer.status];
          // what signs somebody in looks at passwords and links, and what one does to oneself at what one has
          if (route.permission === 'public' || isOfOneself(route)) expect(answer.status).toBeLessThan(500);
          else if (expected === undefined)
            expect([401, 403].includes(answer.status) ? [...seen, said] : 'let in').toBe('let in');
          else expect(seen).toEqual([route.name, model, expected]);
          // the stranger's model is not there for whoever may not see it, in no answer at all
          if (name !== 'admin' && model === own)
            expect([route.name, said.includes(foreign)]).toEqual([route.name, false]);
        }
      }
      expect(bench.failures).toEqual([]);
    });
  }

  it('T10: what may not be seen answers as what is not there, word for word', { timeout: 60_000 }, async () => {
    const { bench, tokens } = await furnished();
    const asked = routes.filter(({ path }) => /\{(model|job|id)\}/.test(path) && path.startsWith('/api/v1/'));
    for (const route of asked) {
      for (const name of ['viewer', 'operator', 'service']) {
        const [there, notThere] = [objectsOf(foreign), objectsOf(absent)];
        const one = await ask(bench, route, there, tokens[name]);
        const other = await ask(bench, route, notThere, tokens[name]);
        const bodies = [withoutItself(await one.text(), there), withoutItself(await other.text(), notThere)];
        expect([route.name, name, one.status, bodies[0]]).toEqual([route.name, name, other.status, bodies[1]]);
        expect([...one.headers.keys()].sort()).toEqual([...other.headers.keys()].sort());
      }
    }
  });

  it('T10: what is found about an account is for who may see accounts', async () => {
    const { bench } = await furnished();
    const finding = { ...plainFinding, subject: 'account:u-aaaaaaaaaa', at: new Date(bench.clock.now).toISOString() };
    await perform({ ...bench.server, actor: system }, findingRecord, {
      findings: [{ id: 'about-somebody', finding, window: null }],
    });
    const roleNames = ['viewer', 'operator', 'admin'];
    const seen = await Promise.all(
      roleNames.map(async (role) => {
        const { token } = await makeKey(
          { ...bench.server, actor: owner },
          { name: role, grants: [{ role, on: ['*'] }] },
        );
        const get = (path: string) =>
          fetch(`${bench.serving.address}${path}`, { headers: { authorization: `Bearer ${token}` } });
        const listed = (await (await get('/api/v1/findings')).text()).includes('about-somebody');
        return [role, listed, (await get('/api/v1/findings/about-somebody')).status];
      }),
    );
    expect(seen).toEqual([
      ['viewer', false, 404],
      ['operator', false, 404],
      ['admin', true, 200],
    ]);
  });

  it('T10: lists and streams tell of nothing that may not be seen', { timeout: 60_000 }, async () => {
    const { bench, tokens } = await furnished();
    const get = async (path: string) => {
      const answer = await fetch(`${bench.serving.address}${path}`, {
        headers: { authorization: `Bearer ${tokens.viewer}` },
      });
      return [answer.status, await answer.text()] as const;
    };
    for (const path of ['models', 'findings', 'findings?limit=1', 'jobs', 'metrics', 'metrics/series', 'status']) {
      const [status, text] = await get(`/api/v1/${path}`);
      expect([path, status, text.includes(own) || path === 'jobs', text.includes(foreign)]).toEqual([
        path,
        200,
        true,
        false,
      ]);
    }
    for (const query of [`model=${foreign}`, `subject=model:${foreign}`]) {
      expect(JSON.parse((await get(`/api/v1/findings?${query}`))[1])).toMatchObject({ items: [], more: false });
    }
    const stream = await fetch(`${bench.serving.address}/api/v1/events?after=finding.oldest.0`, {
      headers: { authorization: `Bearer ${tokens.viewer}` },
    });
    const reader = stream.body?.getReader();
    let heard = '';
    while (!heard.includes(`finding-of-${own}`)) {
      const piece = await reader?.read();
      if (!piece?.value) break;
      heard += new TextDecoder().decode(piece.value);
    }
    expect([heard.includes(`finding-of-${own}`), heard.includes(foreign)]).toEqual([true, false]);
    await reader?.cancel();
  });
});
