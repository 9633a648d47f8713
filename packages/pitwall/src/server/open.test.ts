import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../http/serve.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listTokens } from '../state/token-table.ts';
import { createFolder } from '../testing/data-files.ts';
import { begin } from './begin.ts';
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

  it('keeps of its first keys only hashes, and makes them once', async () => {
    const folder = dataFolder();
    const first = await openAt(folder);
    const keys = await begin(first);
    expect(keys?.token).toMatch(/^pitwall_[\w-]{43}$/);
    expect(keys?.link).not.toBe(keys?.token);
    const kept = JSON.stringify([
      await listTokens(first.state.db),
      await first.state.db.selectFrom('audit').selectAll().execute(),
    ]);
    expect(kept).not.toContain(keys?.token);
    expect(kept).not.toContain(keys?.link);
    await first.close();
    const second = await openAt(folder);
    expect(await begin(second)).toBeUndefined();
    expect(await verifyChain(second.state.db)).toMatchObject({ sound: true, entries: 1 });
  });

  it('makes them for one of those who ask at once', async () => {
    const server = await openAt(dataFolder());
    const keys = await Promise.all([begin(server), begin(server), begin(server)]);
    expect(keys.filter((one) => one !== undefined)).toHaveLength(1);
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
