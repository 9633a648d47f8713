import type { CredentialRow } from '../access-rows.ts';
import {
  addCredential,
  type Credential,
  hashOfToken,
  listCredentials,
  revokeCredentials,
} from '../credential-table.ts';
import type { Reader, Tx } from '../state.ts';

interface NewToken {
  readonly name: string;
  readonly hash?: string;
  readonly at: number;
  readonly expiresAt?: number;
}

/** Any row will do to see whether something was written: a key of which only the name is told apart. */
export async function addToken(
  tx: Tx,
  { name, hash = hashOfToken(name), at, expiresAt = Number.MAX_SAFE_INTEGER }: NewToken,
): Promise<boolean> {
  const row = { hash, id: `k-${hash}`, kind: 'key', account: null, name, hint: '', grants: [] } as const;
  return addCredential(tx, { ...row, madeAt: at, madeBy: 'owner', expiresAt });
}

export const revokeToken = (tx: Tx, { name, at }: { readonly name: string; readonly at: number }): Promise<number> =>
  revokeCredentials(tx, { kind: 'key', account: null, name }, at);

export const listTokens = (db: Reader): Promise<readonly Credential[]> => listCredentials(db);

/** As the engine holds it. */
export const tokenRow = (hash: string, name = hash): CredentialRow => ({
  hash,
  id: `k-${hash}`,
  kind: 'key',
  account: null,
  name,
  hint: '',
  grants: null,
  made_at: 0,
  made_by: 'owner',
  expires_at: Number.MAX_SAFE_INTEGER,
  used_at: null,
  revoked_at: null,
  family: null,
  replaced_by: null,
});
