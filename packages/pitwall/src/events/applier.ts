import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { applyStaged, type Outcome, type Staged } from './apply.ts';

/** Takes what is in the journal into the database, in order, as fast as the database can. */
export interface Applier {
  /** To be called in the order of positions. Resolves when it can be read; with nothing where it was closed before. */
  add(staged: Staged): Promise<Outcome | undefined>;
  applied(): number;
  /** Why the database does not take anything at the moment. It is tried again all the time. */
  trouble(): unknown;
  /** Resolves when nothing waits; rejects with the trouble where there is some. */
  settled(): Promise<void>;
  /** Moves everything into the file itself, and returns up to which position it then holds. */
  checkpoint(): Promise<number>;
  /** Does something on the connection that writes, between two transactions of events. */
  between<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

interface Waiting {
  readonly staged: Staged;
  readonly resolve: (outcome: Outcome | undefined) => void;
}

/** What goes into the database in one transaction, in characters. */
const turnLength = 4 << 20;
/** After so much, the database's own log is made short again. */
const checkpointLength = 16 << 20;
const retryMilliseconds = 1_000;
/** A moment in which nobody reads comes within ten seconds, unless somebody reads for as long as that. */
const checkpointTries = 100;
const checkpointPause = 100;
/** A transaction costs about as much as a thousand rows, so what comes one by one is gathered for this long. */
const gatherMilliseconds = 100;
const worthwhileLength = 1 << 20;

export function createApplier(writer: DuckDBConnection, start: number): Applier {
  const queue: Waiting[] = [];
  let applied = start;
  /** Somebody waits for everything up to here. */
  let wanted = start;
  let behindCheckpoint = 0;
  let trouble: unknown;
  let running: Promise<void> | undefined;
  let later: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** A transaction and a checkpoint must not meet on the one connection. */
  function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  const checkpoint = () =>
    alone(async () => {
      await writer.run('CHECKPOINT');
      behindCheckpoint = 0;
      return applied;
    });

  /** It is refused as long as somebody reads, and whoever asks for it needs it. */
  async function checkpointSoon(): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await checkpoint();
      } catch (error) {
        if (tries === checkpointTries || !/transactions active/.test(String(error))) throw error;
        await pause(checkpointPause);
      }
    }
  }

  async function applyQueue(): Promise<void> {
    while (queue.length > 0) {
      const records = queue.slice(0, countOfTurn(queue));
      const outcomes = await alone(() =>
        applyStaged(
          writer,
          records.map(({ staged }) => staged),
        ),
      );
      queue.splice(0, records.length);
      const byPosition = new Map(outcomes.map((outcome) => [outcome.position, outcome]));
      for (const { staged, resolve } of records) {
        applied = staged.position;
        behindCheckpoint += staged.lines.length;
        resolve(byPosition.get(staged.position));
      }
      trouble = undefined;
      // Where somebody reads it may be refused; then it is for the next turn.
      if (behindCheckpoint >= checkpointLength) await checkpoint().catch(() => undefined);
      if (applied >= wanted && lengthOf(queue) < worthwhileLength) break;
    }
    // In the same turn in which the queue was looked at: who comes later starts anew.
    running = undefined;
    if (queue.length > 0) applySoon();
  }

  function applyNow(): void {
    clearTimeout(later);
    later = undefined;
    if (queue.length === 0) return;
    running ??= applyQueue().catch((error: unknown) => {
      trouble = error;
      running = undefined;
      later = setTimeout(applyNow, retryMilliseconds);
    });
  }

  function applySoon(): void {
    if (!running) later ??= setTimeout(applyNow, gatherMilliseconds);
  }

  async function settled(): Promise<void> {
    const last = queue.at(-1)?.staged.position ?? applied;
    wanted = Math.max(wanted, last);
    while (applied < last) {
      applyNow();
      await running;
      if (trouble !== undefined) throw trouble;
    }
  }

  return {
    add(staged) {
      const outcome = new Promise<Outcome | undefined>((resolve) => queue.push({ staged, resolve }));
      applySoon();
      return outcome;
    },
    applied: () => applied,
    trouble: () => trouble,
    settled,
    checkpoint: checkpointSoon,
    between: alone,
    async close() {
      const whole = await settled().then(
        () => true,
        () => false,
      );
      clearTimeout(later);
      for (const { resolve } of queue.splice(0)) resolve(undefined);
      if (whole) await checkpoint().catch(() => undefined);
      await turn;
    },
  };
}

const lengthOf = (queue: readonly Waiting[]): number =>
  queue.reduce((length, { staged }) => length + staged.lines.length, 0);

function countOfTurn(queue: readonly Waiting[]): number {
  let length = 0;
  const end = queue.findIndex(({ staged }) => {
    length += staged.lines.length;
    return length > turnLength;
  });
  return end < 0 ? queue.length : Math.max(1, end);
}
