import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PitwallError } from '../../../core/errors.ts';

/** Lines as they come: into one file, or into a folder with a file for each kind of record. */
export interface Split {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<{ readonly records: number }>;
}

const manifest = 'manifest';
const part = '.part';

/** Files get their names when all of it is there: half an export must not pass for a whole one. */
export function openSplit(path: string, isFolder: boolean): Split {
  const files = new Map<string, FileHandle>();
  const decoder = new TextDecoder();
  let rest = '';
  let records = 0;
  let isWhole = false;

  const pathOf = (kind: string): string =>
    isFolder ? join(path, kind === manifest ? 'manifest.json' : `${kind}.jsonl`) : path;

  async function put(line: string): Promise<void> {
    const { kind } = JSON.parse(line) as { readonly kind: string };
    if (kind === manifest) isWhole = true;
    else records += 1;
    // a name of a kind is ours, and still no path
    const name = isFolder ? kind.replace(/[^a-z]/g, '') : '';
    const file = files.get(name) ?? (await open(`${pathOf(name)}${part}`, 'w', 0o600));
    files.set(name, file);
    await file.write(`${line}\n`);
  }

  return {
    async write(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) await put(line);
    },
    async close() {
      for (const [name, file] of files) {
        await file.sync();
        await file.close();
        const to = pathOf(name);
        await (isWhole ? rename(`${to}${part}`, to) : rm(`${to}${part}`, { force: true }));
      }
      if (isWhole) return { records };
      throw new PitwallError({
        code: 'server.unreachable',
        problem: 'expected an export with its manifest at the end, found one that was cut off',
        fix: 'Ask for it again',
      });
    },
  };
}
