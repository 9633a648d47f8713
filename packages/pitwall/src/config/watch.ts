import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LayeredConfig } from './load.ts';
import { referencedFiles } from './variables.ts';

/** The files that a configuration was read from, those of its secrets among them. */
export function filesOf({ folder, origin }: LayeredConfig, cwd: string): readonly string[] {
  const secrets = referencedFiles(origin.texts.map(({ written }) => written));
  return [
    ...origin.documents.map(({ file }) => resolve(cwd, file)),
    ...[...secrets].map((path) => resolve(folder, path)),
  ];
}

/**
 * Changes whenever one of the files does, and when one comes or goes. Asked again and again instead of being told by the
 * system: what is mounted into a container is swapped by links, of which nobody is told.
 */
export async function signatureOf(files: readonly string[]): Promise<string> {
  const parts = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found ? `${found.ino}/${found.size}/${found.mtimeNs}` : 'none';
  });
  return (await Promise.all(parts)).join(' ');
}
