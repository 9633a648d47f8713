import type { Reader, Tx } from './state.ts';
import type { SigningKeyRow } from './tables.ts';

/** A key pair that tokens of this installation are signed with. */
export interface SigningKey {
  readonly id: string;
  /** Of Ed25519, as base64url. */
  readonly public: string;
  /** Sealed: nothing in the database signs anything. */
  readonly private: string;
  readonly madeAt: number;
  readonly madeBy: string;
}

/** Who this installation is to others; undefined where it never said so. */
export async function findInstallation(db: Reader): Promise<string | undefined> {
  return (await db.selectFrom('installation').select('id').executeTakeFirst())?.id;
}

/** The one that is there goes before the one that is given. */
export async function nameInstallation(
  tx: Tx,
  { id, at }: { readonly id: string; readonly at: number },
): Promise<string> {
  const known = await findInstallation(tx);
  if (known !== undefined) return known;
  await tx.insertInto('installation').values({ id, made_at: at }).execute();
  return id;
}

/** Those that are not retired, the newest first. */
export async function listSigningKeys(db: Reader): Promise<readonly SigningKey[]> {
  const rows = await db
    .selectFrom('signing_key')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(signingKeyOf);
}

export async function addSigningKey(tx: Tx, made: SigningKey): Promise<void> {
  const { madeAt, madeBy, ...rest } = made;
  await tx
    .insertInto('signing_key')
    .values({ ...rest, made_at: madeAt, made_by: madeBy, retired_at: null })
    .execute();
}

/** What they signed is no longer believed. The private part is gone: nobody needs it any more. */
export async function retireSigningKeys(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('signing_key').set({ retired_at: at, private: null }).where('id', 'in', ids).execute();
}

function signingKeyOf({ id, public: shown, private: sealed, made_at, made_by }: SigningKeyRow): SigningKey {
  return { id, public: shown, private: sealed ?? '', madeAt: made_at, madeBy: made_by };
}
