import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { listAudit } from '../state/audit-table.ts';
import { createFolder } from '../testing/data-files.ts';
import { nobody, system } from './actor.ts';
import { openServer, type Server } from './open.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function start(text: string): Promise<{ readonly server: Server; write(next: string): void }> {
  const folder = createFolder();
  undo.push(() => folder.remove());
  const write = (next: string): void => writeFileSync(join(folder.path, 'pitwall.yaml'), next);
  write(text);
  const readLayers = () => loadConfig({ cwd: folder.path, env: {} });
  const server = await openServer({
    folder: join(folder.path, 'data'),
    layers: await readLayers(),
    readLayers,
    version: '1',
    world: { now: () => 1_767_614_400_000, random: (bytes) => randomBytes(bytes) },
  });
  undo.push(() => server.close());
  return { server, write };
}

const model = (name: string): string => `  ${name}: { task: binary, prediction: p, label: y }\n`;
const reloads = async ({ state }: Server) => (await listAudit(state.db, { verb: 'config.reload' })).items;

describe('reading the configuration again', () => {
  it('puts it in force as a whole, tells who listens, and writes down what changed', async () => {
    const { server, write } = await start(`models:\n${model('a')}`);
    const told: string[][] = [];
    server.onReload(({ models }) => told.push(Object.keys(models)));
    write(`project: courtside\nmodels:\n${model('a')}${model('b')}`);
    expect(Object.keys(server.config.models)).toEqual(['a']);
    const { changes } = await server.reload(system, 'signal');
    expect(Object.keys(server.config.models)).toEqual(['a', 'b']);
    expect(told).toEqual([['a', 'b']]);
    expect(changes).toContainEqual({ key: 'project', from: 'project', to: 'courtside' });
    expect(await reloads(server)).toMatchObject([
      { actor: 'system', outcome: 'done', input: { because: 'signal', changes } },
    ]);
  });

  it('keeps the old one where the new one is wrong, says where, and writes that down', async () => {
    const { server, write } = await start(`models:\n${model('a')}`);
    const before = server.config;
    write(`models:\n${model('a')}  b: { task: binary, predicton: p, label: y }\n`);
    await expect(server.reload(system, 'file')).rejects.toMatchObject({
      code: 'config.unknown_key',
      place: { line: 3 },
    });
    expect(server.config).toBe(before);
    expect(await reloads(server)).toMatchObject([{ outcome: 'failed', input: { error: 'config.unknown_key' } }]);
    write(`models:\n${model('c')}`);
    await server.reload(system, 'file');
    expect(Object.keys(server.config.models)).toEqual(['c']);
  });

  it('several times at once leaves the last one in force', async () => {
    const { server, write } = await start('project: a\n');
    const first = server.reload(system, 'request');
    write('project: b\n');
    const second = server.reload(system, 'request');
    await Promise.all([first, second]);
    expect(server.config.project).toBe('b');
  });

  it('is denied to whom nobody allowed it', async () => {
    const { server, write } = await start('project: a\n');
    write('project: b\n');
    await expect(server.reload(nobody, 'request')).rejects.toMatchObject({ code: 'auth.denied' });
    expect(server.config.project).toBe('a');
  });
});
