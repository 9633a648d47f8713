import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface Place {
  readonly path: string;
  /** A file that would be longer with the line makes room for a new one. */
  readonly maxBytes: number;
  /** So many files of before are kept. */
  readonly keep: number;
}

/**
 * One line, on the disk when it resolves. Several may write into the same file: each line is one write at the end of
 * it, and a file is moved away under a name that nobody else takes, so that what somebody else writes at this moment
 * is in it.
 */
export async function appendLine({ path, maxBytes, keep }: Place, line: string, mark: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const found = await stat(path).catch(unlessMissing);
  if (found && !found.isFile() && !found.isCharacterDevice()) throw notAFile();
  const bytes = Buffer.from(`${line}\n`);
  const isFull = found?.isFile() === true && found.size > 0 && found.size + bytes.length > maxBytes;
  if (isFull) await moveAway(path, keep, mark);
  const file = await open(path, 'a+', found ? found.mode & 0o777 : 0o640);
  try {
    await write(file, bytes);
  } finally {
    await file.close();
  }
  if (!found || isFull) await syncFolder(folder);
}

async function write(file: FileHandle, line: Buffer): Promise<void> {
  const info = await file.stat();
  // what a crash or a full disk left of a line must not become the beginning of this one
  const bytes = (await endsTorn(file, info.size)) ? Buffer.concat([Buffer.from('\n'), line]) : line;
  const { bytesWritten } = await file.write(bytes);
  // the rest is not written after it: a line of somebody else may stand there by now
  if (bytesWritten < bytes.length) throw Object.assign(new Error('a part of the line was written'), { code: 'ENOSPC' });
  if (info.isFile()) await file.datasync();
}

async function endsTorn(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

/** `alerts.jsonl` becomes `alerts.jsonl.7-5f0c6d1e`. Numbered, and not by time: clocks are set back. */
async function moveAway(path: string, keep: number, mark: string): Promise<void> {
  const last = (await movedAway(path)).at(-1)?.number ?? 0;
  // gone already where somebody else was first
  await rename(path, `${path}.${last + 1}-${mark}`).catch(unlessMissing);
  const all = await movedAway(path);
  for (const { name } of all.slice(0, Math.max(0, all.length - keep))) {
    await unlink(join(dirname(path), name)).catch(unlessMissing);
  }
}

/** Oldest first. */
async function movedAway(path: string): Promise<{ readonly name: string; readonly number: number }[]> {
  const start = `${basename(path)}.`;
  const found = (await readdir(dirname(path))).flatMap((name) => {
    const [, digits] = name.startsWith(start) ? (/^(\d{1,9})-[0-9a-f]{8}$/.exec(name.slice(start.length)) ?? []) : [];
    return digits === undefined ? [] : [{ name, number: Number(digits) }];
  });
  return found.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
}

const notAFile = (): Error => Object.assign(new Error('it is no file'), { code: 'EISDIR' });

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
