import { type Backoff, type Random, someRandom } from '../backoff.ts';
import { PitwallProblem } from '../client/problem.ts';
import { addressOf, type Door, type Fetch } from '../client/request.ts';
import type { LabelEvent, PredictionEvent } from '../sent-event.ts';
import { createDrops, type Drop, type DropReason, type EventKind } from './drops.ts';
import { flushAtExit } from './exit.ts';
import { createLane, type Lane } from './lane.ts';
import { sizeOf } from './lines.ts';
import { canCompress, post, type Verdict } from './post.ts';
import { later, type Timer, within } from './timer.ts';

export interface CaptureOptions {
  /** `http://127.0.0.1:4600` */
  readonly url: string;
  readonly token: string;
  /** Whose predictions these are; as in pitwall.yaml. */
  readonly model: string;
  /** A batch is sent when it has so many events or bytes, or when the first of it waits for so long. */
  readonly batch?: { readonly events?: number; readonly bytes?: number; readonly milliseconds?: number };
  /** What may wait at the most, in memory. The newest are dropped where there is no more room. */
  readonly queue?: { readonly events?: number; readonly bytes?: number };
  readonly retry?: { readonly firstMilliseconds?: number; readonly mostMilliseconds?: number };
  /** For one request. */
  readonly timeoutMilliseconds?: number;
  /** Compress what is worth it, where the platform and the server can. */
  readonly gzip?: boolean;
  /** Send what waits when the process ends or is asked to by SIGTERM or SIGINT. */
  readonly flushOnExit?: boolean;
  /** Told in sums, at most once for each `batch.milliseconds`. */
  readonly onDrop?: (drop: Drop) => void;
  /** Told of every request that failed and will be made again. */
  readonly onError?: (problem: PitwallProblem) => void;
  readonly fetch?: Fetch;
  /** Milliseconds since 1970: the time of events that do not tell theirs. */
  readonly now?: () => number;
  readonly random?: Random;
}

export interface CaptureStats {
  /** Asked for. Always the sum of what was sent, what was dropped and what waits. */
  readonly captured: number;
  /** That the server acknowledged. */
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>> & { readonly all: number };
  readonly waiting: { readonly events: number; readonly bytes: number };
  readonly requests: number;
  /** Requests that failed; what they carried is sent again. */
  readonly failures: number;
  readonly lastError: string | undefined;
}

/** Nothing here throws or rejects, and nothing waits for the network but `flush` and `close`. */
export interface Capture {
  prediction(event: PredictionEvent): void;
  label(event: LabelEvent): void;
  stats(): CaptureStats;
  /** Whether all that was captured before is settled within so long; 5 seconds where nothing is said. */
  flush(timeoutMilliseconds?: number): Promise<boolean>;
  /** A flush; what is left then is dropped, and so is what is captured later. */
  close(timeoutMilliseconds?: number): Promise<boolean>;
}

const usual = {
  batchEvents: 500,
  batchBytes: 1 << 20,
  batchMilliseconds: 1_000,
  queueEvents: 100_000,
  queueBytes: 64 * (1 << 20),
  flushMilliseconds: 5_000,
  timeoutMilliseconds: 10_000,
  backoff: { firstMilliseconds: 500, mostMilliseconds: 30_000 },
} as const;

/** The server refuses longer lines. */
const longestLine = 1 << 20;

