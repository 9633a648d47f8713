import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import { isAlive } from '../core/process-alive.ts';
import { lockFolder } from '../state/lock-folder.ts';
import { exists } from './folder.ts';

/** Where a backup is restored to is not there, or is empty. */
export async function requireEmptyFolder(target: string, world: { now(): number }): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (!found) return;
  if (!found.isDirectory() || (await readdir(target)).length > 0) {
    // says who works there, where somebody does
    if (found.isDirectory() && (await exists(join(target, 'pitwall.lock')))) lockFolder(target, world).release();
    throw notEmpty(target);
  }
}

/** What processes left that were killed while they restored. */
export async function clearDrafts(target: string): Promise<void> {
  const prefix = `${basename(target)}.restore-`;
  for (const name of await readdir(dirname(target))) {
    const pid = name.startsWith(prefix)
      ? Number(/^(\d+)-[0-9a-f]{12}$/.exec(name.slice(prefix.length))?.[1])
      : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

export const notEmpty = (target: string): PitwallError =>
  new PitwallError({
    code: 'backup.target',
    problem: 'expected a data directory that is not there or is empty, found something in it',
    fix: 'Restore into another folder, or move this one away; nothing in it was changed',
    place: { file: target },
  });
