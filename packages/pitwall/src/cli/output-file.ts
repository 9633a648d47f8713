import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PitwallError } from '../core/errors.ts';

/** Said before anything is read, so that no long run ends at a wrong name. */
export async function assertWritable(path: string, cwd: string): Promise<void> {
  const absolute = resolve(cwd, path);
  const present = await stat(absolute).catch(() => undefined);
  if (present?.isDirectory()) throw unwritable(path, 'it is a folder');
  await access(present ? absolute : dirname(absolute), constants.W_OK).catch((error: Error) => {
    throw unwritable(path, reasonOf(error), error);
  });
}

export async function writeOutput(path: string, cwd: string, text: string): Promise<void> {
  await writeFile(resolve(cwd, path), text).catch((error: Error) => {
    throw unwritable(path, reasonOf(error), error);
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
};

const reasonOf = ({ code = '', message }: NodeJS.ErrnoException): string => reasons[code] ?? message;

function unwritable(file: string, reason: string, cause?: Error): PitwallError {
  return new PitwallError({
    code: 'output.unwritable',
    problem: `the file cannot be written: ${reason}`,
    fix: 'Name a file in a folder that exists and that you may write to',
    place: { file },
    ...(cause ? { cause } : {}),
  });
}
