import { describe, expect, it } from 'vitest';
import { listAudit } from '../state/audit-table.ts';
import { listCredentials } from '../state/credential-table.ts';
import { problemOf } from './testing/asking.ts';
import { useServers } from './testing/bench.ts';
import {
  accountNamed,
  addKey,
  addPerson,
  cookieOf,
  goodPassword,
  sendForm,
  signIn,
  withToken,
} from './testing/people.ts';

const servers = useServers();
const day = 86_400_000;

describe('an account', () => {
  it('is added with a link with which its password is chosen, once', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    const added = await ada.post('/api/v1/accounts', { name: 'Bob', grants: [{ role: 'viewer', on: 'model:m' }] });
    expect(added.status).toBe(201);
    const { account, link } = (await added.json()) as { account: object; link: { path: string } };
    expect(account).toMatchObject({ name: 'bob', hasPassword: false, grants: [{ role: 'viewer', on: ['model:m'] }] });
    expect((await sendForm(bench, { name: 'bob', password: '' })).status).toBe(401);
    const secret = link.path.slice('/sign-in?link='.length);
    expect(await (await fetch(`${bench.serving.address}${link.path}`)).text()).toContain('A new password');
    const cookie = cookieOf(await sendForm(bench, { link: secret, password: 'a chair made of rain' }));
    const who = await fetch(`${bench.serving.address}/api/v1/whoami`, { headers: { cookie } });
    expect(await who.json()).toMatchObject({ account: { name: 'bob' } });
    expect((await sendForm(bench, { link: secret, password: 'a chair made of rain' })).status).toBe(401);
    await signIn(bench, 'bob', 'a chair made of rain');
    expect((await ada.post('/api/v1/accounts', { name: 'bob', grants: [] })).status).toBe(409);
  });

  it('T23: is not made with a field that it does not have, nor with a role that there is not', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    for (const more of [{ id: 'u-mine' }, { admin: true }, { version: 7 }, { __proto__: null, disabledAt: 1 }]) {
      const answer = await ada.post('/api/v1/accounts', { name: 'eve', grants: [], ...more });
      expect(await problemOf(answer), JSON.stringify(more)).toMatchObject({ status: 400 });
    }
    const unknown = await ada.post('/api/v1/accounts', { name: 'eve', grants: [{ role: 'root' }] });
    expect(await problemOf(unknown)).toMatchObject({ status: 404, code: 'role.missing' });
    await expect(accountNamed(bench, 'eve')).rejects.toThrow('There is no account');
  });

  it('T23: gives nobody more than it has, and does not change itself', async () => {
    const bench = await servers.start();
    await bench.ask('/api/v1/roles', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'hr', rules: [{ allow: ['account.*'] }, { allow: 'finding.read', on: 'model:m' }] }),
    });
    const ada = await addPerson(bench, { name: 'ada' });
    const hans = await addPerson(bench, { name: 'hans', grants: [{ role: 'hr' }] });
    const bob = await addPerson(bench, { name: 'bob', grants: [{ role: 'viewer' }] });
    const browser = await signIn(bench, 'hans');
    const refused = async (path: string, body?: object, code = 'auth.beyond') =>
      expect(await problemOf(await browser.post(path, body)), path).toMatchObject({ code });
    await refused('/api/v1/accounts', { name: 'eve', grants: [{ role: 'admin' }] });
    await refused('/api/v1/accounts', { name: 'eve', grants: [{ role: 'viewer' }] });
    await refused(`/api/v1/accounts/${bob}/grant`, { grants: [{ role: 'operator' }] });
    await refused(`/api/v1/accounts/${hans}/grant`, { grants: [] }, 'auth.self');
    // whoever resets a password is that account afterwards
    await refused(`/api/v1/accounts/${ada}/password`);
    await refused(`/api/v1/accounts/${bob}/password`);
    const fine = await browser.post('/api/v1/accounts', { name: 'eve', grants: [{ role: 'hr' }] });
    expect(fine.status).toBe(201);
    // a browser that was left open is not enough for another password
    await refused(`/api/v1/accounts/${hans}/password`, undefined, 'auth.self');
    const viewer = await signIn(bench, 'bob');
    for (const path of ['/api/v1/accounts', `/api/v1/accounts/${ada}/disable`, '/api/v1/sign-in-link']) {
      expect(await problemOf(await viewer.post(path, path.endsWith('accounts') ? {} : undefined))).toMatchObject({
        code: 'auth.denied',
      });
    }
  });

  it('that is the last administrator can be neither disabled nor made less', async () => {
    const bench = await servers.start();
    const [ada, bob] = [await addPerson(bench, { name: 'ada' }), await addPerson(bench, { name: 'bob' })];
    const disable = (id: string) => bench.ask(`/api/v1/accounts/${id}/disable`, { method: 'POST' });
    expect((await disable(bob)).status).toBe(200);
    expect(await problemOf(await disable(ada))).toMatchObject({ status: 409, code: 'account.last' });
    const less = await bench.ask(`/api/v1/accounts/${ada}/grant`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grants: [{ role: 'viewer' }] }),
    });
    expect(await problemOf(less)).toMatchObject({ code: 'account.last' });
    expect(await accountNamed(bench, 'ada')).toMatchObject({ disabledAt: null, grants: [{ role: 'admin' }] });
  });

  it('T24: signs its owner out when it is disabled or may do something else, and its keys open nothing', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const bob = await addPerson(bench, { name: 'bob', grants: [{ role: 'operator' }] });
    const browser = await signIn(bench, 'bob');
    const { token } = await addKey(browser, { name: 'mine' });
    expect((await withToken(bench, token)).status).toBe(200);
    const post = (word: string, body?: object) =>
      bench.ask(`/api/v1/accounts/${bob}/${word}`, {
        method: 'POST',
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      });
    await post('grant', { grants: [{ role: 'service' }] });
    expect((await browser.get('/api/v1/whoami')).status).toBe(401);
    // the key goes on, with what is left of what it could do
    expect((await withToken(bench, token)).status).toBe(403);
    expect((await withToken(bench, token, '/api/v1/whoami')).status).toBe(200);
    const again = await signIn(bench, 'bob');
    await post('disable');
    expect((await again.get('/api/v1/whoami')).status).toBe(401);
    expect((await withToken(bench, token, '/api/v1/whoami')).status).toBe(401);
    expect((await sendForm(bench, { name: 'bob', password: goodPassword })).status).toBe(401);
    await post('enable');
    expect((await withToken(bench, token, '/api/v1/whoami')).status).toBe(200);
  });

  it('changes its own password with the one before, which ends its other sessions', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'viewer' }] });
    const [browser, other] = [await signIn(bench, 'ada'), await signIn(bench, 'ada')];
    const change = (old: string, next: string) => browser.post('/api/v1/whoami/password', { old, new: next });
    expect(await problemOf(await change('not the old one', 'a chair made of rain'))).toMatchObject({
      code: 'auth.wrong',
    });
    expect(await problemOf(await change(goodPassword, 'short'))).toMatchObject({ code: 'auth.password_weak' });
    const changed = await change(goodPassword, 'a chair made of rain');
    expect(changed.status).toBe(204);
    const cookie = changed.headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const gone of [browser, other]) expect((await gone.get('/api/v1/whoami')).status).toBe(401);
    const who = await fetch(`${bench.serving.address}/api/v1/whoami`, { headers: { cookie } });
    expect(who.status).toBe(200);
    expect((await sendForm(bench, { name: 'ada', password: goodPassword })).status).toBe(401);
    await signIn(bench, 'ada', 'a chair made of rain');
    expect(
      await problemOf(
        await bench.send('/api/v1/whoami/password', '{"old":"x","new":"y"}', { 'content-type': 'application/json' }),
      ),
    ).toMatchObject({
      code: 'auth.password_none',
    });
  });
});

