import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../core/json.ts';
import type { Workplace } from '../server/context.ts';
import { writeAll } from './part.ts';
import { damaged } from './problems.ts';
import { readBytes } from './read-bytes.ts';

/** A file that belongs to the configuration, and what it is called in a backup. */
export interface KeptFile {
  readonly path: string;
  readonly name: string;
}

const baselineFolder = 'baselines';

/** The files of the configuration, and the baselines that stand beside it. Files of secrets are not among them. */
export async function filesOf({
  layers,
  home,
  config,
}: Pick<Workplace, 'layers' | 'home' | 'config'>): Promise<readonly KeptFile[]> {
  if (!layers) return [];
  const paths = [
    ...layers.origin.documents.map(({ file }) => join(layers.folder, basename(file))),
    ...(await filesBelow(join(home, baselineFolder))),
    ...namedBaselines(config, home),
  ];
  const kept = new Map<string, KeptFile>();
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) kept.set(path, { path, name: nameOf(path, home) });
  }
  return [...kept.values()];
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Those that the configuration names by their path. */
function namedBaselines(value: unknown, home: string, key = ''): readonly string[] {
  if (typeof value === 'string') return key === 'baseline' && value.endsWith('.json.gz') ? [resolve(home, value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => namedBaselines(inner, home, name));
}

function nameOf(path: string, home: string): string {
  const name = relative(home, path);
  return (name.startsWith('..') || isAbsolute(name) ? join('elsewhere', basename(path)) : name).split(sep).join('/');
}

const pieceBytes = 1 << 20;

const headSchema = z.strictObject({ name: z.string().min(1), bytes: z.int().min(0) });

/** Length of a head (4 bytes), the head as JSON, the bytes of the file. */
export async function* packFiles(files: readonly KeptFile[]): AsyncGenerator<Uint8Array, void> {
  for (const { path, name } of files) {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const head = Buffer.from(JSON.stringify({ name, bytes: size }));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(head.length);
      yield Buffer.concat([length, head]);
      for (let at = 0; at < size; ) {
        const wanted = Math.min(pieceBytes, size - at);
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
        if (bytesRead === 0) throw damaged(path, 'a file that became shorter while it was copied');
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
}

/** Writes them below a folder, and nowhere else; answers how many. */
export async function unpackFiles(source: AsyncIterable<Uint8Array>, folder: string, place: string): Promise<number> {
  const bytes = readBytes(source);
  let files = 0;
  while (!(await bytes.ended())) {
    const length = (await bytes.exactly(4))?.readUInt32BE() ?? 0;
    const text = length > 0 && length < 65_536 ? await bytes.exactly(length) : undefined;
    const head = headSchema.safeParse(text && parseJson(text.toString('utf8')));
    if (!head.success || !isBelow(head.data.name)) throw damaged(place, 'no file of a configuration');
    const path = join(folder, head.data.name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    let written = 0;
    try {
      for await (const piece of bytes.upTo(head.data.bytes)) {
        await writeAll(file, piece);
        written += piece.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (written !== head.data.bytes) throw damaged(place, 'a file that is cut short');
    files += 1;
  }
  return files;
}

const isBelow = (name: string): boolean =>
  !isAbsolute(name) && !name.includes('\\') && !name.includes('\0') && !normalize(name).startsWith('..');
