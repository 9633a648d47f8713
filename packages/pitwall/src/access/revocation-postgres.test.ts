import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../http/serve.ts';
import { addKey, addPerson, signIn, withToken } from '../http/testing/people.ts';
import { openServer } from '../server/open.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';

const bin = findPostgres();
const box: { postgres?: PostgresServer } = {};
const running: Serving[] = [];
const folder = createFolder();
const world = { now: () => Date.now(), random: (bytes: number) => randomBytes(bytes) };

afterEach(async () => {
  await Promise.all(running.splice(0).map((serving) => serving.stop()));
});
afterAll(() => {
  box.postgres?.remove();
  folder.remove();
}, 30_000);

async function start(stateUrl: string, name: string) {
  const server = await openServer({ folder: join(folder.path, name), stateUrl, version: '1', world });
  const serving = await serve(server, { host: '127.0.0.1', port: 0, drainMilliseconds: 1_000 });
  running.push(serving);
  return { server, serving };
}

describe.skipIf(!bin)(`two servers on one Postgres (skipped where there is ${noPostgres})`, () => {
  it('T24: let nobody in with what was revoked on the other, five seconds later at the most', async () => {
    box.postgres = startPostgres(bin ?? '');
    const url = await box.postgres.database();
    const [one, other] = [await start(url, 'a'), await start(url, 'b')];
    await addPerson(one, { name: 'ada' });
    const ada = await signIn(one, 'ada');
    const { id, token } = await addKey(ada, { name: 'x' });
    const whoami = (cookie: string) => fetch(`${other.serving.address}/api/v1/whoami`, { headers: { cookie } });
    expect((await withToken(other, token)).status).toBe(200);
    expect((await whoami(ada.cookie)).status).toBe(200);
    const began = performance.now();
    expect((await ada.post(`/api/v1/tokens/${id}/revoke`)).status).toBe(200);
    expect((await ada.post('/api/v1/sessions/close')).status).toBe(200);
    expect((await withToken(one, token)).status).toBe(401);
    await expect.poll(async () => (await withToken(other, token)).status, { timeout: 6_000 }).toBe(401);
    await expect.poll(async () => (await whoami(ada.cookie)).status, { timeout: 6_000 }).toBe(401);
    expect(performance.now() - began).toBeLessThan(5_000);
  }, 60_000);
});
