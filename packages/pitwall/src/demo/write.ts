import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import { courtsideFiles } from './files.ts';

/** Writes the example into a directory. What is there already stays: equal files are left alone, others are a mistake. */
export async function writeCourtside(directory: string): Promise<void> {
  const missing: { readonly path: string; readonly text: string }[] = [];
  for (const { path, text } of courtsideFiles()) {
    const target = join(directory, path);
    const present = await textAt(target);
    if (present === undefined) missing.push({ path: target, text });
    else if (present !== text) throw differs(target);
  }
  for (const { path, text } of missing) await write(path, text);
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritable(path, error);
  }
}

/** `wx`: a file that appeared since we looked is not overwritten either. */
async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function differs(file: string): PitwallError {
  return new PitwallError({
    code: 'output.unwritable',
    problem: 'this file is there already and is not the one of the example',
    fix: 'Choose an empty directory, or move the file away',
    place: { file },
  });
}

function unwritable(file: string, cause: unknown): PitwallError {
  return new PitwallError({
    code: 'output.unwritable',
    problem: `the example cannot be written here: ${(cause as Error).message}`,
    fix: 'Choose a directory in which you may write',
    place: { file },
    cause,
  });
}
