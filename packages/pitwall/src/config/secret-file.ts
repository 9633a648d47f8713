import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

const maximumBytes = 1_048_576;

/** The text of a file, or why there is none. */
export type SecretText = { readonly text: string } | { readonly problem: string };

/** `${file:/run/secrets/x}`: one secret, without the line break that editors and `echo` put behind it. */
export async function readSecretFile(path: string, folder: string): Promise<SecretText> {
  try {
    const absolute = resolve(folder, path);
    const found = await stat(absolute);
    if (!found.isFile()) return { problem: 'it is not a file' };
    if (found.size > maximumBytes) return { problem: 'it is larger than 1 MiB' };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(absolute)).replace(/\r?\n$/, '');
    return text === '' ? { problem: 'it is empty' } : { text };
  } catch (error) {
    return { problem: reasonOf(error as NodeJS.ErrnoException) };
  }
}

function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it';
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : message;
}
