import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { listBackups } from './folder.ts';
import { makeBackup } from './make.ts';
import type { PartWriter } from './part.ts';
import { unsealed } from './sealing.ts';
import { type Filled, ingest, noPause, openFilled } from './testing/filled.ts';

let folder: Folder;
let filled: Filled;
beforeEach(async () => {
  folder = createFolder();
  filled = await openFilled(folder.path);
  await ingest(filled.server, 'winner', 0, 2_000);
});
afterEach(async () => {
  await filled.server.close();
  folder.remove();
});

const to = (): string => join(folder.path, 'to');

/** Files on a disk on which there is only so much room for all of them. */
function nearlyFull(room: number) {
  let left = room;
  return async (path: string): Promise<PartWriter> => {
    const file = await open(path, 'wx');
    const write = async (bytes: Uint8Array, offset = 0, length = bytes.length - offset) => {
      if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      const taken = Math.min(left, length);
      left -= taken;
      return file.write(bytes, offset, taken);
    };
    return { write: write as PartWriter['write'], sync: () => file.sync(), close: () => file.close() };
  };
}

describe('a backup for which there is no room', () => {
  it('says so, is none, and takes no room; the server goes on', async () => {
    const { server } = filled;
    const options = { to: to(), sealing: unsealed, pause: noPause };
    for (const room of [0, 100, 4_000, 20_000]) {
      await expect(makeBackup(server, { ...options, create: nearlyFull(room) })).rejects.toMatchObject({
        code: 'backup.full',
      });
      expect(readdirSync(to())).toEqual([]);
    }
    await ingest(server, 'winner', 2_000, 10);
    // the database may be written again, and is
    await server.events.settled();
    await expect(server.events.forget()).resolves.toBeGreaterThanOrEqual(0);
    const made = await makeBackup(server, { ...options, create: nearlyFull(1 << 30) });
    expect((await listBackups(to())).map(({ id }) => id)).toEqual([made.id]);
    expect(made.events.models).toMatchObject([{ model: 'winner', predictions: 2_010 }]);
  });

  it('says so where its folder is a file', async () => {
    folder.write('file', 'x');
    const inside = join(folder.path, 'file', 'to');
    await expect(makeBackup(filled.server, { to: inside, sealing: unsealed, pause: noPause })).rejects.toMatchObject({
      code: 'backup.unwritable',
    });
  });
});
