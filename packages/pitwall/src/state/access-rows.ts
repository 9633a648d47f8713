/** Who may sign in, and with what; see `tables.ts`. */
export interface AccountRow {
  id: string;
  name: string | null;
  password: string | null;
  grants: string;
  issuer: string | null;
  identity: string | null;
  version: number;
  made_at: number;
  made_by: string;
  disabled_at: number | null;
  erased_at: number | null;
  failures: number;
  locked_until: number | null;
}

export interface RoleRow {
  name: string;
  summary: string;
  rules: string;
  made_at: number;
  made_by: string;
}

export interface CredentialRow {
  hash: string;
  id: string;
  kind: string;
  account: string | null;
  name: string;
  hint: string;
  grants: string | null;
  made_at: number;
  made_by: string;
  expires_at: number;
  used_at: number | null;
  revoked_at: number | null;
  family: string | null;
  replaced_by: string | null;
}
