import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { begin } from '../access/begin.ts';
import { setUp } from '../access/sign-in.ts';
import { serve } from '../http/serve.ts';
import { listAccounts } from '../state/account-table.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listCredentials } from '../state/credential-table.ts';
import { createFolder } from '../testing/data-files.ts';
import { openServer, type Server } from './open.ts';

const world = { now: () => 1_767_614_400_000, random: (bytes: number) => randomBytes(bytes) };
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function dataFolder(): string {
  const folder = createFolder();
  undo.push(() => folder.remove());
  return join(folder.path, 'data');
}

async function openAt(folder: string): Promise<Server> {
  const server = await openServer({ folder, version: '1', world });
  undo.push(() => server.close());
  return server;
}

describe('a server', () => {
  it('is the only one in its data directory, and names itself to the next', async () => {
    const folder = dataFolder();
    const first = await openAt(folder);
    await expect(openAt(folder)).rejects.toMatchObject({
      code: 'state.locked',
      problem: expect.stringContaining(`process ${process.pid} on `),
    });
    await Promise.all([first.close(), first.close()]);
    const second = await openAt(folder);
    expect(second.events.state().last).toBe(0);
  });

  it('T11: has no first password, but a link of which it keeps a hash; each start makes one until there is somebody', async () => {
    const folder = dataFolder();
    const first = await openAt(folder);
    const link = await begin(first);
    expect(link).toMatch(/^pitwall_[\w-]{43}$/);
    expect(await listAccounts(first.state.db)).toEqual([]);
    const kept = JSON.stringify([
      await listCredentials(first.state.db),
      await first.state.db.selectFrom('audit').selectAll().execute(),
    ]);
    expect(kept).not.toContain(link);
    await first.close();
    const second = await openAt(folder);
    await setUp(second, { link: link ?? '', name: 'ada', password: 'two horses in a tree' });
    expect(await begin(second)).toBeUndefined();
    expect((await listAccounts(second.state.db)).map(({ name }) => name)).toEqual(['ada']);
    expect(await verifyChain(second.state.db)).toMatchObject({ sound: true, entries: 2 });
  });

  it('has one first administrator, however many links there are and are used at once', async () => {
    const server = await openAt(dataFolder());
    const links = await Promise.all([begin(server), begin(server), begin(server)]);
    const tries = links.map((link = '', index) =>
      setUp(server, { link, name: `ada-${index}`, password: 'two horses in a tree' }),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listAccounts(server.state.db)).toHaveLength(1);
  });

  it('that cannot listen leaves its folder free and no keys that nobody saw', async () => {
    const folder = dataFolder();
    const other = createServer().listen(0, '127.0.0.1');
    undo.push(() => other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = await openAt(folder);
    await expect(serve(server, { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'server.address' });
    await server.close();
    expect(await begin(await openAt(folder))).toBeDefined();
  });
});
