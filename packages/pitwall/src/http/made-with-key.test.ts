import { describe, expect, it } from 'vitest';
import { problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addKey, addPerson, cookieOf, signIn, useLink, withToken } from './testing/people.ts';

const servers = useServers();

const hour = 3_600_000;

/** A key that may do all that its owner may, and a browser that was signed in with it. */
async function start() {
  const bench = await servers.start();
  await addPerson(bench, { name: 'ada' });
  const ada = await signIn(bench, 'ada');
  const key = await addKey(ada, { name: 'the command line', days: 1 });
  const link = await fetch(`${bench.serving.address}/api/v1/sign-in-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key.token}` },
  });
  const cookie = cookieOf(await useLink(bench, ((await link.json()) as { path: string }).path));
  const asked = (path: string, init: RequestInit = {}) =>
    fetch(`${bench.serving.address}${path}`, {
      ...init,
      headers: { cookie, origin: bench.serving.address, 'content-type': 'application/json' },
    });
  return { bench, ada, key, asked };
}

async function keyOf(asked: (path: string, init?: RequestInit) => Promise<Response>) {
  const answer = await asked('/api/v1/tokens', { method: 'POST', body: JSON.stringify({ name: 'mine', days: 300 }) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { readonly token: string; readonly until: string };
}

const statusOf = async (bench: Bench, token: string): Promise<number> =>
  (await withToken(bench, token, '/api/v1/whoami')).status;

describe('a session that was made with a key', () => {
  it('T24: takes along what was made in it when the key is revoked', async () => {
    const { bench, ada, key, asked } = await start();
    expect(await (await asked('/api/v1/whoami')).json()).toMatchObject({ actor: `token:${key.id}` });
    const mine = await keyOf(asked);
    expect(mine.until).toBe(key.until);
    expect(await statusOf(bench, mine.token)).toBe(200);
    await ada.post(`/api/v1/tokens/${key.id}/revoke`);
    expect((await asked('/api/v1/whoami')).status).toBe(401);
    for (const token of [key.token, mine.token]) expect(await statusOf(bench, token)).toBe(401);
    expect((await ada.get('/api/v1/whoami')).status).toBe(200);
  });

  it('T24: ends with the key, however much it is used', async () => {
    const { bench, asked } = await start();
    for (let hours = 11; hours < 24; hours += 6) {
      bench.clock.now += 6 * hour;
      expect((await asked('/api/v1/whoami')).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    bench.clock.now += 6 * hour;
    expect((await asked('/api/v1/whoami')).status).toBe(401);
  });

  it('T23: does not choose the password of whose it is', async () => {
    const { asked } = await start();
    const body = JSON.stringify({ old: 'x', new: 'several words that do not belong together' });
    const refused = await asked('/api/v1/whoami/password', { method: 'POST', body });
    expect(await problemOf(refused)).toMatchObject({ status: 409, code: 'auth.password_none' });
  });
});

describe('signing out behind a proxy that asks for a password of its own', () => {
  it('T24: ends the session all the same', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const ada = await signIn(bench, 'ada');
    const out = await ada.post('/sign-out', undefined, { authorization: 'Basic YWRhOng=' });
    expect(out.status).toBe(303);
    expect((await ada.get('/api/v1/whoami')).status).toBe(401);
  });
});
