import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PitwallError } from '../core/errors.ts';

/** In a data directory whose state in Postgres may not be there yet. */
export const unfinishedRestoreFile = 'restore-unfinished.json';

/** Refuses a data directory of which a restore was cut off. */
export function requireRestored(folder: string): void {
  if (!existsSync(join(folder, unfinishedRestoreFile))) return;
  throw new PitwallError({
    code: 'backup.unfinished',
    problem: 'expected a data directory that is whole, found one whose restore was cut off',
    fix: 'Run the same pitwall restore again: it goes on or begins anew',
    place: { file: folder },
  });
}
