import { describe, expect, it } from 'vitest';
import { ownerLink } from '../access/begin.ts';
import { listAudit } from '../state/audit-table.ts';
import { lines, predictions, problemOf } from './testing/asking.ts';
import { useServers } from './testing/bench.ts';
import { useLink } from './testing/people.ts';

const servers = useServers();

describe('without a token', () => {
  it('only what is public answers', async () => {
    const { serving } = await servers.start();
    for (const path of ['/', '/healthz', '/readyz', '/api/v1/openapi.json']) {
      expect((await fetch(`${serving.address}${path}`)).status, path).toBe(200);
    }
    for (const path of [predictions, '/api/v1/findings', '/api/v1/findings/x', '/api/v1/audit', '/api/v1/status']) {
      const answer = await fetch(`${serving.address}${path}`);
      expect(answer.status, path).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'auth.missing' });
    }
  });

  it('nobody learns from the page or from a refusal what is in the data', async () => {
    const { serving } = await servers.start({ models: ['secret-model'] });
    const page = await (await fetch(serving.address)).text();
    expect(page).toContain('0.0.0-test');
    expect(page).not.toContain('secret-model');
    expect(page).not.toContain('courtside');
    expect((await fetch(`${serving.address}/api/v1/models/other/predictions`)).status).toBe(401);
  });

  it.each(['Bearer wrong', 'Bearer ', 'Basic YTpi', 'Bearer a b', `Bearer ${'x'.repeat(5_000)}`])(
    'the header %s opens nothing',
    async (authorization) => {
      const { serving } = await servers.start();
      expect((await fetch(`${serving.address}/api/v1/status`, { headers: { authorization } })).status).toBe(401);
    },
  );
});

describe('a path that is not there', () => {
  it('is a problem document, and so is a method that is not there', async () => {
    const { ask } = await servers.start();
    expect(await problemOf(await ask('/api/v1/nothing'))).toMatchObject({ status: 404, code: 'request.unknown' });
    const answer = await ask('/api/v1/status', { method: 'DELETE' });
    expect(answer.headers.get('allow')).toBe('GET');
    expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'request.method' });
  });
});

describe('a sign-in link', () => {
  it('signs in once, and the cookie reads but does not write for other pages', async () => {
    const { serving, server, clock } = await servers.start();
    const link = `${serving.address}/sign-in?link=${await ownerLink(server)}`;
    const answer = await useLink({ serving }, link);
    expect(answer.status).toBe(303);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toContain('HttpOnly; SameSite=Lax');
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
    expect((await useLink({ serving }, link)).status).toBe(401);
    const tried = await listAudit(server.state.db, { verb: 'session.open' });
    expect(tried.items.map(({ outcome }) => outcome)).toEqual(['done']);
    const headers = { cookie: cookie.split(';')[0] ?? '', 'content-type': 'application/x-ndjson' };
    expect((await fetch(`${serving.address}/api/v1/status`, { headers })).status).toBe(200);
    const write = (origin: string) =>
      fetch(`${serving.address}${predictions}`, {
        method: 'POST',
        headers: { ...headers, origin },
        body: lines({ id: 'a', prediction: 1 }),
      });
    expect((await write('https://elsewhere.example')).status).toBe(403);
    expect((await write(serving.address)).status).toBe(202);
    clock.now += 12 * 3_600_000;
    expect((await fetch(`${serving.address}/api/v1/status`, { headers })).status).toBe(401);
  });

  it('is worth nothing after an hour, and is no bearer token', async () => {
    const { serving, server, clock } = await servers.start();
    const link = await ownerLink(server);
    const bearer = { authorization: `Bearer ${link}` };
    expect((await fetch(`${serving.address}/api/v1/status`, { headers: bearer })).status).toBe(401);
    clock.now += 3_600_000;
    expect((await fetch(`${serving.address}/sign-in?link=${link}`, { redirect: 'manual' })).status).toBe(401);
  });
});

describe('every answer', () => {
  it('carries headers that keep it from being framed, sniffed or kept, and the id of its request', async () => {
    const { ask } = await servers.start();
    for (const path of ['/', '/api/v1/status', '/api/v1/nothing', '/api/v1/findings?limit=x']) {
      const { headers } = await ask(path, { headers: { 'x-request-id': 'mine-1' } });
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('x-request-id'), path).toBe('mine-1');
    }
    const { headers } = await ask('/', { headers: { 'x-request-id': 'not; an id' } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/);
  });

  it('says nothing of a failure of our own but that it happened', async () => {
    const bench = await servers.start();
    bench.server.events.reader.closeSync();
    const answer = await bench.ask(predictions);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 500, code: 'server.failed' });
    expect(JSON.stringify(problem)).not.toMatch(/at |\.ts|connection/i);
    expect(bench.failures).toHaveLength(1);
  });
});
