import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockFolder } from './lock-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-lock-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const noon = 1_767_614_400_000;
const lock = (folder: string) => lockFolder(folder, { now: () => noon });

describe('the lock of a data directory', () => {
  it('T34: is one server’s, and names it to the second', () => {
    const folder = join(home, 'one');
    const held = lock(folder);
    expect(() => lock(folder)).toThrow(
      expect.objectContaining({
        code: 'state.locked',
        problem: `The data directory is in use by process ${process.pid} on ${hostname()} since 2026-01-05T12:00:00.000Z`,
        place: { file: folder },
      }),
    );
    expect(JSON.parse(readFileSync(join(folder, 'pitwall.lock.json'), 'utf8'))).toMatchObject({ pid: process.pid });
    held.release();
    held.release();
    lock(folder).release();
  });

  it('is of one folder, not of its neighbour', () => {
    const [a, b] = [lock(join(home, 'a')), lock(join(home, 'b'))];
    a.release();
    b.release();
  });

  it('holds where the name of the holder cannot be read', () => {
    const folder = join(home, 'unreadable');
    const held = lock(folder);
    writeFileSync(join(folder, 'pitwall.lock.json'), '{ "pid":');
    expect(() => lock(folder)).toThrow(/in use by another process/);
    held.release();
  });

  it('is free again when its holder is killed', { timeout: 30_000 }, async () => {
    const folder = join(home, 'killed');
    lock(folder).release();
    const libsql = JSON.stringify(createRequire(import.meta.url).resolve('libsql'));
    const file = JSON.stringify(join(folder, 'pitwall.lock'));
    const script = `const d = new (require(${libsql}))(${file}); d.exec('begin exclusive'); console.log('held'); setInterval(() => d, 1000)`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(() => lock(folder)).toThrow(/in use/);
    child.kill('SIGKILL');
    await once(child, 'close');
    lock(folder).release();
  });

  it('says where the folder cannot be made', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(() => lock(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'state.unreachable' }));
  });
});
