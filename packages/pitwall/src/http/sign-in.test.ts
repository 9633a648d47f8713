import { describe, expect, it } from 'vitest';
import { listAudit } from '../state/audit-table.ts';
import { listCredentials } from '../state/credential-table.ts';
import { listFindings } from '../state/finding-table.ts';
import { problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addPerson, cookieOf, goodPassword, sendForm, signIn } from './testing/people.ts';

const servers = useServers();

const statusOf = (bench: Bench, cookie: string) =>
  fetch(`${bench.serving.address}/api/v1/whoami`, { headers: { cookie } });

const minute = 60_000;
const hour = 60 * minute;

describe('the first start', () => {
  it('T11: lets nobody in with a name and password that others begin with, nor without any', async () => {
    const bench = await servers.start();
    for (const [name, password] of [
      ['admin', 'admin'],
      ['admin', 'password1234'],
      ['administrator', 'pitwall'],
      ['admin', ''],
      ['', ''],
    ] as const) {
      expect((await sendForm(bench, { name, password })).status, name).toBe(401);
    }
  });

  it('T11: makes the first administrator with a link that works once, and for an hour', async () => {
    const bench = await servers.start();
    const { link } = bench.keys;
    const page = await fetch(`${bench.serving.address}/sign-in?link=${link}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(await page.text()).toContain('The first administrator');
    const cookie = cookieOf(await sendForm(bench, { link, name: 'Lovelace', password: goodPassword }));
    expect(await (await statusOf(bench, cookie)).json()).toMatchObject({
      actor: expect.stringMatching(/^user:u-[a-z2-7]{10}$/),
      account: { name: 'lovelace' },
      grants: [{ role: 'admin', on: ['*'] }],
    });
    const again = await sendForm(bench, { link, name: 'eve', password: goodPassword });
    expect(await problemOf(again)).toMatchObject({ status: 401, code: 'auth.link' });
    // and the name is in no audit, which is kept for ever
    expect(JSON.stringify(await listAudit(bench.server.state.db))).not.toContain('lovelace');
  });

  it('T12: shows the page again for a password that is too short, too long, common or the name', async () => {
    const bench = await servers.start();
    const { link } = bench.keys;
    for (const password of [
      '',
      'x',
      'elevenchars',
      'ada-lovelace',
      'passwordpassword',
      'a'.repeat(2_000),
      `long enough\0`,
    ]) {
      const answer = await sendForm(bench, { link, name: 'ada-lovelace', password });
      expect(answer.status, password.slice(0, 20)).toBe(422);
      expect(await answer.text()).toContain('role="alert"');
    }
    expect((await sendForm(bench, { link, name: 'ada', password: 'x'.repeat(70_000) })).status).toBe(413);
    cookieOf(await sendForm(bench, { link, name: 'ada-lovelace', password: goodPassword }));
  });

  it('T12: takes no account from nobody', async () => {
    const bench = await servers.start();
    const answer = await fetch(`${bench.serving.address}/api/v1/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'eve', grants: [{ role: 'admin' }], password: goodPassword }),
    });
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'auth.missing' });
  });
});

