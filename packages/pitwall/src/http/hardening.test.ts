import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder } from '../testing/data-files.ts';
import { startUp } from './testing/child.ts';

function* everythingIn(folder: string): Generator<string> {
  yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* everythingIn(path);
    else yield path;
  }
}

describe('a server that runs', () => {
  it('T15, T16: leaves nothing that others can read or write, and takes no pickle', { timeout: 60_000 }, async () => {
    const place = createFolder();
    const before = process.umask(0);
    try {
      const folder = join(place.path, 'data');
      const child = startUp('--data', folder, '--port', '0');
      await child.says(/ started /);
      const { address, token } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as Record<
        string,
        string
      >;
      const send = (body: string, type: string): Promise<Response> =>
        fetch(`${address}/api/v1/models/m/predictions?wait=true`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': type },
          body,
        });
      expect((await send('{"id":"a","prediction":0.5}\n', 'application/x-ndjson')).status).toBe(200);
      // what would run `id` where somebody unpacks it
      expect((await send("cos\nsystem\n(S'id'\ntR.", 'application/octet-stream')).status).toBe(415);
      const open = [...everythingIn(folder)].filter((path) => (statSync(path).mode & 0o077) !== 0);
      expect(open).toEqual([]);
      child.process.kill('SIGTERM');
      expect((await child.ended).code).toBe(0);
    } finally {
      process.umask(before);
      place.remove();
    }
  });
});
