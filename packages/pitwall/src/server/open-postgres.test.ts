import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { begin } from '../access/begin.ts';
import { makeKey } from '../access/make-key.ts';
import { type Serving, serve } from '../http/serve.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';
import { openServer } from './open.ts';
import { owner } from './tokens.ts';

const bin = findPostgres();
const box: { postgres?: PostgresServer } = {};
const running: Serving[] = [];
const folder = createFolder();
const world = { now: () => 1_767_614_400_000, random: (bytes: number) => randomBytes(bytes) };

afterEach(async () => {
  await Promise.all(running.splice(0).map((serving) => serving.stop()));
});
afterAll(() => {
  box.postgres?.remove();
  folder.remove();
}, 30_000);

const postgres = (): PostgresServer => {
  box.postgres ??= startPostgres(bin ?? '');
  return box.postgres;
};

async function start(stateUrl: string, name: string) {
  const options = { folder: join(folder.path, name), stateUrl, version: '1', world };
  const server = await openServer(options);
  const serving = await serve(server, { host: '127.0.0.1', port: 0, drainMilliseconds: 1_000 });
  running.push(serving);
  const grants = [{ role: 'admin', on: ['*'] }];
  const { token } = await makeKey({ ...server, actor: owner }, { name: 'test', grants });
  return { server, serving, link: await begin(server), token };
}

describe.skipIf(!bin)(`servers with their state in Postgres (skipped where there is ${noPostgres})`, () => {
  it('let in whom either of them let in, and have one first administrator between them', async () => {
    const url = await postgres().database();
    const first = await start(url, 'a');
    const second = await start(url, 'b');
    const setUp = ({ serving: { address } }: typeof first, link: string | undefined) =>
      fetch(`${address}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: address, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ link: link ?? '', name: 'ada', password: 'two horses in a tree' }),
      });
    // the link of one opens on the other, and with it those of all are worth nothing
    expect((await setUp(second, first.link)).status).toBe(303);
    expect((await setUp(first, second.link)).status).toBe(401);
    const headers = { authorization: `Bearer ${first.token}` };
    const status = await fetch(`${second.serving.address}/api/v1/status`, { headers });
    expect(await status.json()).toMatchObject({ ready: true, state: { engine: 'postgres' } });
  }, 60_000);

  it('say that they are not ready while it is gone, stay alive, and go on when it is back', async () => {
    const url = await postgres().database();
    const { serving, token } = await start(url, 'c');
    const get = (path: string) => fetch(`${serving.address}${path}`, { headers: { authorization: `Bearer ${token}` } });
    postgres().crash();
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/readyz')).json()).toEqual({
      ready: false,
      reasons: ['the state cannot be read (state.unreachable)'],
    });
    const refused = await get('/api/v1/findings');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    postgres().start();
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 10_000 }).toBe(200);
    expect((await get('/api/v1/findings')).status).toBe(200);
  }, 60_000);
});
