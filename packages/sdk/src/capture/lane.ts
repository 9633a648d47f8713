import { type Backoff, backoffOf, type Random } from '../backoff.ts';
import type { PitwallProblem } from '../client/problem.ts';
import type { DropExample, DropReason } from './drops.ts';
import { createLines } from './lines.ts';
import type { Verdict } from './post.ts';
import { later, type Timer } from './timer.ts';

/** A server that asks for a day of rest is asked again before. */
const longestAsked = 300_000;

export interface LaneOptions {
  readonly batchEvents: number;
  readonly batchBytes: number;
  readonly everyMilliseconds: number;
  readonly backoff: Backoff;
  readonly random: Random;
  /** Never rejects. */
  readonly send: (lines: readonly string[], key: string) => Promise<Verdict>;
  readonly newKey: () => string;
  /** Of each line, once: it was taken, or it never will be. */
  readonly settled: (line: string, drop?: { readonly reason: DropReason } & DropExample) => void;
  readonly failed: (problem: PitwallProblem) => void;
}

/** The way of one kind of events to the server: in order, one request at a time. */
export interface Lane {
  push(line: string): void;
  /** Resolves when all that was pushed before is settled; sends at once. */
  flush(): Promise<void>;
  /** Nothing is sent from now on: what waits is settled as dropped. Resolves when what was under way is, too. */
  stop(): Promise<void>;
}

export function createLane(options: LaneOptions): Lane {
  const { batchEvents, batchBytes, everyMilliseconds, backoff, random, send, newKey, settled, failed } = options;
  const lines = createLines();
  const waiters: { readonly upTo: number; readonly resolve: () => void }[] = [];
  let pushed = 0;
  let done = 0;
  let hurry = 0;
  let timer: Timer | undefined;
  let timerIsNow = false;
  let pausing: { readonly asked: boolean; readonly end: () => void } | undefined;
  let running = false;
  let stopped = false;

  /** By whole batches: within one, lines are not settled in their order. */
  const finish = (count: number): void => {
    done += count;
    while (waiters[0] && waiters[0].upTo <= done) waiters.shift()?.resolve();
  };

  const isFull = (): boolean => lines.length >= batchEvents || lines.bytes >= batchBytes;

  const plan = (): void => {
    if (running || stopped || lines.length === 0) return;
    const now = isFull() || hurry > done;
    if (timer && (timerIsNow || !now)) return;
    timer?.stop();
    timerIsNow = now;
    // even what is due at once is sent behind the caller's back, not on its time
    timer = later(now ? 0 : everyMilliseconds, () => {
      timer = undefined;
      void run();
    });
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    do {
      const batch = lines.take(batchEvents, batchBytes);
      await deliver(batch);
      finish(batch.length);
    } while (!stopped && lines.length > 0 && (isFull() || hurry > done));
    running = false;
    plan();
  };

  /** Ends when every line is settled, whatever it takes. */
  const deliver = async (batch: readonly string[]): Promise<void> => {
    const parts = [batch];
    for (let part = parts.pop(); part; part = parts.pop()) {
      if (part.length === 0) continue;
      const verdict = await persist(part);
      if (verdict === undefined) {
        for (const line of [part, ...parts].flat()) settled(line, closed(line));
        return;
      }
      if (verdict.kind === 'taken') {
        for (const line of part) settled(line);
        continue;
      }
      const rest = withoutNamed(part, verdict);
      if (rest) parts.push(rest);
      else if (part.length === 1) {
        const reason = verdict.kind === 'refused' ? 'invalid' : 'too_large';
        settled(part[0] ?? '', { reason, line: part[0], detail: verdict.detail });
      } else {
        const half = part.length >> 1;
        parts.push(part.slice(half), part.slice(0, half));
      }
    }
  };

  /** Settles the lines that were named as bad, and answers with the others; undefined where none was. */
  const withoutNamed = (part: readonly string[], verdict: Verdict): readonly string[] | undefined => {
    if (verdict.kind !== 'refused') return undefined;
    const bad = (index: number): string | undefined => verdict.lines.get(index + 1);
    if (!part.some((_, index) => bad(index) !== undefined)) return undefined;
    return part.filter((line, index) => {
      const detail = bad(index);
      if (detail !== undefined) settled(line, { reason: 'invalid', line, detail });
      return detail === undefined;
    });
  };

  /** Sends until there is a verdict on the lines themselves; undefined where it was stopped before. */
  const persist = async (part: readonly string[]) => {
    const key = newKey();
    for (let failures = 1; !stopped; failures += 1) {
      const verdict = await send(part, key);
      if (verdict.kind === 'compressed') continue;
      if (verdict.kind !== 'later') return verdict;
      if (stopped) break;
      failed(verdict.problem);
      await pause(verdict.problem.retryAfter, failures);
    }
    return undefined;
  };

  const pause = (asked: number | undefined, failures: number): Promise<void> =>
    new Promise((resolve) => {
      const wait = asked === undefined ? backoffOf(backoff, failures, random) : Math.min(asked, longestAsked);
      const timer = later(wait, () => pausing?.end());
      const end = (): void => {
        timer.stop();
        pausing = undefined;
        resolve();
      };
      pausing = { asked: asked !== undefined, end };
    });

  const settledUpTo = (upTo: number): Promise<void> =>
    done >= upTo ? Promise.resolve() : new Promise((resolve) => waiters.push({ upTo, resolve }));

  return {
    push(line) {
      lines.push(line);
      pushed += 1;
      plan();
    },
    flush() {
      hurry = pushed;
      // a server that said how long it wants to be left alone is left alone
      if (!pausing?.asked) pausing?.end();
      plan();
      return settledUpTo(pushed);
    },
    stop() {
      stopped = true;
      timer?.stop();
      pausing?.end();
      const left = lines.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      for (const line of left) settled(line, closed(line));
      finish(left.length);
      return settledUpTo(pushed);
    },
  };
}

const closed = (line: string) => ({ reason: 'closed' as const, line, detail: 'it was closed before this was sent' });
