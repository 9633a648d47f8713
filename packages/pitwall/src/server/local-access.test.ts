import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGone } from '../core/process-alive.ts';
import { type Bench, useServers } from '../http/testing/bench.ts';
import { allowLocalAccess, readLocalAccess } from './local-access.ts';

const servers = useServers();

const statusWith = (bench: Bench, token: string) =>
  fetch(`${bench.serving.address}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });

describe('access from the same machine', () => {
  it('lets in who can read the file, for as long as it is there', async () => {
    const bench = await servers.start();
    const { server, folder, serving } = bench;
    expect(await readLocalAccess(folder)).toBeUndefined();
    const end = await allowLocalAccess(server, folder, serving.address);
    expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
    const access = await readLocalAccess(folder);
    expect(access).toMatchObject({ address: serving.address, pid: process.pid, since: '2026-01-05T12:00:00.000Z' });
    const token = access?.token ?? '';
    expect((await statusWith(bench, token)).status).toBe(200);
    expect((await statusWith(bench, `${token}x`)).status).toBe(401);
    await end();
    expect(existsSync(join(folder, 'server.json'))).toBe(false);
    expect((await statusWith(bench, token)).status).toBe(401);
    expect((await statusWith(bench, bench.keys.token)).status).toBe(200);
  });

  it('is one of that server alone, and its token is kept in no database', async () => {
    const [one, other] = [await servers.start(), await servers.start()];
    await allowLocalAccess(one.server, one.folder, one.serving.address);
    const token = (await readLocalAccess(one.folder))?.token ?? '';
    expect((await statusWith(other, token)).status).toBe(401);
    const kept = await one.server.state.db.selectFrom('credential').selectAll().execute();
    const { hashOfToken } = await import('../state/credential-table.ts');
    expect(kept.map(({ hash }) => hash)).not.toContain(hashOfToken(token));
  });

  it('takes the place of what a server that was killed left, and leaves no halves', async () => {
    const { server, folder, serving } = await servers.start();
    writeFileSync(join(folder, 'server.json'), 'torn {');
    expect(await readLocalAccess(folder)).toBeUndefined();
    await allowLocalAccess(server, folder, serving.address);
    expect(await readLocalAccess(folder)).toMatchObject({ address: serving.address });
    expect(readdirSync(folder).filter((name) => name.startsWith('server.json'))).toEqual(['server.json']);
  });

  it('says where the server can be asked, not all the places where it listens', async () => {
    const { server, folder } = await servers.start();
    await allowLocalAccess(server, folder, 'http://0.0.0.0:4600');
    expect(await readLocalAccess(folder)).toMatchObject({ address: 'http://127.0.0.1:4600' });
    await allowLocalAccess(server, folder, 'http://[::]:4600');
    expect(await readLocalAccess(folder)).toMatchObject({ address: 'http://[::1]:4600' });
  });

  it('knows a process that is gone, and does not guess about other machines', async () => {
    const { server, folder, serving } = await servers.start();
    await allowLocalAccess(server, folder, serving.address);
    const access = await readLocalAccess(folder);
    if (!access) throw new Error('It is not there.');
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone(access)).toBe(false);
    expect(isGone({ ...access, pid })).toBe(true);
    expect(isGone({ ...access, pid, host: 'elsewhere' })).toBe(false);
  });
});
