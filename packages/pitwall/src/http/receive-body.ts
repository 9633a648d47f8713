import { createHash } from 'node:crypto';
import { PitwallError } from '../core/errors.ts';
import type { Gate } from '../core/gate.ts';
import { refuseFull } from '../events/stage.ts';
import { chunksOf, encodingOf } from './body-chunks.ts';
import type { Limits } from './limits/limits.ts';
import { type BodySpec, fileTypes } from './route.ts';
import type { Spool } from './spool.ts';

export interface SentFile {
  readonly path: string;
  /** After it was unpacked. */
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

export interface SentBody {
  readonly mediaType: string;
  /** Empty where there is a file. */
  readonly bytes: Buffer;
  readonly file: SentFile | undefined;
  /** The file is gone afterwards. */
  discard(): Promise<void>;
}

export interface ReceiveOptions {
  readonly limits: Pick<Limits, 'bodyBytes' | 'fileBytes' | 'idleMilliseconds'>;
  readonly spool: Spool;
  /** Of bodies that go through a file. */
  readonly uploads: Gate;
}

/** Longer lines of JSON go through a file: what is parsed in one go keeps everybody waiting. */
const longBytes = 4 << 20;

/** The whole body, unpacked, of a type that the route takes and no longer than it may be. */
export async function receiveBody(request: Request, spec: BodySpec, options: ReceiveOptions): Promise<SentBody> {
  const { limits } = options;
  const files = fileTypes(spec);
  const mediaType = mediaTypeOf(request, [...Object.keys(spec.types), ...files]);
  const encoding = encodingOf(request);
  const isFile = files.includes(mediaType);
  const isLong = isFile || (spec.long ?? []).includes(mediaType);
  const limit = isLong ? limits.fileBytes : limits.bodyBytes;
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  const chunks = chunksOf(request, encoding, limits.idleMilliseconds);
  const held: Buffer[] = [];
  let length = 0;
  if (!isFile) {
    for (;;) {
      const step = await chunks.next();
      if (step.done) return { mediaType, bytes: Buffer.concat(held), file: undefined, discard: async () => undefined };
      length += step.value.length;
      if (length > limit) {
        void chunks.return(undefined);
        throw tooLarge(limit);
      }
      held.push(step.value);
      if (isLong && length > Math.min(longBytes, limits.bodyBytes)) break;
    }
  }
  const leave = await options.uploads.enter();
  try {
    const { file, discard } = await spoolRest(held, chunks, limit, options.spool);
    return {
      mediaType,
      bytes: Buffer.alloc(0),
      file,
      async discard() {
        leave();
        await discard();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

async function spoolRest(
  held: readonly Buffer[],
  chunks: AsyncGenerator<Buffer>,
  limit: number,
  spool: Spool,
): Promise<{ readonly file: SentFile; readonly discard: () => Promise<void> }> {
  const { path, handle } = await spool.open().catch(refuseFull);
  const hash = createHash('sha256');
  let bytes = 0;
  async function write(chunk: Buffer): Promise<void> {
    hash.update(chunk);
    await handle.write(chunk, 0, chunk.length, bytes).catch(refuseFull);
    bytes += chunk.length;
  }
  try {
    for (const chunk of held) await write(chunk);
    for await (const chunk of chunks) {
      if (bytes + chunk.length > limit) throw tooLarge(limit);
      await write(chunk);
    }
    await handle.close();
    return { file: { path, bytes, digest: hash.digest('hex') }, discard: () => spool.remove(path) };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await spool.remove(path);
    throw error;
  }
}

function mediaTypeOf(request: Request, known: readonly string[]): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  const named = type.trim().toLowerCase();
  if (known.includes(named)) return named;
  throw new PitwallError({
    code: 'request.media_type',
    problem: `expected a body of type ${known.join(' or ')}, found ${named === '' ? 'none' : JSON.stringify(named.slice(0, 60))}`,
    fix: `Send the header Content-Type: ${known[0] ?? ''}`,
  });
}

const tooLarge = (limit: number) =>
  new PitwallError({
    code: 'request.too_large',
    problem: `expected a body of at most ${limit} bytes when it is unpacked, found a longer one`,
    fix: 'Send it in several requests',
  });
