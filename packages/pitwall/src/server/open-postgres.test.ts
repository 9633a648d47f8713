import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../http/serve.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';
import { begin } from './begin.ts';
import { openServer } from './open.ts';

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
  return { server, serving, keys: await begin(server) };
}

describe.skipIf(!bin)(`servers with their state in Postgres (skipped where there is ${noPostgres})`, () => {
  it('have one administrator between them', async () => {
    const url = await postgres().database();
    const first = await start(url, 'a');
    const second = await start(url, 'b');
    expect(first.keys).toBeDefined();
    expect(second.keys).toBeUndefined();
    const headers = { authorization: `Bearer ${first.keys?.token}` };
    const status = await fetch(`${second.serving.address}/api/v1/status`, { headers });
    expect(await status.json()).toMatchObject({ ready: true, state: { engine: 'postgres' } });
  }, 60_000);

  it('say that they are not ready while it is gone, stay alive, and go on when it is back', async () => {
    const url = await postgres().database();
    const { serving, keys } = await start(url, 'c');
    const get = (path: string) =>
      fetch(`${serving.address}${path}`, { headers: { authorization: `Bearer ${keys?.token}` } });
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
