import type { JsonWebKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, createBrowser, goThroughProvider } from '../../../access/oidc/testing/browser.ts';
import {
  type HostileProvider,
  hmacOf,
  type Lies,
  startHostileProvider,
} from '../../../access/oidc/testing/hostile-provider.ts';
import {
  client,
  type RealProvider,
  type RealProviderOptions,
  startRealProvider,
} from '../../../access/oidc/testing/real-provider.ts';
import { newAccountId } from '../../../access/secret.ts';
import { accountAdd } from '../../../access/verbs/account-add.ts';
import { accountDisable } from '../../../access/verbs/account-change.ts';
import { grantSchema } from '../../../permissions/schema.ts';
import { perform } from '../../../server/perform.ts';
import { owner } from '../../../server/tokens.ts';
import { listAccounts } from '../../../state/account-table.ts';
import type { Bench } from '../../testing/bench.ts';
import { useServers } from '../../testing/bench.ts';

const servers = useServers();
const providers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.stop()));
});

// the provider says on the console that it is set up for tests
beforeAll(() => {
  for (const way of ['info', 'warn'] as const) vi.spyOn(console, way).mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

type Setting = Readonly<Record<string, unknown>>;

const grants = { ops: [{ role: 'operator', on: 'model:spread-*' }], staff: [{ role: 'viewer' }] };

const everywhere = (role: string) => grantSchema.parse({ role });

/** The address is not known before the server listens, and no browser goes there before. */
const registered = 'http://127.0.0.1:1/oidc/callback';

interface World extends Bench {
  readonly provider: RealProvider;
  readonly browser: Browser;
  readonly callback: string;
}

async function startWith(setting: Setting = {}, options: Partial<RealProviderOptions> = {}): Promise<World> {
  const provider = await startRealProvider({ redirectUri: registered, ...options });
  providers.push(provider);
  const bench = await servers.start({ config: { access: { oidc: oidc(provider.issuer, setting) } } });
  return { ...bench, provider, browser: createBrowser(), callback: `${bench.serving.address}/oidc/callback` };
}

const oidc = (issuer: string, setting: Setting) => ({
  issuer,
  client_id: client.id,
  client_secret: client.secret,
  redirect_uri: registered,
  scopes: ['openid', 'profile', 'email', 'groups'],
  grants,
  ...setting,
});

/** To the provider and back, up to the address that the browser is sent to, at our server. */
async function wayBack(world: World, person: string, redirectTo = ''): Promise<string> {
  const start = `${world.serving.address}/oidc/start${redirectTo}`;
  const { search } = await goThroughProvider(world.browser, start, person, registered);
  return `${world.callback}${search}`;
}

const signIn = async (world: World, person: string, redirectTo = ''): Promise<Response> =>
  world.browser.open(await wayBack(world, person, redirectTo));

const sessionOf = ({ browser, serving }: World): string | undefined =>
  browser.cookies.get(new URL(serving.address).host)?.get('pitwall_session');

const status = ({ browser, serving }: World): Promise<Response> => browser.open(`${serving.address}/api/v1/status`);

/** A page for people: a code, and nothing of how we are made. */
async function expectPage(answer: Response, code: string, expected: number): Promise<string> {
  const text = await answer.text();
  expect([answer.status, /<code>([^<]+)<\/code>/.exec(text)?.[1]]).toEqual([expected, code]);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).not.toMatch(/\bat \S+\.(ts|js)\b|node_modules|Error:/);
  expect(answer.headers.getSetCookie().join()).not.toMatch(/pitwall_session=\w/);
  return text;
}

const secondsOf = 1_000;

describe.each(['RS256', 'ES256'] as const)('signing in at a real provider that signs with %s', (alg) => {
  it('makes an account, with grants by group, and a session', async () => {
    const world = await startWith({}, { alg });
    world.provider.people['sub-of-ada'] = { preferred_username: 'Ada', groups: ['staff', 'nothing of ours'] };
    const answer = await signIn(world, 'sub-of-ada', '?redirect_to=/api/v1/findings%3Fmodel=m');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/api/v1/findings?model=m']);
    expect((await status(world)).status).toBe(200);
    const [ada] = await listAccounts(world.server.state.db);
    expect(ada).toMatchObject({
      name: 'ada',
      password: null,
      issuer: world.provider.issuer,
      identity: 'sub-of-ada',
      grants: [everywhere('viewer')],
      version: 1,
    });
    expect(world.failures).toEqual([]);
  });
});

describe('signing in at a provider', () => {
  it('finds the account again by issuer and sub, whatever name and e-mail it has by then', async () => {
    const world = await startWith();
    world.provider.people.ada = {
      preferred_username: 'ada',
      email: 'ada@example.com',
      email_verified: true,
      groups: ['staff'],
    };
    expect((await signIn(world, 'ada')).status).toBe(303);
    world.provider.people.ada = {
      preferred_username: 'other',
      email: 'x@example.com',
      email_verified: true,
      groups: ['staff'],
    };
    const first = sessionOf(world);
    expect((await signIn(world, 'ada')).status).toBe(303);
    expect(sessionOf(world)).not.toBe(first);
    expect(await listAccounts(world.server.state.db)).toHaveLength(1);
  });

  it('T25: takes over nobody by name or by e-mail, verified or not', async () => {
    const world = await startWith({ scopes: ['openid', 'profile', 'email', 'groups'] });
    const id = newAccountId(world.server.world);
    const mine = { id, name: 'ada@example.com', password: 'several words of hers', grants: [{ role: 'admin' }] };
    await perform({ ...world.server, actor: owner }, accountAdd, mine);
    for (const verified of [false, true]) {
      const eve = `eve${verified}`;
      const says = { preferred_username: 'ada@example.com', email: 'ada@example.com', email_verified: verified };
      world.provider.people[eve] = { ...says, groups: ['staff'] };
      const fresh = { ...world, browser: createBrowser() };
      expect((await signIn(fresh, eve)).status).toBe(303);
      expect((await fresh.browser.open(`${world.serving.address}/api/v1/audit`)).status).toBe(403);
    }
    const accounts = await listAccounts(world.server.state.db);
    expect(accounts).toHaveLength(3);
    expect(accounts.filter(({ name }) => name === 'ada@example.com').map((account) => account.id)).toEqual([id]);
    expect(accounts.find((account) => account.id === id)).toMatchObject({ issuer: null, identity: null, version: 1 });
  });

  it('T24: takes away at once, on all devices, what a group no longer gives', async () => {
    const world = await startWith();
    world.provider.people.ada = { groups: ['staff', 'ops'] };
    const [laptop, phone] = [world, { ...world, browser: createBrowser() }];
    expect((await signIn(laptop, 'ada')).status).toBe(303);
    expect((await status(laptop)).status).toBe(200);
    world.provider.people.ada = { groups: ['ops'] };
    expect((await signIn(phone, 'ada')).status).toBe(303);
    expect((await status(laptop)).status).toBe(401);
    const [ada] = await listAccounts(world.server.state.db);
    expect(ada).toMatchObject({ grants: [{ role: 'operator', on: ['model:spread-*'] }], version: 2 });
    world.provider.people.ada = { groups: [] };
    await expectPage(await signIn({ ...world, browser: createBrowser() }, 'ada'), 'oidc.denied', 403);
    expect((await status(phone)).status).toBe(401);
    expect((await listAccounts(world.server.state.db))[0]).toMatchObject({ grants: [], version: 3 });
  });

  it('keeps out who is in no group, disabled, of another domain, or unknown where none are made', async () => {
    const world = await startWith({ allowed_domains: ['example.com'] });
    const people = {
      outsider: { email: 'o@evil.example', email_verified: true, groups: ['staff'] },
      unverified: { email: 'u@example.com', email_verified: false, groups: ['staff'] },
      almost: { email: 'u@example.com', email_verified: 'true', groups: ['staff'] },
      trick: { email: 'u@evil.example@example.com', email_verified: true, groups: ['staff'] },
      nobody: { email: 'n@example.com', email_verified: true, groups: 'other' },
      ada: { email: 'ada@Example.com', email_verified: true, groups: 'staff' },
    };
    Object.assign(world.provider.people, people);
    for (const person of Object.keys(people)) {
      const answer = await signIn({ ...world, browser: createBrowser() }, person);
      if (person === 'ada') expect(answer.status).toBe(303);
      else await expectPage(answer, 'oidc.denied', 403);
    }
    const [ada, ...others] = await listAccounts(world.server.state.db);
    expect(others).toEqual([]);
    await perform({ ...world.server, actor: owner }, accountDisable, { id: ada?.id });
    await expectPage(await signIn({ ...world, browser: createBrowser() }, 'ada'), 'oidc.denied', 403);

    const closed = await startWith({ create: false });
    closed.provider.people.ada = { groups: ['staff'] };
    await expectPage(await signIn(closed, 'ada'), 'oidc.denied', 403);
    expect(await listAccounts(closed.server.state.db)).toEqual([]);
  });

  it('leaves grants alone that are given by hand', async () => {
    const world = await startWith({ grants: undefined });
    world.provider.people.ada = { groups: ['staff'] };
    expect((await signIn(world, 'ada')).status).toBe(303);
    expect((await listAccounts(world.server.state.db))[0]).toMatchObject({ grants: [], version: 1 });
  });

  it('asks userinfo where the token does not say the groups', async () => {
    const world = await startWith({}, { inToken: false });
    world.provider.people.ada = { groups: ['staff'] };
    expect((await signIn(world, 'ada')).status).toBe(303);
    expect((await listAccounts(world.server.state.db))[0]).toMatchObject({ grants: [everywhere('viewer')] });
    expect(world.provider.asked.get('/me')).toBe(1);
  });

  it('finds out about the provider once in an hour', async () => {
    const world = await startWith();
    world.provider.people.ada = { groups: ['staff'] };
    const asked = () => world.provider.asked.get('/.well-known/openid-configuration');
    await signIn(world, 'ada');
    await signIn(world, 'ada');
    expect(asked()).toBe(1);
    world.clock.now += 3_600 * secondsOf;
    await world.browser.open(`${world.serving.address}/oidc/start`);
    expect(asked()).toBe(2);
  });

  it('writes no secret, code, token, name or sub into the audit', async () => {
    const world = await startWith();
    world.provider.people['sub-of-ada'] = { preferred_username: 'ada-lovelace', groups: ['staff'] };
    const back = new URL(await wayBack(world, 'sub-of-ada'));
    expect((await world.browser.open(back.href)).status).toBe(303);
    const rows = await world.server.state.db.selectFrom('audit').selectAll().execute();
    const written = JSON.stringify(rows);
    expect(rows.map(({ verb }) => verb)).toContain('oidc.enter');
    const hidden = [
      back.searchParams.get('code'),
      back.searchParams.get('state'),
      'ada-lovelace',
      'sub-of-ada',
      client.secret,
    ];
    for (const secret of [...hidden, sessionOf(world)]) expect(written).not.toContain(secret);
    expect(JSON.stringify(await world.server.state.db.selectFrom('oidc_state').selectAll().execute())).not.toContain(
      back.searchParams.get('state'),
    );
  });
});

describe('T25: the way back from a provider', () => {
  it('works once, and not in another browser', async () => {
    const world = await startWith();
    world.provider.people.ada = { groups: ['staff'] };
    const back = await wayBack(world, 'ada');
    const stolen = createBrowser();
    await expectPage(await stolen.open(back), 'oidc.state', 400);
    const host = new URL(world.serving.address).host;
    const ticket = world.browser.cookies.get(host)?.get('pitwall_oidc') ?? '';
    expect((await world.browser.open(back)).status).toBe(303);
    // the same again; with the cookie of before as well
    await expectPage(await world.browser.open(back), 'oidc.refused', 401);
    await expectPage(await stolen.open(back, { headers: { cookie: `pitwall_oidc=${ticket}` } }), 'oidc.refused', 401);
    expect(await listAccounts(world.server.state.db)).toHaveLength(1);
  });

  it('refuses another state, code, ticket or issuer, and one that took too long', async () => {
    const world = await startWith();
    world.provider.people.ada = { groups: ['staff'] };
    const back = new URL(await wayBack(world, 'ada'));
    const host = new URL(world.serving.address).host;
    const ticket = world.browser.cookies.get(host)?.get('pitwall_oidc') ?? '';
    expect(ticket).not.toContain(back.searchParams.get('state'));
    const changed = (name: string, value: string): string => {
      const url = new URL(back);
      url.searchParams.set(name, value);
      return url.href;
    };
    const cookie = (value: string) => ({ headers: { cookie: `pitwall_oidc=${value}` } });
    const open = (url: string, value = ticket): Promise<Response> => createBrowser().open(url, cookie(value));
    await expectPage(await open(changed('state', 'another')), 'oidc.state', 400);
    await expectPage(await open(back.href.replace(/state=[^&]*&?/, '')), 'oidc.state', 400);
    await expectPage(await open(back.href, `${ticket.slice(0, -2)}AA`), 'oidc.state', 400);
    await expectPage(await open(back.href, 'sealed.nonsense'), 'oidc.state', 400);
    await expectPage(await open(changed('iss', 'https://evil.example')), 'oidc.refused', 401);
    await expectPage(await open(back.href.replace(/iss=[^&]*&?/, '')), 'oidc.refused', 401);
    await expectPage(await open(`${back.href}&code=another`), 'oidc.refused', 401);
    await expectPage(await open(changed('code', 'another')), 'oidc.refused', 401);
    world.clock.now += 600 * secondsOf;
    await expectPage(await open(back.href), 'oidc.state', 400);
    expect(await listAccounts(world.server.state.db)).toEqual([]);
    expect(world.failures).toEqual([]);
  });

  it('refuses what was begun at one provider and ends at another', async () => {
    const [one, two] = [await startWith(), await startWith()];
    one.provider.people.ada = { groups: ['staff'] };
    two.provider.people.ada = { groups: ['staff'] };
    const { search } = new URL(await wayBack(one, 'ada'));
    const ticket = one.browser.cookies.get(new URL(one.serving.address).host)?.get('pitwall_oidc');
    // a ticket of another installation, and an answer of another provider to a ticket of ours
    const elsewhere = await createBrowser().open(`${two.callback}${search}`, {
      headers: { cookie: `pitwall_oidc=${ticket}` },
    });
    await expectPage(elsewhere, 'oidc.state', 400);
    const mixed = new URL(await wayBack(two, 'ada'));
    const state = new URLSearchParams(search).get('state') ?? '';
    mixed.searchParams.set('state', state);
    const answer = await one.browser.open(`${one.callback}${mixed.search}`);
    await expectPage(answer, 'oidc.refused', 401);
  });

  it('says so where somebody says no at the provider', async () => {
    const world = await startWith();
    await world.browser.follow(`${world.serving.address}/oidc/start`, {
      until: (url) => url.href.startsWith(registered),
    });
    const start = await world.browser.open(`${world.serving.address}/oidc/start`);
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state');
    const issuer = encodeURIComponent(world.provider.issuer);
    const no = `error=access_denied&error_description=%3Cscript%3E&state=${state}&iss=${issuer}`;
    const text = await expectPage(await world.browser.open(`${world.callback}?${no}`), 'oidc.refused', 401);
    expect(text).toContain('(access_denied)');
    expect(text).not.toContain('script');
  });

  it('leads to a path of ours and nowhere else', async () => {
    const world = await startWith();
    const start = (to: string): Promise<Response> =>
      createBrowser().open(`${world.serving.address}/oidc/start?redirect_to=${encodeURIComponent(to)}`);
    const evil = [
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
    ];
    for (const to of [...evil, '/\t/evil.example', '/a\r\nset-cookie: a=b', '', 'evil', '///evil.example', '/\u0000']) {
      expect([to, (await start(to)).status]).toEqual([to, 400]);
    }
    expect((await start('/api/v1/findings?status=alert')).status).toBe(303);
    const twice = `${world.serving.address}/oidc/start?redirect_to=/a&redirect_to=//evil.example`;
    expect((await createBrowser().open(twice)).status).toBe(400);
  });

  it('asks with PKCE, state and nonce, each of its own, and with a cookie that scripts and others cannot have', async () => {
    const world = await startWith();
    const starts = await Promise.all([1, 2].map(() => createBrowser().open(`${world.serving.address}/oidc/start`)));
    const [one, two] = starts.map((answer) => new URL(answer.headers.get('location') ?? '').searchParams);
    expect(Object.fromEntries(one ?? [])).toMatchObject({
      client_id: client.id,
      redirect_uri: registered,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile email groups',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.get(name)).toHaveLength(43);
      expect(one?.get(name)).not.toBe(two?.get(name));
    }
    expect(starts[0]?.headers.get('set-cookie')).toMatch(
      /^pitwall_oidc=sealed\.[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
  });
});

describe('a provider that does not do as it should', () => {
  async function startLying(
    lies: Lies = {},
    setting: Setting = {},
  ): Promise<Bench & { readonly provider: HostileProvider }> {
    const provider = await startHostileProvider(client.id);
    providers.push(provider);
    Object.assign(provider.lies, lies);
    const bench = await servers.start({ config: { access: { oidc: oidc(provider.issuer, setting) } } });
    return { ...bench, provider };
  }

  /** As if somebody had signed in there. */
  async function comeBack({ serving, provider }: Bench & { readonly provider: HostileProvider }): Promise<Response> {
    const browser = createBrowser();
    const start = await browser.open(`${serving.address}/oidc/start`);
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    if (provider.nonce === '') provider.nonce = asked.get('nonce') ?? '';
    const answer = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: provider.issuer });
    return browser.open(`${serving.address}/oidc/callback?${answer}`);
  }

  it('is believed where it tells the truth, so that each lie is why it is not', async () => {
    const world = await startLying();
    expect((await comeBack(world)).status).toBe(303);
    expect(world.provider.tokenRequests[0]?.get('code_verifier')).toHaveLength(43);
    expect((await listAccounts(world.server.state.db))[0]).toMatchObject({ identity: 'sub-of-eve' });
  });

  it('T25: and takes a code twice is asked for naught: the state is good for one answer, also after a restart', async () => {
    const folder = servers.folder();
    const provider = await startHostileProvider(client.id);
    providers.push(provider);
    const options = { folder, config: { access: { oidc: oidc(provider.issuer, {}) } } };
    const first = await servers.start(options);
    const browser = createBrowser();
    const start = await browser.open(`${first.serving.address}/oidc/start`);
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    provider.nonce = asked.get('nonce') ?? '';
    const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: provider.issuer });
    const ticket = start.headers.get('set-cookie')?.split(';')[0] ?? '';
    const come = ({ serving }: Bench): Promise<Response> =>
      createBrowser().open(`${serving.address}/oidc/callback?${query}`, { headers: { cookie: ticket } });
    const answers = await Promise.all([come(first), come(first)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 400]);
    await first.serving.stop();
    const second = await servers.start(options);
    await expectPage(await come(second), 'oidc.state', 400);
    expect(await listAccounts(second.server.state.db)).toHaveLength(1);
  });

  const soon = Math.floor(Date.now() / secondsOf);
  const lies: Readonly<Record<string, (provider: HostileProvider) => Lies>> = {
    'a token without a signature': () => ({ head: { alg: 'none' }, signature: () => '' }),
    'a token without a signature, which it says it supports': () => ({
      discovery: { id_token_signing_alg_values_supported: ['RS256', 'none'] },
      head: { alg: 'none' },
      signature: () => '',
    }),
    'a token with its public key as the secret': ({ publicKey }) => ({
      discovery: { id_token_signing_alg_values_supported: ['RS256', 'HS256'] },
      head: { alg: 'HS256' },
      signature: hmacOf(publicKey.export({ format: 'pem', type: 'spki' })),
    }),
    'a token with the secret of the client as the secret': () => ({
      discovery: { id_token_signing_alg_values_supported: ['RS256', 'HS256'] },
      head: { alg: 'HS256' },
      signature: hmacOf(client.secret),
    }),
    'a token with a wrong signature': () => ({ signature: (signed) => Buffer.from(signed).toString('base64url') }),
    'a token of a key that it does not show': () => ({ head: { kid: 'two' } }),
    'a token with the key in its head': ({ publicKey }) => ({
      head: { kid: undefined, jwk: publicKey.export({ format: 'jwk' }) as JsonWebKey },
      signature: () => 'AAAA',
    }),
    'a token of another issuer': () => ({ claims: { iss: 'https://evil.example' } }),
    'a token for another client': () => ({ claims: { aud: 'grafana' } }),
    'a token for several, not said to be for us': () => ({ claims: { aud: [client.id, 'grafana'], azp: 'grafana' } }),
    'a token that is over': () => ({ claims: { iat: soon - 3_600, exp: soon - 60 } }),
    'a token that is not yet good': () => ({ claims: { nbf: soon + 3_600 } }),
    'a token without an end': () => ({ claims: { exp: undefined } }),
    'a token of another sign-in': () => ({ claims: { nonce: 'another' } }),
    'a token without the nonce': () => ({ claims: { nonce: undefined } }),
    'a token without sub': () => ({ claims: { sub: undefined } }),
    'a token of which the sub is a number': () => ({ claims: { sub: 7 } }),
    'no token': () => ({ token: { id_token: undefined } }),
    'userinfo of somebody else': () => ({ userinfo: { sub: 'sub-of-ada' } }),
    'userinfo of nobody': () => ({ userinfo: { sub: undefined } }),
    'that the code is wrong': () => ({ answers: { '/token': { status: 400, body: '{"error":"invalid_grant"}' } } }),
    'that it is HTML': () => ({ answers: { '/token': { status: 200, body: '<h1>Hello</h1>', type: 'text/html' } } }),
    'half of JSON': () => ({ answers: { '/token': { status: 200, body: '{"access_token":' } } }),
  };

  it.each(Object.entries(lies))('T25: and answers %s lets nobody in', async (_, lie) => {
    const world = await startLying();
    Object.assign(world.provider.lies, lie(world.provider));
    await expectPage(await comeBack(world), 'oidc.refused', 401);
    expect(await listAccounts(world.server.state.db)).toEqual([]);
    expect(world.failures).toEqual([]);
  });

  it('and is another than it is asked for is not asked anything', async () => {
    const world = await startLying({ discovery: { issuer: 'https://evil.example' } });
    const answer = await createBrowser().open(`${world.serving.address}/oidc/start`);
    await expectPage(answer, 'oidc.unavailable', 503);
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  it('and is not there, fails or says a megabyte is a page, and a sign-in later works', async () => {
    const world = await startLying();
    const start = (): Promise<Response> => createBrowser().open(`${world.serving.address}/oidc/start`);
    const discovery = '/.well-known/openid-configuration';
    for (const body of ['', 'x'.repeat(2 << 20), '{"issuer":']) {
      world.provider.lies.answers = { [discovery]: { status: body === '' ? 500 : 200, body } };
      await expectPage(await start(), 'oidc.unavailable', 503);
    }
    world.provider.lies.answers = {};
    expect((await comeBack(world)).status).toBe(303);
    world.provider.lies.answers = { '/token': { status: 503, body: '' } };
    world.provider.nonce = '';
    await expectPage(await comeBack(world), 'oidc.unavailable', 503);
    await world.provider.stop();
    world.provider.nonce = 'x';
    await expectPage(await comeBack(world), 'oidc.unavailable', 503);
    // after an hour what is known of it stays, since it is not there to say anything else
    world.clock.now += 2 * 3_600 * secondsOf;
    expect((await start()).status).toBe(303);
    expect(world.failures).toEqual([]);
  });

  it('and is slow is given up after ten seconds', async () => {
    const world = await startLying();
    world.provider.lies.answers = { '/token': false };
    const started = performance.now();
    await expectPage(await comeBack(world), 'oidc.unavailable', 503);
    expect(performance.now() - started).toBeLessThan(15 * secondsOf);
  }, 30_000);

  it('and names addresses of the inside is not followed there', async () => {
    const world = await startLying();
    const inside = `http://127.0.0.2:${new URL(world.provider.issuer).port}`;
    Object.assign(world.provider.lies, { discovery: { token_endpoint: `${inside}/token` } });
    await expectPage(await comeBack(world), 'oidc.unavailable', 503);
    expect(world.provider.tokenRequests).toEqual([]);
  });
});

describe('the page to sign in on', () => {
  it('leads to the provider by its name, and keeps where somebody wanted to go', async () => {
    const { serving } = await startWith({ name: 'Acme <b>' });
    const text = await (await fetch(`${serving.address}/sign-in?redirect_to=/api/v1/findings%3Fa=b`)).text();
    expect(text).toContain(
      'href="/oidc/start?redirect_to=%2Fapi%2Fv1%2Ffindings%3Fa%3Db">Sign in with Acme &lt;b&gt;</a>',
    );
  });
});

describe('without a provider in the configuration', () => {
  it('there is none to sign in with', async () => {
    const { serving } = await servers.start();
    expect(await (await fetch(`${serving.address}/sign-in`)).text()).not.toContain('/oidc/start');
    await expectPage(await createBrowser().open(`${serving.address}/oidc/start`), 'oidc.missing', 404);
    await expectPage(
      await createBrowser().open(`${serving.address}/oidc/callback?code=a&state=b`),
      'oidc.missing',
      404,
    );
  });
});
