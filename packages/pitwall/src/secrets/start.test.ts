import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { configSchema } from '../config/schema.ts';
import { system } from '../server/actor.ts';
import { openServer, type Server, type ServerOptions } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { realWorld } from '../server/world.ts';
import { keyFileOf } from './key-file.ts';
import { openSecret } from './reveal.ts';
import { secretSet } from './verbs/secret-set.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-keys-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const running = new Set<Server>();
afterEach(async () => {
  await Promise.all([...running].map((server) => server.close()));
  running.clear();
});

let folders = 0;
const newFolder = (): string => join(home, `data-${++folders}`);

async function open(folder: string, more: Partial<ServerOptions> = {}): Promise<Server> {
  const server = await openServer({ folder, version: '0.0.0-test', world: realWorld, ...more });
  running.add(server);
  return server;
}
const keysFrom = (keys: unknown) => ({ config: configSchema.parse({ secrets: { keys } }) });
const set = (server: Server, name: string, value: string) =>
  perform({ ...server, config: server.config, actor: system }, secretSet, { name, value });
const newKey = (): string => randomBytes(32).toString('base64');

/** A folder in which something is sealed with its own key. */
async function sealedFolder(): Promise<{ readonly folder: string; readonly id: string }> {
  const folder = newFolder();
  const server = await open(folder);
  await set(server, 'smtp', 'hunter2');
  const id = server.keys.current;
  await server.close();
  return { folder, id };
}

describe('a server with something sealed', () => {
  it('does not start when the file of its keys is gone, says which key it wants, and makes no other', async () => {
    const { folder, id } = await sealedFolder();
    const whole = readFileSync(keyFileOf(folder));
    rmSync(keyFileOf(folder));
    await expect(open(folder)).rejects.toMatchObject({
      code: 'secret.key_missing',
      message: expect.stringContaining(id),
    });
    expect(existsSync(keyFileOf(folder))).toBe(false);
    // nothing was lost: with its keys it starts again
    writeFileSync(keyFileOf(folder), whole, { mode: 0o600 });
    expect(await openSecret(await open(folder), 'smtp')).toBe('hunter2');
  });

  it('T28: does not start with another key, from whatever source', async () => {
    const { folder, id } = await sealedFolder();
    const other = { env: { KEY: newKey() }, ...keysFrom({ env: 'KEY' }) };
    await expect(open(folder, other)).rejects.toMatchObject({
      code: 'secret.key_missing',
      message: expect.stringContaining(id),
    });
    await open(newFolder());
    writeFileSync(keyFileOf(folder), readFileSync(keyFileOf(join(home, `data-${folders}`))));
    await expect(open(folder)).rejects.toMatchObject({ code: 'secret.key_missing' });
  });

  it.each([
    ['cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 50)), 'secret.damaged'],
    ['to be read by others', (file: string) => chmodSync(file, 0o644), 'secret.key_exposed'],
    [
      'of a newer version',
      (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 2')),
      'secret.newer',
    ],
  ])('does not start with a file of keys that is %s', async (_, change, code) => {
    const { folder } = await sealedFolder();
    change(keyFileOf(folder));
    await expect(open(folder)).rejects.toMatchObject({ code });
  });

  it('goes over to keys from elsewhere with the old key behind the new one', async () => {
    const { folder, id } = await sealedFolder();
    const { keys } = JSON.parse(readFileSync(keyFileOf(folder), 'utf8')) as { keys: readonly { key: string }[] };
    const env = { KEY: `${newKey()}\n${keys[0]?.key}` };
    const server = await open(folder, { env, ...keysFrom({ env: 'KEY' }) });
    expect(server.keys.keys).toEqual([server.keys.current, id]);
    expect(await openSecret(server, 'smtp')).toBe('hunter2');
  });
});

describe('a configuration with keys that is read anew', () => {
  const startWith = async (keys: string) => {
    const folder = newFolder();
    const cwd = mkdtempSync(join(home, 'config-'));
    const file = join(cwd, 'keys.txt');
    writeFileSync(file, keys, { mode: 0o600 });
    writeFileSync(join(cwd, 'pitwall.yaml'), 'secrets: { keys: { file: keys.txt } }\n');
    const readLayers = () => loadConfig({ cwd, env: {} });
    const server = await open(folder, { layers: await readLayers(), readLayers });
    return { server, file };
  };

  it('takes a new key before the old one, without a stop', async () => {
    const old = newKey();
    const { server, file } = await startWith(old);
    await set(server, 'smtp', 'hunter2');
    const before = server.keys.current;
    writeFileSync(file, `${newKey()}\n${old}\n`);
    await server.reload(system, 'signal');
    expect(server.keys.keys).toEqual([server.keys.current, before]);
    expect(await openSecret(server, 'smtp')).toBe('hunter2');
  });

  it('is not put in force without a key that something is sealed with, nor with one that is none', async () => {
    const { server, file } = await startWith(newKey());
    await set(server, 'smtp', 'hunter2');
    const before = server.keys.keys;
    writeFileSync(file, newKey());
    await expect(server.reload(system, 'signal')).rejects.toMatchObject({ code: 'secret.key_missing' });
    writeFileSync(file, 'changeme'.repeat(8));
    await expect(server.reload(system, 'signal')).rejects.toMatchObject({ code: 'secret.key_invalid' });
    expect(server.keys.keys).toEqual(before);
    expect(await openSecret(server, 'smtp')).toBe('hunter2');
  });
});
