import { createClient } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { linkMake } from '../access/verbs/link-make.ts';
import { only } from '../permissions/compile.ts';
import { perform } from '../server/perform.ts';
import { auditOf, problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addPerson, sendForm, signIn, useLink } from './testing/people.ts';

const servers = useServers();

const make = async ({ ask }: Bench): Promise<{ readonly path: string; readonly until: string }> => {
  const answer = await ask('/api/v1/sign-in-link', { method: 'POST' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return (await answer.json()) as { path: string; until: string };
};

describe('a sign-in link', () => {
  it('signs in, once', async () => {
    const bench = await servers.start();
    const { path } = await make(bench);
    const opened = await useLink(bench, path);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const read = await fetch(`${bench.serving.address}/api/v1/status`, { headers: { cookie } });
    expect(read.status).toBe(200);
    const again = await useLink(bench, path);
    expect(await problemOf(again)).toMatchObject({ status: 401, code: 'auth.link' });
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  it('T13: does nothing when it is only opened, by a preview of a chat or from another page', async () => {
    const bench = await servers.start();
    const ada = await addPerson(bench, { name: 'ada' });
    const made = await (await signIn(bench, 'ada')).post('/api/v1/sign-in-link');
    const { path } = (await made.json()) as { path: string };
    for (let opened = 0; opened < 3; opened += 1) {
      const page = await fetch(`${bench.serving.address}${path}`, { redirect: 'manual' });
      expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null]);
      const text = await page.text();
      expect(text).toContain('<strong class="name">ada</strong>');
      expect(text).not.toContain('password"');
    }
    const { searchParams } = new URL(path, bench.serving.address);
    const fields = Object.fromEntries(searchParams);
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const forged = await sendForm(bench, fields, headers);
      expect(await problemOf(forged), JSON.stringify(headers)).toMatchObject({ status: 403, code: 'auth.origin' });
      expect(forged.headers.get('set-cookie')).toBeNull();
    }
    const [entry] = await auditOf(bench, '?verb=session.open&limit=1');
    expect(entry).toMatchObject({ actor: `user:${ada}`, input: { by: 'password' } });
    const own = await sendForm(bench, { ...fields, redirect_to: '/readyz' }, { 'sec-fetch-site': 'same-origin' });
    expect([own.status, own.headers.get('location')]).toEqual([303, '/readyz']);
  });

  it('tells a browser in a page why it opens nothing, and a program in a problem', async () => {
    const bench = await servers.start();
    const { path } = await make(bench);
    await useLink(bench, path);
    const ask = (asked: string, accept: string) =>
      fetch(`${bench.serving.address}${asked}`, { headers: { accept }, redirect: 'manual' });
    const page = await ask(path, 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([page.status, page.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'sha256-");
    expect(await page.text()).toContain('This link opens nothing any more');
    expect(await problemOf(await ask(path, 'application/json'))).toMatchObject({ status: 401, code: 'auth.link' });
    const torn = await ask(path.slice(0, -3), 'text/html');
    expect([torn.status, await torn.text()]).toEqual([400, expect.stringContaining('This link is not whole')]);
    // of a path that is for programs it stays a problem
    expect(await problemOf(await ask('/api/v1/status', 'text/html'))).toMatchObject({ status: 401 });
  });

  it('takes the place of the one before', async () => {
    const bench = await servers.start();
    const first = await make(bench);
    const second = await make(bench);
    for (const path of [first.path]) {
      expect(await problemOf(await useLink(bench, path))).toMatchObject({ code: 'auth.link' });
    }
    expect((await useLink(bench, second.path)).status).toBe(303);
  });

  it('opens until the moment that was said, and nothing from then on', async () => {
    const bench = await servers.start();
    const { path, until } = await make(bench);
    bench.clock.now = Date.parse(until);
    expect(await problemOf(await useLink(bench, path))).toMatchObject({ code: 'auth.link' });
    const other = await make(bench);
    bench.clock.now = Date.parse(other.until) - 1;
    expect((await useLink(bench, other.path)).status).toBe(303);
  });

  it('leaves alone who is signed in already', async () => {
    const bench = await servers.start();
    const opened = await useLink(bench, (await make(bench)).path);
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    await make(bench);
    expect((await fetch(`${bench.serving.address}/api/v1/status`, { headers: { cookie } })).status).toBe(200);
  });

  it('is made for nobody who may not', async () => {
    const bench = await servers.start();
    const before = await make(bench);
    const unknown = await fetch(`${bench.serving.address}/api/v1/sign-in-link`, { method: 'POST' });
    expect(await problemOf(unknown)).toMatchObject({ status: 401, code: 'auth.missing' });
    const guest = { name: 'guest', permissions: only('finding.read', 'session.open') };
    const asked = perform({ ...bench.server, actor: guest }, linkMake, {
      link: { id: 'k-abcdefghij', hash: '0'.repeat(64) },
      for: 'sign-in',
    });
    await expect(asked).rejects.toMatchObject({ code: 'auth.denied' });
    expect(await auditOf(bench, '?verb=link.make')).toMatchObject([
      { actor: 'guest', outcome: 'denied' },
      // those of the test
      { outcome: 'done' },
      { outcome: 'done' },
    ]);
    // and the one before still opens
    expect((await useLink(bench, before.path)).status).toBe(303);
  });

  it('is not made for a page of somebody else in a browser that is signed in', async () => {
    const bench = await servers.start();
    const opened = await useLink(bench, (await make(bench)).path);
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const forged = await fetch(`${bench.serving.address}/api/v1/sign-in-link`, {
      method: 'POST',
      headers: { cookie, origin: 'https://elsewhere.example' },
    });
    expect(await problemOf(forged)).toMatchObject({ status: 403, code: 'auth.origin' });
  });

  it('stands in the audit with who made it, and without itself', async () => {
    const bench = await servers.start();
    const { path } = await make(bench);
    const link = new URLSearchParams(path.split('?')[1]).get('link') ?? '';
    const [entry] = await auditOf(bench, '?verb=link.make');
    expect(entry).toMatchObject({
      actor: expect.stringMatching(/^token:k-[a-z2-7]{10}$/),
      outcome: 'done',
      subject: 'token:sign-in-link',
      input: { for: 'sign-in' },
    });
    const all = JSON.stringify(await auditOf(bench));
    expect(link.length).toBeGreaterThan(40);
    expect(all).not.toContain(link);
    expect(all).not.toContain((await import('../state/credential-table.ts')).hashOfToken(link));
  });

  it('is what the client of the SDK brings', async () => {
    const bench = await servers.start();
    const client = createClient({ url: bench.serving.address, token: bench.keys.token });
    const { path, until } = await client.makeSignInLink();
    expect(Date.parse(until)).toBe(bench.clock.now + 3_600_000);
    expect((await useLink(bench, path)).status).toBe(303);
  });
});