describe('a key', () => {
  it('is shown once, found by scanners, listed by its ends, and kept as a hash', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'operator' }] });
    const ada = await signIn(bench, 'ada');
    const made = await addKey(ada, { name: 'shop', grants: [{ role: 'service', on: 'model:m' }] });
    expect(made.token).toMatch(/^pitwall_k_[a-z2-7]{10}_[a-z2-7]{52}_[a-z2-7]{6}$/);
    expect(Date.parse(made.until)).toBe(bench.clock.now + 90 * day);
    const listed = await (await ada.get('/api/v1/tokens')).json();
    expect(listed).toMatchObject({
      items: [{ id: made.id, name: 'shop', accountName: 'ada', grants: [{ role: 'service', on: ['model:m'] }] }],
    });
    const everything = JSON.stringify([
      listed,
      await bench.server.state.db.selectFrom('credential').selectAll().execute(),
      await listAudit(bench.server.state.db),
    ]);
    expect(everything).not.toContain(made.token);
    expect(everything).toContain(`_…${made.token.slice(-4)}`);
  });

  it('T22: is not taken from an address, where it would stand in logs', async () => {
    const bench = await servers.start();
    const { token } = bench.keys;
    for (const path of [`/api/v1/status?token=${token}`, `/api/v1/status?access_token=${token}`]) {
      expect((await fetch(`${bench.serving.address}${path}`)).status).toBe(401);
    }
    const refused = await withToken(bench, `${token.slice(0, -1)}x`);
    expect(await refused.text()).not.toContain(token.slice(12, 30));
  });

  it('T23: may do no more than whoever makes it may, when it is made and when it is used', async () => {
    const bench = await servers.start();
    const id = await addPerson(bench, { name: 'ada', grants: [{ role: 'operator', on: ['model:a-*'] }] });
    await addPerson(bench, { name: 'root' });
    const ada = await signIn(bench, 'ada');
    for (const grants of [[{ role: 'admin' }], [{ role: 'operator' }], [{ role: 'viewer', on: 'model:b' }]]) {
      expect(await problemOf(await ada.post('/api/v1/tokens', { name: 'x', grants }))).toMatchObject({
        status: 403,
        code: 'auth.beyond',
      });
    }
    const { token } = await addKey(ada, { name: 'x', grants: [{ role: 'operator', on: 'model:a-1' }] });
    const findings = () => withToken(bench, token, '/api/v1/findings');
    expect((await findings()).status).toBe(200);
    await bench.ask(`/api/v1/accounts/${id}/grant`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grants: [{ role: 'service' }] }),
    });
    expect((await findings()).status).toBe(403);
  });

  it('T23: makes keys and links that are no wider, last no longer and end with it', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    const grants = [{ role: 'operator' }];
    const parent = await addKey(ada, { name: 'parent', grants, days: 10 });
    const ask = (path: string, body?: object) =>
      fetch(`${bench.serving.address}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${parent.token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const wider = await ask('/api/v1/tokens', { name: 'wider', grants: [{ role: 'admin' }] });
    expect(await problemOf(wider)).toMatchObject({ code: 'auth.beyond' });
    const child = (await (await ask('/api/v1/tokens', { name: 'child', days: 300 })).json()) as {
      token: string;
      until: string;
    };
    expect(child.until).toBe(parent.until);
    expect((await withToken(bench, child.token)).status).toBe(200);
    expect((await withToken(bench, child.token, '/api/v1/accounts')).status).toBe(403);
    await ada.post(`/api/v1/tokens/${parent.id}/revoke`);
    for (const token of [parent.token, child.token]) expect((await withToken(bench, token)).status).toBe(401);
    expect((await ada.get('/api/v1/whoami')).status).toBe(200);
  });

  it('ends at its time, which is never more than a year away', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    for (const days of [366, 400, 0, -1, 'x'])
      expect((await ada.post('/api/v1/tokens', { name: 'x', days })).status).toBe(400);
    const { token } = await addKey(ada, { name: 'x', days: 1 });
    bench.clock.now += day - 1;
    expect((await withToken(bench, token)).status).toBe(200);
    bench.clock.now += 1;
    expect((await withToken(bench, token)).status).toBe(401);
  });

  it('T24: opens nothing once it is revoked, also where it was believed a moment ago, and after a restart', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    const { id, token } = await addKey(ada, { name: 'x' });
    expect((await withToken(bench, token)).status).toBe(200);
    expect(await (await ada.post(`/api/v1/tokens/${id}/revoke`)).json()).toEqual({ revoked: 1 });
    expect((await withToken(bench, token)).status).toBe(401);
    const { folder } = bench;
    await bench.serving.stop();
    const again = await servers.start({ folder });
    expect((await withToken(again, token)).status).toBe(401);
    expect((await fetch(`${again.serving.address}/api/v1/whoami`, { headers: { cookie: ada.cookie } })).status).toBe(
      200,
    );
  });

  it('of somebody else is not there for who may not see it', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'viewer' }] });
    await addPerson(bench, { name: 'bob', grants: [{ role: 'viewer' }] });
    const [ada, bob] = [await signIn(bench, 'ada'), await signIn(bench, 'bob')];
    const { id, token } = await addKey(ada, { name: 'x' });
    const answer = await bob.post(`/api/v1/tokens/${id}/revoke`);
    const missing = await bob.post('/api/v1/tokens/k-aaaaaaaaaa/revoke');
    const { request_id: _one, ...first } = await problemOf(answer);
    const { request_id: _other, ...second } = await problemOf(missing);
    expect(first).toEqual(second);
    expect(await (await bob.get('/api/v1/tokens')).json()).toEqual({ items: [] });
    expect((await withToken(bench, token)).status).toBe(200);
    expect((await bench.ask(`/api/v1/tokens/${id}/revoke`, { method: 'POST' })).status).toBe(200);
    expect((await withToken(bench, token)).status).toBe(401);
  });

  it('is asked for in the state once in a while, not for each request, and its use is noted once a minute', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const { id, token } = await addKey(await signIn(bench, 'ada'), { name: 'x' });
    const usedAt = async () =>
      (await listCredentials(bench.server.state.db, { kind: 'key' })).find((key) => key.id === id)?.usedAt;
    // long after what was done to accounts: right behind that everybody is looked at anew
    bench.clock.now += 60_000;
    const first = bench.clock.now;
    await withToken(bench, token);
    await expect.poll(usedAt).toBe(first);
    // past every verb and so unheard of: what another server on the same state would do
    await bench.server.state.change((tx) =>
      tx.updateTable('credential').set({ revoked_at: first }).where('id', '=', id).execute(),
    );
    bench.clock.now += 1_999;
    expect((await withToken(bench, token)).status).toBe(200);
    expect(await usedAt()).toBe(first);
    bench.clock.now += 1;
    expect((await withToken(bench, token)).status).toBe(401);
  });

  it('comes with a name and a password for programs, and from a browser of another page with nothing', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'viewer' }] });
    const login = (body: object, type = 'application/json') =>
      fetch(`${bench.serving.address}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(body),
      });
    const made = await login({ name: 'ada', password: goodPassword });
    expect(made.status).toBe(201);
    expect(made.headers.get('set-cookie')).toBeNull();
    const { token } = (await made.json()) as { token: string };
    expect(await (await withToken(bench, token, '/api/v1/whoami')).json()).toMatchObject({ account: { name: 'ada' } });
    expect((await login({ name: 'ada', password: goodPassword }, 'text/plain')).status).toBe(415);
    expect(await problemOf(await login({ name: 'ada', password: 'wrong' }))).toMatchObject({ code: 'auth.wrong' });
  });
});
