import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Decompress } from 'fzstd';
import { PitwallError } from '../core/errors.ts';
import { type SourceFile, translateFileError } from './source.ts';

const readBytes = 1 << 18;

/** The first bytes of a file after decompression, at least `bytes` of them where there are as many. */
export async function readHead(file: SourceFile, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of decompressed(file)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks);
}

/** The last bytes of a file after decompression. */
export async function readTail(file: SourceFile, bytes: number): Promise<Buffer> {
  if (file.compression === 'none') {
    const handle = await open(file.absolute);
    try {
      const length = Math.min(bytes, file.bytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, file.bytes - length);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
  let tail = Buffer.alloc(0);
  for await (const chunk of decompressed(file)) tail = Buffer.concat([tail, chunk]).subarray(-bytes);
  return tail;
}

/** The content of a file, decompressed, a chunk at a time. A stream that ends too early is an error. */
export async function* decompressed(file: SourceFile): AsyncGenerator<Buffer> {
  const stream = createReadStream(file.absolute, { highWaterMark: readBytes });
  try {
    if (file.compression === 'zstd') yield* unzstd(stream);
    else if (file.compression === 'gzip') yield* gunzip(stream);
    else yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw translateDecompressionError(error, file);
  } finally {
    stream.destroy();
  }
}

async function* gunzip(stream: ReturnType<typeof createReadStream>): AsyncGenerator<Buffer> {
  const unzip = createGunzip();
  stream.on('error', (error) => unzip.destroy(error));
  yield* stream.pipe(unzip) as AsyncIterable<Buffer>;
}

async function* unzstd(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd');
  let ready: Buffer[] = [];
  const decompress = new Decompress((chunk) => ready.push(Buffer.from(chunk)));
  const drain = (): Buffer[] => {
    const now = ready;
    ready = [];
    return now;
  };
  for await (const chunk of stream) {
    pushInto(decompress, chunk, false);
    yield* drain();
  }
  pushInto(decompress, new Uint8Array(0), true);
  yield* drain();
}

/** Of bytes that make no sense the library says so in several ways, some of them about its own arrays. */
function pushInto(decompress: Decompress, chunk: Uint8Array, final: boolean): void {
  try {
    decompress.push(chunk, final);
  } catch (error) {
    if (/unexpected EOF/.test(String(error))) throw error;
    throw new Error('invalid zstd data', { cause: error });
  }
}

function translateDecompressionError(error: unknown, file: SourceFile): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR' || /unexpected EOF/i.test(message ?? '')) return truncated(file, error);
  if (code === 'Z_DATA_ERROR' || /invalid zstd|corrupted/i.test(message ?? '')) {
    const started = beginsCompressed(file);
    return new PitwallError({
      code: 'data.unreadable',
      problem: started
        ? `expected ${file.compression} data to the end, found other bytes behind or within it`
        : `expected ${file.compression} data, found bytes that are not`,
      fix: started
        ? 'Compress it anew, or fetch it again'
        : 'Give the file the ending of what it holds, or compress it anew',
      place: { file: file.path },
      cause: error,
    });
  }
  return translateFileError(error, file.path);
}

const magic: Readonly<Record<string, string>> = { gzip: '1f8b', zstd: '28b52ffd' };

function beginsCompressed(file: SourceFile): boolean {
  const wanted = magic[file.compression] ?? '';
  const handle = openSync(file.absolute, 'r');
  try {
    const beginning = Buffer.alloc(wanted.length / 2);
    readSync(handle, beginning);
    return beginning.toString('hex') === wanted;
  } finally {
    closeSync(handle);
  }
}

export function truncated(file: SourceFile, cause?: unknown): PitwallError {
  return new PitwallError({
    code: 'data.truncated',
    problem: 'expected a whole file, found one that ends too early',
    fix: 'Fetch or write it again; nothing in it was judged',
    place: { file: file.path },
    cause,
  });
}
