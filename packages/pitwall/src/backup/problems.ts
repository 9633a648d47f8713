import { PitwallError } from '../core/errors.ts';

/** A backup, or a part of it, that is not as it was written. */
export const damaged = (file: string, found: string, cause?: unknown): PitwallError =>
  new PitwallError({
    code: 'backup.damaged',
    problem: `expected a backup as it was written, found ${found}`,
    fix: 'Use another backup: pitwall backup list; nothing was restored from this one',
    place: { file },
    ...(cause === undefined ? {} : { cause }),
  });

export const missingBackup = (place: string, found: string): PitwallError =>
  new PitwallError({
    code: 'backup.missing',
    problem: `expected a backup, found ${found}`,
    fix: 'Name one that pitwall backup list shows, or the folder of one',
    place: { file: place },
  });

export const fromNewer = (file: string, found: number, known: number): PitwallError =>
  new PitwallError({
    code: 'backup.newer',
    problem: `expected a backup of format ${known} or older, found format ${found}`,
    fix: 'Use the version of Pitwall that made it, or a newer one; nothing was changed',
    place: { file },
  });

/** What the file system said when a backup was written, in our words. */
export function writeFailed(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new PitwallError({
      code: 'backup.full',
      problem: 'there is no room left to write the backup; what was written of it is taken away',
      fix: 'Make room there, or name another folder in backup.to',
      place: { file },
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EIO')
    return new PitwallError({
      code: 'backup.unwritable',
      problem: `the backup cannot be written (${String(code)})`,
      fix: 'Give the user of the server the right to write there, or name another folder in backup.to',
      place: { file },
      cause: error,
    });
  return error;
}
