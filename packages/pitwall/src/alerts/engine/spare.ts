import { sql } from 'kysely';
import { PitwallError } from '../../core/errors.ts';
import type { Tx } from '../../state/state.ts';

/** What came of a part of a transaction; where it failed, nothing of it stands. */
export type Tried<T> = { readonly done: T } | { readonly error: unknown };

/** Throws where the world is at fault, such as a full disk: then all of it is tried again later. */
export async function tryPart<T>(tx: Tx, run: () => Promise<T>): Promise<Tried<T>> {
  await sql`savepoint alerts`.execute(tx);
  try {
    const done = await run();
    await sql`release savepoint alerts`.execute(tx);
    return { done };
  } catch (error) {
    if (isOfTheWorld(error)) throw error;
    await sql`rollback to savepoint alerts`.execute(tx);
    await sql`release savepoint alerts`.execute(tx);
    return { error };
  }
}

/** Of the errors of Postgres those about what was to be written are not: data, constraints, and limits of the program. */
function isOfTheWorld(error: unknown): boolean {
  if (error instanceof PitwallError) return error.code.startsWith('state.') && error.code !== 'state.text';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) && !/^(22|23|54)/.test(code);
}
