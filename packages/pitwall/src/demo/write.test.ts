import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { courtsideFiles } from './files.ts';
import { writeCourtside } from './write.ts';

const emptyDirectory = () => mkdtemp(join(tmpdir(), 'courtside-'));

async function refusal(directory: string): Promise<PitwallError> {
  const error = await writeCourtside(directory).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PitwallError)) throw new Error(`expected a PitwallError, got ${String(error)}`);
  return error;
}

describe('writeCourtside', () => {
  it('writes every file into a directory that is not there yet', async () => {
    const directory = join(await emptyDirectory(), 'new', 'courtside');
    await writeCourtside(directory);
    for (const { path, text } of courtsideFiles()) expect(await readFile(join(directory, path), 'utf8')).toBe(text);
  });

  it('leaves equal files alone and writes the missing ones', async () => {
    const directory = await emptyDirectory();
    await writeFile(join(directory, 'pitwall.yaml'), courtsideFiles()[0]?.text ?? '');
    const before = (await stat(join(directory, 'pitwall.yaml'))).mtimeMs;
    await writeCourtside(directory);
    expect((await stat(join(directory, 'pitwall.yaml'))).mtimeMs).toBe(before);
    expect((await stat(join(directory, 'truth.json'))).size).toBeGreaterThan(0);
  });

  it('refuses to overwrite a file that differs, and then writes nothing at all', async () => {
    const directory = await emptyDirectory();
    await writeFile(join(directory, 'truth.json'), 'mine');
    const error = await refusal(directory);
    expect(error.code).toBe('output.unwritable');
    expect(error.place.file).toBe(join(directory, 'truth.json'));
    expect(await readFile(join(directory, 'truth.json'), 'utf8')).toBe('mine');
    await expect(stat(join(directory, 'pitwall.yaml'))).rejects.toThrow('ENOENT');
  });

  it('says so where the directory is a file', async () => {
    const file = join(await emptyDirectory(), 'taken');
    await writeFile(file, '');
    expect((await refusal(file)).code).toBe('output.unwritable');
  });
});
