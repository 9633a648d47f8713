import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createFolder } from '../testing/data-files.ts';

const folder = createFolder();
afterAll(() => folder.remove());

it('a process that waits for nothing but its events does not end while the database takes none', () => {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fileURLToPath(new URL('./waiting-child.suite.ts', import.meta.url));
  const words = ['--conditions=source', '--import', loader, child, join(folder.path, 'events')];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 25_000 });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'added 1\n', stderr: '', status: 0 });
});
