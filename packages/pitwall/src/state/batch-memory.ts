import type { Tx } from './state.ts';

/** What is known by heart of a transaction that several callers share. */
export interface BatchMemory {
  head: { readonly seq: number; readonly hash: string } | undefined;
}

interface Turn {
  readonly over: boolean;
}

const turns = new WeakMap<Tx, { readonly memory: BatchMemory; readonly turn: Turn }>();

/** Lends the memory to a caller for its turn. Whoever is undone afterwards has to have the memory emptied. */
export function lendMemory(tx: Tx, memory: BatchMemory, turn: Turn): Tx {
  turns.set(tx, { memory, turn });
  return tx;
}

/** Where nobody else can have written in between, so that it need not be read again; undefined outside of a batch. */
export const rememberedHead = (tx: Tx): BatchMemory['head'] => turns.get(tx)?.memory.head;

/** A caller whose turn is over is being undone: what it still says is not true any more. */
export function rememberHead(tx: Tx, head: NonNullable<BatchMemory['head']>): void {
  const lent = turns.get(tx);
  if (lent && !lent.turn.over) lent.memory.head = head;
}
