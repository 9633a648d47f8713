import { createHash } from 'node:crypto';
import type { Reader, Tx } from './state.ts';
import type { TokenRow } from './tables.ts';

/** A token itself is never stored: whoever reads the database cannot sign in with what is there. */
export interface Token {
  readonly hash: string;
  readonly name: string;
  readonly madeAt: number;
  readonly revokedAt: number | null;
}

/** Plain SHA-256: a token is random and long, so there is nothing to guess. Not for passwords. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** False where a token of that name is in use. */
export async function addToken(
  tx: Tx,
  { hash, name, at }: { readonly hash: string; readonly name: string; readonly at: number },
): Promise<boolean> {
  const added = await tx
    .insertInto('token')
    .values({ hash, name, made_at: at, revoked_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .execute();
  return added.length === 1;
}

/** The token of this hash, unless it was revoked. */
export async function findToken(db: Reader, hash: string): Promise<Token | undefined> {
  const row = await db
    .selectFrom('token')
    .selectAll()
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row && tokenOf(row);
}

/** False where no token of that name is in use. */
export async function revokeToken(
  tx: Tx,
  { name, at }: { readonly name: string; readonly at: number },
): Promise<boolean> {
  const revoked = await tx
    .updateTable('token')
    .set({ revoked_at: at })
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .returning('hash')
    .execute();
  return revoked.length === 1;
}

/** All that ever were, the oldest first. */
export async function listTokens(db: Reader): Promise<readonly Token[]> {
  const rows = await db.selectFrom('token').selectAll().orderBy('made_at').orderBy('hash').execute();
  return rows.map(tokenOf);
}

function tokenOf({ hash, name, made_at, revoked_at }: TokenRow): Token {
  return { hash, name, madeAt: made_at, revokedAt: revoked_at };
}
