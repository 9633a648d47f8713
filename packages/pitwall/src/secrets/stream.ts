import { damaged } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import {
  chunkBytes,
  headerLength,
  introBytes,
  makeHeader,
  openChunk,
  readHeader,
  sealChunk,
  sealedChunkBytes,
} from './stream-format.ts';

/**
 * Seals what is read, with a few chunks in memory however long it is. The context says what it is, such as the path of a
 * file inside of a backup; it opens for nothing else.
 */
export async function* sealStream(
  ring: Pick<KeyRing, 'seal' | 'random'>,
  context: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const { header, key } = makeHeader(ring, context);
  yield header;
  let index = 0;
  for await (const { bytes, last } of inPieces(source, chunkBytes)) {
    yield sealChunk(key, index, last, bytes);
    index += 1;
  }
}

/**
 * What was sealed, chunk by chunk, each as soon as it is known to be right. Whether it was cut off is known at the end
 * only: where this throws, what came before is to be thrown away.
 */
export async function* openStream(
  ring: KeyRing,
  context: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const reader = readerOf(source);
  const intro = await reader.take(introBytes);
  const rest = await reader.take(headerLength(intro) - introBytes);
  const key = readHeader(ring, context, Buffer.concat([intro, rest]));
  let index = 0;
  for await (const { bytes, last } of inPieces(reader.rest(), sealedChunkBytes)) {
    yield openChunk(key, index, last, bytes);
    index += 1;
  }
}

/** Where the bytes of a sealed file are; answers fewer only at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

export interface SealedFile {
  /** Of what is in it. */
  readonly size: number;
  /** The bytes from `start` to before `end`; what is behind the end is left out. */
  read(start: number, end: number): AsyncGenerator<Buffer>;
}

/** Opens a file for reading parts of it. Its last chunk is looked at first, so that one that was cut off is refused. */
export async function openSealedFile(
  ring: KeyRing,
  context: string,
  { size: bytes, readAt }: { readonly size: number; readonly readAt: ReadAt },
): Promise<SealedFile> {
  const intro = await readAt(0, introBytes);
  const start = headerLength(intro);
  const key = readHeader(ring, context, await readAt(0, start));
  const chunks = Math.ceil((bytes - start) / sealedChunkBytes);
  if (chunks < 1) throw damaged('a sealed file');
  const chunk = async (index: number): Promise<Buffer> => {
    const from = start + index * sealedChunkBytes;
    const sealed = await readAt(from, Math.min(sealedChunkBytes, bytes - from));
    return openChunk(key, index, index === chunks - 1, sealed);
  };
  const size = (chunks - 1) * chunkBytes + (await chunk(chunks - 1)).length;
  return {
    size,
    async *read(from, to) {
      const end = Math.min(to, size);
      for (let at = from; at < end; ) {
        const index = Math.floor(at / chunkBytes);
        const plain = await chunk(index);
        const first = at - index * chunkBytes;
        const piece = plain.subarray(first, Math.min(plain.length, first + end - at));
        yield piece;
        at += piece.length;
      }
    },
  };
}

interface Piece {
  readonly bytes: Buffer;
  readonly last: boolean;
}

/** Pieces of one length, but for the last, which may be shorter; of nothing one that is empty. */
async function* inPieces(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Piece> {
  let piece = Buffer.allocUnsafe(length);
  let filled = 0;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      if (filled === length) {
        // only now is it known not to be the last
        yield { bytes: piece, last: false };
        piece = Buffer.allocUnsafe(length);
        filled = 0;
      }
      const taken = Math.min(length - filled, bytes.length - at);
      piece.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  yield { bytes: piece.subarray(0, filled), last: true };
}

/** The beginning of a source by length, and then what is left of it. */
function readerOf(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  return {
    async take(length: number): Promise<Buffer> {
      while (held.length < length) {
        const next = await iterator.next();
        if (next.done) throw damaged('a sealed file');
        held = Buffer.concat([held, next.value]);
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    async *rest(): AsyncGenerator<Uint8Array> {
      try {
        yield held;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      } finally {
        // a file that is read is closed, also where this ends before it does
        await iterator.return?.();
      }
    },
  };
}