describe('signing in with a name and a password', () => {
  it('gives a cookie that scripts cannot read and other pages do not send, with a new session each time', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const first = await sendForm(bench, { name: 'ADA', password: goodPassword });
    expect(first.headers.get('location')).toBe('/');
    expect(first.headers.get('set-cookie')).toMatch(
      /^pitwall_session=pitwall_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    );
    const before = cookieOf(first);
    const after = cookieOf(await sendForm(bench, { name: 'ada', password: goodPassword }, { cookie: before }));
    expect(after).not.toBe(before);
    expect((await statusOf(bench, before)).status).toBe(401);
    expect((await statusOf(bench, after)).status).toBe(200);
    // one that somebody else put there is not taken over
    const planted = `pitwall_session=pitwall_${'a'.repeat(43)}`;
    expect(cookieOf(await sendForm(bench, { name: 'ada', password: goodPassword }, { cookie: planted }))).not.toBe(
      planted,
    );
  });

  it('ends when nothing was asked for twelve hours, and after seven days', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const idle = await signIn(bench, 'ada');
    const busy = await signIn(bench, 'ada');
    const began = bench.clock.now;
    for (let hours = 10; hours < 168; hours += 10) {
      bench.clock.now = began + hours * hour;
      expect((await busy.get('/api/v1/whoami')).status, `${hours} hours`).toBe(200);
      // what is noted of it is not waited for
      await expect
        .poll(async () =>
          (await listCredentials(bench.server.state.db, { kind: 'session' })).map(({ usedAt }) => usedAt),
        )
        .toContain(bench.clock.now);
    }
    expect((await idle.get('/api/v1/whoami')).status).toBe(401);
    bench.clock.now = began + 168 * hour;
    expect((await busy.get('/api/v1/whoami')).status).toBe(401);
  });

  it('T13: is refused from another page, in form and in what follows it', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const fields = { name: 'ada', password: goodPassword };
    for (const origin of ['https://elsewhere.example', 'null', 'not an origin']) {
      const answer = await sendForm(bench, fields, { origin });
      expect(await problemOf(answer), origin).toMatchObject({ status: 403, code: 'auth.origin' });
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    const without = await fetch(`${bench.serving.address}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    });
    expect(without.status).toBe(403);
    const browser = await signIn(bench, 'ada');
    for (const path of ['/api/v1/tokens', '/sign-out', '/api/v1/accounts']) {
      const forged = await browser.post(path, {}, { origin: 'https://elsewhere.example' });
      expect(await problemOf(forged), path).toMatchObject({ status: 403, code: 'auth.origin' });
    }
    const text = await browser.post('/api/v1/tokens', { name: 'x' }, { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect((await browser.get('/api/v1/whoami')).status).toBe(200);
  });

  it('T25: goes on to a path of this server and to nothing that a browser takes for another', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const fields = { name: 'ada', password: goodPassword };
    const fine = await sendForm(bench, { ...fields, redirect_to: '/api/v1/findings?limit=1' });
    expect(fine.headers.get('location')).toBe('/api/v1/findings?limit=1');
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:1',
      '/\t/evil',
      '/→',
      '',
    ]) {
      const answer = await sendForm(bench, { ...fields, redirect_to: to });
      expect([answer.status, answer.headers.get('location')], to).toEqual([400, null]);
      const page = await fetch(`${bench.serving.address}/sign-in?redirect_to=${encodeURIComponent(to)}`);
      expect(page.status, to).toBe(400);
    }
  });

  it('T23: refuses fields that a form does not have', async () => {
    const bench = await servers.start();
    const { link } = bench.keys;
    const asked = { link, name: 'ada', password: goodPassword, role: 'admin' };
    expect((await sendForm(bench, asked)).status).toBe(400);
  });

  it('writes names and links into its page as text', async () => {
    const bench = await servers.start();
    const answer = await sendForm(bench, { name: '"><script>alert(1)</script>', password: 'x' });
    expect(await answer.text()).not.toContain('<script');
  });
});

describe('wrong passwords', () => {
  it('T21: have one answer for all that may be wrong', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    for (const name of ['ada', 'locked', 'gone']) await addPerson(bench, { name });
    const gone = (await bench.ask('/api/v1/accounts').then((answer) => answer.json())) as {
      items: { id: string; name: string }[];
    };
    const { id } = gone.items.find(({ name }) => name === 'gone') ?? { id: '' };
    expect((await bench.ask(`/api/v1/accounts/${id}/disable`, { method: 'POST' })).status).toBe(200);
    for (let tries = 0; tries < 5; tries++) await sendForm(bench, { name: 'locked', password: 'wrong one of them' });
    const answers = await Promise.all(
      [
        ['nobody', goodPassword],
        ['ada', 'wrong one of them'],
        ['locked', goodPassword],
        ['gone', goodPassword],
      ].map(async ([name = '', password = '']) => {
        const answer = await sendForm(bench, { name, password });
        return { status: answer.status, text: (await answer.text()).replaceAll(name, 'NAME') };
      }),
    );
    expect(answers[0]?.status).toBe(401);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('T21: lock an account after five, for longer each time, with one finding each', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    const id = await addPerson(bench, { name: 'ada' });
    const wrong = () => sendForm(bench, { name: 'ada', password: 'wrong one of them' });
    const right = () => sendForm(bench, { name: 'ada', password: goodPassword });
    const findings = async () => (await listFindings(bench.server.state.db, { metric: 'access.sign_in' })).items;
    for (let tries = 0; tries < 4; tries++) await wrong();
    expect((await right()).status).toBe(303);
    for (let tries = 0; tries < 8; tries++) expect((await wrong()).status).toBe(401);
    expect((await right()).status).toBe(401);
    await expect.poll(async () => (await findings()).length).toBe(1);
    expect((await findings())[0]?.finding).toMatchObject({ status: 'alert', subject: `account:${id}`, value: 5 });
    expect(JSON.stringify(await findings())).not.toMatch(/\bada\b/);
    bench.clock.now += 15 * minute - 1;
    expect((await right()).status).toBe(401);
    bench.clock.now += 1;
    for (let tries = 0; tries < 5; tries++) await wrong();
    bench.clock.now += 29 * minute;
    expect((await right()).status).toBe(401);
    await expect.poll(async () => (await findings()).length).toBe(2);
    bench.clock.now += minute;
    expect((await right()).status).toBe(303);
    await expect.poll(async () => (await findings())[0]?.finding.status).toBe('pass');
    const failed = await listAudit(bench.server.state.db, { verb: 'account.fail' });
    // those while it was locked are not counted, so that nobody fills the audit
    expect(failed.items).toHaveLength(14);
  });

  it('T21: cannot be tried many at once before the first is counted', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    await addPerson(bench, { name: 'ada' });
    const wrong = Array.from({ length: 7 }, () => sendForm(bench, { name: 'ada', password: 'wrong one of them' }));
    await Promise.all(wrong);
    expect((await sendForm(bench, { name: 'ada', password: goodPassword })).status).toBe(401);
  });

  it('T21: slow down whoever sends them from one address, whatever the name', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 0.1, burst: 3 } } });
    for (const name of ['a', 'b', 'c']) expect((await sendForm(bench, { name, password: 'x' })).status).toBe(401);
    const slow = await sendForm(bench, { name: 'd', password: 'x' });
    expect(slow.headers.get('retry-after')).toBe('10');
    expect(await problemOf(slow)).toMatchObject({ status: 429, code: 'auth.slow' });
  });

  it('are forgotten when an administrator says so', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    const id = await addPerson(bench, { name: 'ada' });
    for (let tries = 0; tries < 5; tries++) await sendForm(bench, { name: 'ada', password: 'wrong one of them' });
    expect((await sendForm(bench, { name: 'ada', password: goodPassword })).status).toBe(401);
    const account = await (await bench.ask(`/api/v1/accounts/${id}`)).json();
    expect(account).toMatchObject({ lockedUntil: new Date(bench.clock.now + 15 * minute).toISOString() });
    await bench.ask(`/api/v1/accounts/${id}/unlock`, { method: 'POST' });
    expect((await sendForm(bench, { name: 'ada', password: goodPassword })).status).toBe(303);
  });
});

describe('signing out', () => {
  it('ends the session, also for who kept its cookie', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'viewer' }] });
    const [browser, other] = [await signIn(bench, 'ada'), await signIn(bench, 'ada')];
    const out = await browser.post('/sign-out');
    expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await browser.get('/api/v1/whoami')).status).toBe(401);
    expect((await other.get('/api/v1/whoami')).status).toBe(200);
    const all = await other.post('/api/v1/sessions/close');
    expect(await all.json()).toEqual({ revoked: 1 });
    expect((await other.get('/api/v1/whoami')).status).toBe(401);
  });
});
