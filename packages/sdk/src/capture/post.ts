import { z } from 'zod';
import { PitwallProblem } from '../client/problem.ts';
import { ask, type Door, strange } from '../client/request.ts';

/** What became of a batch that was sent. */
export type Verdict =
  | { readonly kind: 'taken' }
  /** Some of its events can never be taken; `lines` are their numbers from 1 on, where it was said. */
  | { readonly kind: 'refused'; readonly lines: ReadonlyMap<number, string>; readonly detail: string }
  | { readonly kind: 'too_large'; readonly detail: string }
  | { readonly kind: 'compressed' }
  /** Nothing is wrong with the events: they can be sent again. */
  | { readonly kind: 'later'; readonly problem: PitwallProblem };

export interface Sending {
  readonly path: string;
  readonly lines: readonly string[];
  /** The same each time the same lines are sent. */
  readonly key: string;
  readonly gzip: boolean;
  readonly signal: AbortSignal;
}

/** Below it, what is saved on the way is not worth the work. */
const compressedFrom = 8_192;

/** Unlike the client's own, it need not name a position: an older server counts as well. */
const takenSchema = z.object({ accepted: z.int() });

export async function post(door: Door, { path, lines, key, gzip, signal }: Sending): Promise<Verdict> {
  const text = `${lines.join('\n')}\n`;
  const compressed = gzip && text.length >= compressedFrom ? await compress(text) : undefined;
  const headers = {
    'content-type': 'application/x-ndjson',
    'idempotency-key': key,
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  };
  try {
    const { status, json } = await ask(door, { method: 'POST', path, headers, body: compressed ?? text, signal });
    if (takenSchema.safeParse(json).success) return { kind: 'taken' };
    // what answers with a page for people has not kept anything
    return { kind: 'later', problem: strange(status, 'one that does not say what was accepted') };
  } catch (error) {
    if (!(error instanceof PitwallProblem)) throw error;
    return verdictOf(error, compressed !== undefined);
  }
}

/** Of these alone it is said that the events are at fault, not the way to the server or what is allowed. */
const refusals = new Set(['events.invalid', 'events.empty', 'request.encoding', 'state.text']);

function verdictOf(problem: PitwallProblem, compressed: boolean): Verdict {
  const { status, code, detail, errors } = problem;
  if (status === 413) return { kind: 'too_large', detail };
  if (status === 415 && compressed) return { kind: 'compressed' };
  if (status !== 400 || !refusals.has(code)) return { kind: 'later', problem };
  const named = errors.flatMap((mistake) =>
    mistake.line === undefined ? [] : [[mistake.line, mistake.detail] as const],
  );
  return { kind: 'refused', lines: new Map(named), detail };
}

export const canCompress = (): boolean => typeof CompressionStream === 'function';

async function compress(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
