import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PitwallError } from '../core/errors.ts';

export type Encoding = 'identity' | 'gzip';

export function encodingOf(request: Request): Encoding {
  const named = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (named === 'identity' || named === '') return 'identity';
  if (named === 'gzip' || named === 'x-gzip') return 'gzip';
  throw new PitwallError({
    code: 'request.media_type',
    problem: `expected a body as it is or with Content-Encoding: gzip, found ${JSON.stringify(named.slice(0, 60))}`,
    fix: 'Pack it with gzip, or send it as it is',
  });
}

/** A body as it comes in, unpacked; whoever stops listening ends it. */
export async function* chunksOf(
  request: Request,
  encoding: Encoding,
  idleMilliseconds: number,
): AsyncGenerator<Buffer> {
  const sent = sentChunks(request, idleMilliseconds);
  if (encoding === 'identity') {
    yield* sent;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  // what goes wrong is thrown where it is read
  pipeline(Readable.from(sent), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof PitwallError ? error : notGzip(error);
  }
}

async function* sentChunks(request: Request, idleMilliseconds: number): AsyncGenerator<Buffer> {
  const reader = request.body?.getReader();
  if (!reader) return;
  let silent = false;
  let reading = false;
  const timer = setTimeout(() => {
    // while nobody asks for more, the sender need not send
    if (!reading) return;
    silent = true;
    reader.cancel().catch(() => undefined);
  }, idleMilliseconds).unref();
  try {
    for (;;) {
      reading = true;
      timer.refresh();
      const step = await reader.read().catch((cause: unknown) => {
        throw cutOff(cause);
      });
      if (silent) throw tooSlow(idleMilliseconds);
      reading = false;
      if (step.done) return;
      yield Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength);
    }
  } finally {
    clearTimeout(timer);
    // not waited for: the sender may never stop
    reader.cancel().catch(() => undefined);
  }
}

function notGzip(cause: unknown): PitwallError {
  const isShort = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR';
  return new PitwallError({
    code: 'request.encoding',
    problem: isShort
      ? 'expected the whole of what was packed with gzip, found one that was cut off'
      : 'expected what was packed with gzip, found bytes that were not',
    fix: isShort ? 'Send it again' : 'Leave the header Content-Encoding out, or pack it with gzip',
    cause,
  });
}

const cutOff = (cause: unknown) =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected the whole body, found one that was cut off',
    fix: 'Send it again',
    cause,
  });

const tooSlow = (milliseconds: number) =>
  new PitwallError({
    code: 'request.slow',
    problem: `expected something of the body every ${milliseconds / 1000} seconds, found nothing`,
    fix: 'Send it again',
  });
