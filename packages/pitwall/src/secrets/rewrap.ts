import { PitwallError } from '../core/errors.ts';
import type { Context } from '../server/context.ts';
import { countRewrapped, replaceSealed, type SealedRow, sealedWithOthers } from '../state/sealed-table.ts';
import type { KeyRing } from './key-ring.ts';
import type { SealedColumn } from './sealed-columns.ts';

/** So many in one transaction: others write in between. */
const pieceRows = 500;

/**
 * Wraps what is sealed with other keys anew, piece by piece, each in a transaction of its own. An envelope is in the row
 * as it was or as it is to be, both with keys that are there; what is left after a kill is found again by its key. Answers
 * how many could not be opened; they stay as they are.
 */
export async function rewrapColumn(
  { state, keys }: Pick<Context, 'state' | 'keys'>,
  column: SealedColumn,
  signal: AbortSignal,
): Promise<number> {
  let failed = 0;
  for (let after = ''; !signal.aborted; ) {
    const rows = await sealedWithOthers(state.db, column, { key: keys.current, after, most: pieceRows });
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    const wrapped = rows.map((row) => ({ row, next: rewrapped(keys, column, row) }));
    await state.change(async (tx) => {
      let count = 0;
      for (const { row, next } of wrapped) {
        // one that was set anew in between has the current key already
        if (next !== undefined && (await replaceSealed(tx, column, row, next))) count += 1;
      }
      await countRewrapped(tx, `${column.table}.${column.column}`, count);
    });
    failed += wrapped.filter(({ next }) => next === undefined).length;
  }
  return failed;
}

function rewrapped(keys: KeyRing, column: SealedColumn, { id, envelope }: SealedRow): string | undefined {
  try {
    return keys.rewrap(envelope, column.context(id));
  } catch (error) {
    if (error instanceof PitwallError) return undefined;
    throw error;
  }
}
