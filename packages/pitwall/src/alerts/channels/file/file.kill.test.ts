import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../../testing/kill/program.ts';

let home = '';
let program = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pitwall-file-kill-'));
  program = await buildProgram(home, new URL('../../testing/file-writer.ts', import.meta.url).pathname);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Writes until it has said so many keys, and is killed at that very moment. */
function writeAndKill(folder: string, prefix: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', () => resolve(said.split('\n').slice(0, -1))));
}

describe('two servers that write into one file and are killed', () => {
  it('leave every message in it that was called delivered', async () => {
    const folder = await mkdtemp(join(home, 'data-'));
    const said = (await Promise.all([writeAndKill(folder, 'a', 17), writeAndKill(folder, 'b', 26)])).flat();
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const lines = new Set(
      texts
        .join('\n')
        .split('\n')
        .map((line) => /^\{"key":"([0-9a-f]{64})".*\}$/.exec(line)?.[1]),
    );
    expect(said.length).toBeGreaterThan(40);
    expect(names.length).toBeGreaterThan(4);
    expect(said.filter((key) => !lines.has(key))).toEqual([]);
  });
});
