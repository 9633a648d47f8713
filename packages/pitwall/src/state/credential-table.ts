import { createHash } from 'node:crypto';
import type { CredentialRow } from './access-rows.ts';
import type { GrantRow } from './account-table.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';

export type CredentialKind = 'key' | 'session' | 'link' | 'refresh';

/**
 * What somebody shows to say who they are. The secret itself is never stored: whoever reads the database cannot sign in
 * with what is there.
 */
export interface Credential {
  readonly hash: string;
  /** `k-…`; says nothing of what would open a door. */
  readonly id: string;
  readonly kind: CredentialKind;
  /** Whose it is; null: of the owner of the machine. */
  readonly account: string | null;
  readonly name: string;
  /** How its secret begins and ends, for lists. */
  readonly hint: string;
  /** What it may do at the most; null: all that whose it is may do. */
  readonly grants: readonly GrantRow[] | null;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
  /** Of those that took each other's place. */
  readonly family: string | null;
  readonly replacedBy: string | null;
}

export type NewCredential = Omit<Credential, 'usedAt' | 'revokedAt' | 'family' | 'replacedBy'> & {
  readonly family?: string;
};

/** Plain SHA-256: a secret of ours is random and long, so there is nothing to guess. Not for passwords. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** False where one of that hash or id is there. */
export async function addCredential(tx: Tx, made: NewCredential): Promise<boolean> {
  const { madeAt, madeBy, expiresAt, grants, family = null, ...rest } = made;
  const row = {
    ...rest,
    grants: grants && canonicalJson(grants as unknown as Json),
    made_at: madeAt,
    made_by: madeBy,
    expires_at: expiresAt,
    used_at: null,
    revoked_at: null,
    family,
    replaced_by: null,
  };
  const added = await tx
    .insertInto('credential')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .execute();
  return added.length === 1;
}

/** Also one that is over: see `isUsable`. */
export async function findCredential(db: Reader, hash: string): Promise<Credential | undefined> {
  const row = await db.selectFrom('credential').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row && credentialOf(row);
}

export async function getCredential(db: Reader, id: string): Promise<Credential | undefined> {
  const row = await db.selectFrom('credential').selectAll().where('id', '=', id).executeTakeFirst();
  return row && credentialOf(row);
}

export const isUsable = ({ revokedAt, expiresAt }: Credential, now: number): boolean =>
  revokedAt === null && now < expiresAt;

export interface CredentialQuery {
  readonly kind?: CredentialKind;
  /** Null: of the owner. */
  readonly account?: string | null;
  readonly family?: string;
  readonly name?: string;
  /** Only those that may be used at this moment. */
  readonly usableAt?: number;
}

/** The oldest first. */
export async function listCredentials(db: Reader, query: CredentialQuery = {}): Promise<readonly Credential[]> {
  const { kind, account, family, name, usableAt } = query;
  let rows = db.selectFrom('credential').selectAll();
  if (kind !== undefined) rows = rows.where('kind', '=', kind);
  if (account === null) rows = rows.where('account', 'is', null);
  else if (account !== undefined) rows = rows.where('account', '=', account);
  if (family !== undefined) rows = rows.where('family', '=', family);
  if (name !== undefined) rows = rows.where('name', '=', name);
  if (usableAt !== undefined) rows = rows.where('revoked_at', 'is', null).where('expires_at', '>', usableAt);
  return (await rows.orderBy('made_at').orderBy('hash').execute()).map(credentialOf);
}

/** Which are to be revoked; at least one of these is said. */
export type Revocation =
  | { readonly id: string }
  | { readonly family: string }
  | { readonly account: string | null; readonly kinds: readonly CredentialKind[]; readonly except?: string }
  | { readonly kind: CredentialKind; readonly account: string | null; readonly name: string };

/** How many were in use until now. */
export async function revokeCredentials(tx: Tx, which: Revocation, at: number): Promise<number> {
  let update = tx.updateTable('credential').set({ revoked_at: at }).where('revoked_at', 'is', null);
  if ('id' in which) update = update.where('id', '=', which.id);
  else if ('family' in which) update = update.where('family', '=', which.family);
  else {
    const { account } = which;
    update = account === null ? update.where('account', 'is', null) : update.where('account', '=', account);
    if ('kind' in which) update = update.where('kind', '=', which.kind).where('name', '=', which.name);
    else {
      update = update.where('kind', 'in', which.kinds);
      if (which.except !== undefined) update = update.where('id', '!=', which.except);
    }
  }
  return (await update.returning('hash').execute()).length;
}

/** Its place is taken by another; false where it was over already. */
export async function replaceCredential(
  tx: Tx,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: number },
): Promise<boolean> {
  const replaced = await tx
    .updateTable('credential')
    .set({ revoked_at: at, replaced_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('hash')
    .execute();
  return replaced.length === 1;
}

/** Remembers that it was used; what is older than what is known is passed over. */
export async function touchCredential(tx: Tx, { id, at }: { readonly id: string; readonly at: number }): Promise<void> {
  await tx
    .updateTable('credential')
    .set({ used_at: at })
    .where('id', '=', id)
    .where((where) => where.or([where('used_at', 'is', null), where('used_at', '<', at)]))
    .execute();
}

function credentialOf(row: CredentialRow): Credential {
  return {
    hash: row.hash,
    id: row.id,
    kind: row.kind as CredentialKind,
    account: row.account,
    name: row.name,
    hint: row.hint,
    grants: row.grants === null ? null : (JSON.parse(row.grants) as readonly GrantRow[]),
    madeAt: row.made_at,
    madeBy: row.made_by,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    revokedAt: row.revoked_at,
    family: row.family,
    replacedBy: row.replaced_by,
  };
}
