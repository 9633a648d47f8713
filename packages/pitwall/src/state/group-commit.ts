import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ControlledTransaction, Kysely, KyselyPlugin } from 'kysely';
import { type BatchMemory, lendMemory } from './batch-memory.ts';
import type { Tx } from './state.ts';
import type { Tables } from './tables.ts';

export interface Writer {
  change<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Resolves when no change waits or runs; later ones are refused. */
  finish(): Promise<void>;
}

export interface WriterLimits {
  /** So many callers share one commit at the most: the first of them waits for the last. */
  readonly callersPerCommit: number;
  /** A change that takes longer is undone: nobody else can write while it runs. */
  readonly longestChangeMs: number;
}

interface Caller {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A commit waits for the disk, and that is what a write costs. So callers that arrive while others write or commit share
 * the next commit. Each has a savepoint of its own: what one did wrong is undone alone.
 */
export function groupCommit(
  db: Kysely<Tables>,
  { callersPerCommit, longestChangeMs }: WriterLimits,
  begun: (tx: Tx) => Promise<void> = async () => {},
): Writer {
  const waiting: Caller[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // a turn of the loop: those who come together share a commit, and many commits keep nobody else from working
      await nextTurn();
      await commitTogether();
    }
    working = undefined;
  }

  async function commitTogether(): Promise<void> {
    const written: { readonly caller: Caller; readonly value: unknown }[] = [];
    let current: Caller | undefined;
    let begins = true;
    const memory: BatchMemory = { head: undefined };
    let undo = async (): Promise<void> => {};
    try {
      const tx = await db.startTransaction().execute();
      undo = async () => {
        await tx.rollback().execute();
      };
      await begun(tx);
      begins = false;
      for (let callers = 0; callers < callersPerCommit; callers++) {
        current = waiting.shift();
        if (current === undefined) break;
        const outcome = await inSavepoint(tx, current, memory, longestChangeMs);
        if ('error' in outcome) current.reject(outcome.error);
        else written.push({ caller: current, value: outcome.value });
        current = undefined;
      }
      await tx.commit().execute();
    } catch (error) {
      // the connection or the disk is gone, so the rollback may fail too: the engine undoes it by itself then
      await undo().catch(() => {});
      const failed = begins ? waiting.splice(0, callersPerCommit) : written.map(({ caller }) => caller);
      for (const caller of failed) caller.reject(error);
      current?.reject(error);
      return;
    }
    for (const { caller, value } of written) caller.resolve(value);
  }

  return {
    change<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(new Error('The state store is closed: it takes no more changes.'));
      return new Promise<T>((resolve, reject) => {
        waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
        working ??= work();
      });
    },
    async finish() {
      closed = true;
      await working;
    },
  };
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Throws only where the whole transaction is lost. */
async function inSavepoint(
  tx: ControlledTransaction<Tables>,
  caller: Caller,
  memory: BatchMemory,
  longestChangeMs: number,
): Promise<Outcome> {
  const point = await tx.savepoint('caller').execute();
  let outcome = await runOne(tx, caller, memory, longestChangeMs);
  if ('value' in outcome) {
    try {
      await point.releaseSavepoint('caller').execute();
      return outcome;
    } catch (error) {
      // Postgres goes on after a statement that failed only from a savepoint, also where the failure was caught
      outcome = { error };
    }
  }
  memory.head = undefined;
  await point.rollbackToSavepoint('caller').execute();
  await point.releaseSavepoint('caller').execute();
  return outcome;
}

async function runOne(tx: Tx, caller: Caller, memory: BatchMemory, longestChangeMs: number): Promise<Outcome> {
  const turn = { over: false };
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(
          `A change took longer than ${longestChangeMs} ms and was undone: it may wait for something besides the state, or for another change.`,
        ),
      );
    }, longestChangeMs);
  });
  try {
    return {
      value: await Promise.race([caller.run(lendMemory(tx.withPlugin(onlyInTurn(turn)), memory, turn)), tooLong]),
    };
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
    turn.over = true;
  }
}

/** A transaction that was kept after its turn would write into the turn of somebody else. */
function onlyInTurn(turn: { readonly over: boolean }): KyselyPlugin {
  return {
    transformQuery({ node }) {
      if (turn.over) throw new Error('This change is over: await every query of a change inside of it.');
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}
