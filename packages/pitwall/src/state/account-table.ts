import type { AccountRow } from './access-rows.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';

/** A role as somebody has it: everywhere, or on the subjects of these patterns only. */
export interface GrantRow {
  readonly role: string;
  readonly on: readonly string[];
}

/** Somebody who signs in. Names of people stand here and nowhere else. */
export interface Account {
  /** `u-…`; says nothing of who it is. */
  readonly id: string;
  /** Null once it is erased. */
  readonly name: string | null;
  /** As argon2 writes it; null where there is none, so that none opens the door. */
  readonly password: string | null;
  readonly grants: readonly GrantRow[];
  /** Who they are to a provider of identities: `iss` and `sub`. */
  readonly issuer: string | null;
  readonly identity: string | null;
  /** Rises with whatever changes what they may do, or how they sign in. */
  readonly version: number;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly disabledAt: number | null;
  readonly erasedAt: number | null;
  /** Wrong passwords since the last right one. */
  readonly failures: number;
  readonly lockedUntil: number | null;
}

export type NewAccount = Pick<Account, 'id' | 'name' | 'password' | 'grants' | 'madeAt' | 'madeBy'> &
  Partial<Pick<Account, 'issuer' | 'identity'>>;

/** False where one of that name, id or identity is there. */
export async function addAccount(tx: Tx, made: NewAccount): Promise<boolean> {
  const { id, name, password, grants, issuer = null, identity = null, madeAt, madeBy } = made;
  const added = await tx
    .insertInto('account')
    .values({
      id,
      name,
      password,
      grants: canonicalJson(grants as unknown as Json),
      issuer,
      identity,
      version: 1,
      made_at: madeAt,
      made_by: madeBy,
      disabled_at: null,
      erased_at: null,
      failures: 0,
      locked_until: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return added.length === 1;
}

export async function getAccount(db: Reader, id: string): Promise<Account | undefined> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
  return row && accountOf(row);
}

export async function findAccount(
  db: Reader,
  who: { readonly name: string } | { readonly issuer: string; readonly identity: string },
): Promise<Account | undefined> {
  const all = db.selectFrom('account').selectAll();
  const rows =
    'name' in who
      ? all.where('name', '=', who.name)
      : all.where('issuer', '=', who.issuer).where('identity', '=', who.identity);
  const row = await rows.executeTakeFirst();
  return row && accountOf(row);
}

/** The oldest first; those that were erased are there without a name. */
export async function listAccounts(db: Reader): Promise<readonly Account[]> {
  return (await db.selectFrom('account').selectAll().orderBy('made_at').orderBy('id').execute()).map(accountOf);
}

export type AccountChange = Partial<
  Pick<Account, 'name' | 'password' | 'grants' | 'issuer' | 'identity' | 'disabledAt' | 'erasedAt'>
>;

/** Raises the version as well, so that what was given out before it is looked at anew. */
export async function changeAccount(tx: Tx, id: string, change: AccountChange): Promise<boolean> {
  const { grants, disabledAt, erasedAt, ...rest } = change;
  const changed = await tx
    .updateTable('account')
    .set((row) => ({
      ...rest,
      ...(grants === undefined ? {} : { grants: canonicalJson(grants as unknown as Json) }),
      ...(disabledAt === undefined ? {} : { disabled_at: disabledAt }),
      ...(erasedAt === undefined ? {} : { erased_at: erasedAt }),
      version: row('version', '+', 1),
    }))
    .where('id', '=', id)
    .returning('id')
    .execute();
  return changed.length === 1;
}

/** What is known of tries to sign in; the version stays, since nobody may do more or less by it. */
export async function noteTries(
  tx: Tx,
  id: string,
  { failures, lockedUntil }: Pick<Account, 'failures' | 'lockedUntil'>,
): Promise<void> {
  await tx.updateTable('account').set({ failures, locked_until: lockedUntil }).where('id', '=', id).execute();
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    password: row.password,
    grants: JSON.parse(row.grants) as readonly GrantRow[],
    issuer: row.issuer,
    identity: row.identity,
    version: row.version,
    madeAt: row.made_at,
    madeBy: row.made_by,
    disabledAt: row.disabled_at,
    erasedAt: row.erased_at,
    failures: row.failures,
    lockedUntil: row.locked_until,
  };
}
