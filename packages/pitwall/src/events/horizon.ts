import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'deleted-before.json';

/**
 * Up to which moment events were deleted, beside the database: a new database that is made of the journal must not bring
 * back what the old one had deleted.
 */
export async function readHorizon(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { before } = JSON.parse(text) as { readonly before?: unknown };
  return typeof before === 'number' ? before : undefined;
}

/** On the disk when it returns, and whole at any moment. It only moves forward. */
export async function writeHorizon(folder: string, before: number): Promise<void> {
  const known = await readHorizon(folder);
  if (known !== undefined && known >= before) return;
  const path = join(folder, fileName);
  const draft = await open(`${path}.new`, 'w');
  try {
    await draft.writeFile(`${JSON.stringify({ before })}\n`);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${path}.new`, path);
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
