import { type Backoff, backoffOf, type Random } from '../backoff.ts';
import { type StoredFinding, storedFindingSchema } from './answers.ts';
import { eventReader, type StreamEvent } from './event-stream.ts';
import { PitwallProblem, parsed, problemOf } from './problem.ts';
import { type Door, open, strange, textOf } from './request.ts';

export interface FollowOptions {
  /** The id of the last that was seen; from now on where nothing is said. */
  readonly after?: string;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal;
  /** Told of every cut, before it is connected again. */
  readonly onDisconnect?: (reason: unknown) => void;
}

export interface Followed {
  /** To go on behind it with `after`. */
  readonly id: string;
  readonly found: StoredFinding;
}

const backoff: Backoff = { firstMilliseconds: 500, mostMilliseconds: 30_000 };
/** The server says something every 15 seconds; where it does not, nobody is there any more. */
const longestSilence = 45_000;

/**
 * New findings as they come. A connection that breaks is made again and goes on behind the last that was seen; only what
 * cannot get better, such as a token that is refused, is thrown.
 */
export async function* follow(
  door: Door,
  { after, signal, onDisconnect }: FollowOptions,
  random: Random,
): AsyncGenerator<Followed, void, undefined> {
  let last = after;
  let failures = 0;
  while (!signal?.aborted) {
    let wait: number | undefined;
    try {
      for await (const { id, event, data, retry } of connect(door, last, signal)) {
        failures = 0;
        wait = retry;
        if (id !== '') last = id;
        if (event !== 'finding') continue;
        const found = storedFindingSchema.safeParse(parsed(data));
        if (found.success) yield { id, found: found.data };
      }
      if (signal?.aborted) return;
      tell(onDisconnect, strange(200, 'a stream that ended'));
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof PitwallProblem && isFinal(error)) throw error;
      if (error instanceof PitwallProblem) wait = error.retryAfter;
      tell(onDisconnect, error);
    }
    failures += 1;
    await sleep(wait ?? backoffOf(backoff, failures, random), signal);
  }
}

interface Said extends StreamEvent {
  readonly retry: number | undefined;
}

/** One connection, to its end. What has no data still tells where it stands, as an event without a name. */
async function* connect(door: Door, last: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<Said> {
  const ended = new AbortController();
  const all = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = (milliseconds: number): void => {
    clearTimeout(silence);
    silence = setTimeout(() => ended.abort(new DOMException('nothing was said', 'TimeoutError')), milliseconds);
  };
  try {
    heard(door.timeoutMilliseconds);
    const response = await open(door, { path: '/api/v1/events', headers, ...(signal ? { signal } : {}) }, all);
    if (!response.ok) throw problemOf(response.status, response.headers, await textOf(response));
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/event-stream')) throw strange(response.status, `a body of type ${type || 'none'}`);
    const events = eventReader();
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (;;) {
      heard(longestSilence);
      const step = await reader?.read();
      if (!step || step.done) return;
      for (const event of events.read(decoder.decode(step.value, { stream: true }))) {
        yield { ...event, retry: events.retry() };
      }
      yield { id: events.lastId(), event: '', data: '', retry: events.retry() };
    }
  } finally {
    clearTimeout(silence);
    ended.abort();
  }
}

const isFinal = ({ status = 0 }: PitwallProblem): boolean =>
  status >= 300 && status < 500 && status !== 408 && status !== 429;

function tell(listener: FollowOptions['onDisconnect'], reason: unknown): void {
  try {
    listener?.(reason);
  } catch {
    // whoever listens shall not end what it listens to
  }
}

/** Over at once where the signal says so. */
function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}