/** Sends what a service predicts and learns, behind its back. Throws only for options that cannot be meant. */
export function capture(options: CaptureOptions): Capture {
  const { model, batch = {}, queue = {}, onDrop, onError, now = Date.now, random = someRandom } = options;
  const door: Door = {
    url: addressOf(options.url),
    token: options.token,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutMilliseconds: options.timeoutMilliseconds ?? usual.timeoutMilliseconds,
  };
  const mostEvents = positive('queue.events', queue.events ?? usual.queueEvents);
  const mostBytes = positive('queue.bytes', queue.bytes ?? usual.queueBytes);
  const everyMilliseconds = positive('batch.milliseconds', batch.milliseconds ?? usual.batchMilliseconds);
  const backoff: Backoff = { ...usual.backoff, ...options.retry };
  const drops = createDrops();
  const ended = new AbortController();
  const numbers = { captured: 0, sent: 0, events: 0, bytes: 0, requests: 0, failures: 0 };
  let lastError: string | undefined;
  let gzip = (options.gzip ?? true) && canCompress();
  let telling: Timer | undefined;
  let closing: Promise<boolean> | undefined;

  const drop = (kind: EventKind, reason: DropReason, line: string | undefined, detail: string): void => {
    drops.add(kind, reason, { line, detail });
    telling ??= onDrop && later(everyMilliseconds, tell);
  };

  const tell = (): void => {
    telling?.stop();
    telling = undefined;
    for (const one of drops.untold()) harmless(onDrop, one);
  };

  const laneOf = (kind: EventKind): Lane =>
    createLane({
      batchEvents: positive('batch.events', batch.events ?? usual.batchEvents),
      batchBytes: positive('batch.bytes', batch.bytes ?? usual.batchBytes),
      everyMilliseconds,
      backoff,
      random,
      newKey: () => keyOf(random),
      async send(lines, key): Promise<Verdict> {
        numbers.requests += 1;
        const path = `/api/v1/models/${encodeURIComponent(model)}/${kind}s`;
        const verdict = await post(door, { path, lines, key, gzip, signal: ended.signal }).catch(unforeseen);
        if (verdict.kind === 'compressed') gzip = false;
        return verdict;
      },
      settled(line, dropped) {
        numbers.events -= 1;
        numbers.bytes -= sizeOf(line);
        if (dropped) drop(kind, dropped.reason, line, dropped.detail);
        else numbers.sent += 1;
      },
      failed(problem) {
        numbers.failures += 1;
        lastError = problem.message;
        harmless(onError, problem);
      },
    });

  const lanes = { prediction: laneOf('prediction'), label: laneOf('label') } as const;

  /** The line of an event that may wait; the others are dropped. */
  const admit = (kind: EventKind, event: PredictionEvent | LabelEvent): string | undefined => {
    let line: string;
    try {
      line = lineOf(event, now);
    } catch (error) {
      drop(kind, 'unserialisable', undefined, messageOf(error));
      return undefined;
    }
    if (line.length > longestLine) {
      drop(kind, 'too_large', line, `expected at most ${longestLine} characters, found ${line.length}`);
      return undefined;
    }
    if (numbers.events < mostEvents && numbers.bytes + sizeOf(line) <= mostBytes) return line;
    drop(kind, 'full', undefined, `${numbers.events} events wait to be sent`);
    return undefined;
  };

  const take = (kind: EventKind, event: PredictionEvent | LabelEvent): void => {
    numbers.captured += 1;
    if (closing) {
      drop(kind, 'closed', undefined, 'it was captured after close');
      return;
    }
    const line = admit(kind, event);
    if (line === undefined) return;
    numbers.events += 1;
    numbers.bytes += sizeOf(line);
    lanes[kind].push(line);
  };

  const flush = async (milliseconds: number = usual.flushMilliseconds): Promise<boolean> => {
    const all = Promise.all([lanes.prediction.flush(), lanes.label.flush()]);
    const kept = numbers.events === 0 || (await within(milliseconds, all));
    tell();
    return kept;
  };

  let gaveUp = false;
  const forget =
    (options.flushOnExit ?? true)
      ? flushAtExit(async () => {
          // a server that is gone shall not hold the process for ever
          if (!gaveUp && numbers.events > 0) gaveUp = !(await flush());
        })
      : () => undefined;

  return {
    prediction: (event) => take('prediction', event),
    label: (event) => take('label', event),
    stats() {
      const counts = drops.counts();
      const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const { captured, sent, requests, failures, events, bytes } = numbers;
      return { captured, sent, dropped: { ...counts, all }, waiting: { events, bytes }, requests, failures, lastError };
    },
    flush,
    close(milliseconds) {
      closing ??= flush(milliseconds).then(async (kept) => {
        const stopped = Promise.all([lanes.prediction.stop(), lanes.label.stop()]);
        ended.abort();
        // a `fetch` of somebody else's may not listen to the signal
        await within(1_000, stopped);
        forget();
        tell();
        return kept;
      });
      return closing;
    },
  };
}

/** One line of JSON. The event is read now, so that the service may change its objects after. */
function lineOf(event: PredictionEvent | LabelEvent, now: () => number): string {
  const line: unknown = JSON.stringify(event.at === undefined ? { ...event, at: now() } : event);
  if (typeof line === 'string' && line.startsWith('{')) return line;
  throw new TypeError('expected an object, found something else');
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'it was not said why');

/** What fails in our own hands is tried again as well. */
const unforeseen = (error: unknown): Verdict => ({
  kind: 'later',
  problem: new PitwallProblem({
    code: 'client.failed',
    title: 'Could not be sent',
    detail: messageOf(error),
    fix: 'Report it',
    cause: error,
  }),
});

const keyOf = (random: Random): string =>
  [0, 0, 0, 0]
    .map(() =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');

/** A listener that throws, now or later, does no harm. */
function harmless<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  try {
    const answered = listener?.(value);
    if (answered instanceof Promise) answered.catch(() => undefined);
  } catch {
    // it was told
  }
}

function positive(name: string, value: number): number {
  if (value >= 1) return value;
  throw new RangeError(`expected ${name} of at least 1, found ${value}`);
}
