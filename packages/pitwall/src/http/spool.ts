import { rmSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../server/world.ts';

/** A folder of bodies that are too long for memory. What a server that was killed left there is of no use to anybody. */
export interface Spool {
  /** A new file, empty. */
  open(): Promise<{ readonly path: string; readonly handle: FileHandle }>;
  remove(path: string): Promise<void>;
}

export function createSpool(events: { readonly folder: string }, { random }: World): Spool {
  const folder = join(events.folder, 'uploads');
  rmSync(folder, { recursive: true, force: true });
  return {
    async open() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, random(12).toString('hex'));
      return { path, handle: await open(path, 'wx', 0o600) };
    },
    remove: (path) => rm(path, { force: true }),
  };
}
