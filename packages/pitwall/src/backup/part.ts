import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { PitwallError } from '../core/errors.ts';
import type { Part, PartName } from './manifest.ts';
import { damaged, writeFailed } from './problems.ts';
import type { Sealing } from './sealing.ts';

/** The database is packed already, and a backup competes with what the server is there for. */
const packing = { level: 1, chunkSize: 256 * 1024 } as const;

export interface PartOptions {
  readonly folder: string;
  readonly backup: string;
  readonly sealing: Sealing;
  /** Called between two pieces: rests, or throws where it is to end. */
  readonly pause: () => Promise<void>;
  /** Makes a file that is not there; a test stands in its place to fill the disk. */
  readonly create?: (path: string) => Promise<PartWriter>;
}

export type PartWriter = Pick<FileHandle, 'write' | 'sync' | 'close'>;

const createFile = (path: string): Promise<PartWriter> => open(path, 'wx', 0o600);

/** Packed, sealed for this place in this backup, written and on the disk when this resolves. */
export async function writePart(
  name: PartName,
  file: string,
  source: AsyncIterable<Uint8Array>,
  { folder, backup, sealing, pause, create = createFile }: PartOptions,
): Promise<Part> {
  const path = join(folder, file);
  const hash = createHash('sha256');
  let plain = 0;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of source) {
      plain += piece.length;
      yield piece;
      await pause();
    }
  }
  const handle = await create(path).catch((error: unknown) => {
    throw writeFailed(error, path);
  });
  try {
    const packed = piped(counted(), createGzip(packing));
    for await (const piece of sealing.seal(contextOf(backup, name), packed)) {
      hash.update(piece);
      await writeAll(handle, piece);
      bytes += piece.length;
    }
    await handle.sync();
  } catch (error) {
    throw writeFailed(error, path);
  } finally {
    await handle.close();
  }
  return { name, file, bytes, sha256: hash.digest('hex'), plain };
}

/** A disk that is nearly full takes a part, and says so only by the count. */
export async function writeAll(file: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

/** What a part holds. Ends only where all of it was as it was written; what came before that is not to be trusted. */
export async function* readPart(
  part: Part,
  { folder, backup, sealing }: Omit<PartOptions, 'pause' | 'create'>,
): AsyncGenerator<Uint8Array, void> {
  const path = join(folder, part.file);
  const hash = createHash('sha256');
  let bytes = 0;
  let plain = 0;
  async function* hashed(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    if (bytes !== part.bytes || hash.digest('hex') !== part.sha256) throw damaged(path, 'another content');
  }
  try {
    await requireLength(part, path);
    for await (const piece of piped(sealing.open(contextOf(backup, part.name), hashed()), createGunzip(packing))) {
      plain += piece.length;
      // it ends here, for what comes of a few bytes may fill a disk
      if (plain > part.plain) throw damaged(path, `more than the ${part.plain} bytes that were written`);
      yield piece;
    }
  } catch (error) {
    throw told(error, path);
  }
  if (plain !== part.plain) throw damaged(path, `${plain} bytes where ${part.plain} were written`);
}

/** Asked first, so that a part that is cut short or gone is named as that. */
export async function requireLength(part: Part, path: string): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size;
  if (size === undefined) throw damaged(path, 'that this part of it is missing');
  if (size !== part.bytes) throw damaged(path, `${size} bytes where ${part.bytes} were written`);
}

/** Whether the bytes on the disk are those that were written; needs no key. */
export async function hashPart(part: Part, folder: string): Promise<void> {
  const path = join(folder, part.file);
  await requireLength(part, path);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    hash.update(piece);
  if (hash.digest('hex') !== part.sha256) throw damaged(path, 'another content');
}

const contextOf = (backup: string, name: PartName): string => `backup:${backup}:${name}`;

/** Through a stream of zlib; what fails on the way fails here. */
function piped(source: AsyncIterable<Uint8Array>, through: ReturnType<typeof createGzip>): AsyncIterable<Uint8Array> {
  const end = new PassThrough({ highWaterMark: 256 * 1024 });
  pipeline(Readable.from(source, { objectMode: true, highWaterMark: 1 }), through, end, () => undefined);
  return end;
}

/** A mistake that has a code is told as it is; what zlib says of bytes is that they are damaged. */
function told(error: unknown, path: string): unknown {
  if (error instanceof PitwallError) {
    const isOfSeal = error.code === 'secret.damaged' || error.code === 'secret.context';
    return isOfSeal ? damaged(path, 'bytes that were changed, cut short or sealed for another place', error) : error;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code.startsWith('ERR_')
    ? damaged(path, 'bytes that cannot be unpacked', error)
    : error;
}
