import { PitwallError } from '../core/errors.ts';
import type { BodySpec } from './route.ts';

export interface SentBody {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** The whole body, of a type that the route takes and no longer than `limit` bytes. */
export async function readBody(request: Request, { types }: BodySpec, limit: number): Promise<SentBody> {
  const mediaType = mediaTypeOf(request, Object.keys(types));
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw encoded();
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const step = await reader?.read().catch((cause: unknown) => {
      throw cutOff(cause);
    });
    if (!step || step.done) break;
    length += step.value.length;
    if (length > limit) {
      // not waited for: the sender may never stop
      reader?.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    chunks.push(step.value);
  }
  return { bytes: Buffer.concat(chunks), mediaType };
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

const encoded = () =>
  new PitwallError({
    code: 'request.media_type',
    problem: 'expected a body as it is, found one with a Content-Encoding',
    fix: 'Send it without compression',
  });

const tooLarge = (limit: number) =>
  new PitwallError({
    code: 'request.too_large',
    problem: `expected a body of at most ${limit} bytes, found a longer one`,
    fix: 'Send it in several requests',
  });

const cutOff = (cause: unknown) =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected the whole body, found one that was cut off',
    fix: 'Send it again',
    cause,
  });
