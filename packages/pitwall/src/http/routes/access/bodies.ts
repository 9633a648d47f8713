import type { AccessKey, Account as AccountBody, MadeKey as MadeKeyBody, Session } from '@pitwall/sdk';
import type { MadeKey } from '../../../access/make-key.ts';
import type { Account } from '../../../state/account-table.ts';
import type { Credential } from '../../../state/credential-table.ts';
import { momentText } from '../../page-query.ts';

const moment = (at: number | null): string | null => (at === null ? null : momentText(at));

const plain = (grants: Account['grants']) => grants.map(({ role, on }) => ({ role, on: [...on] }));

export const accountBody = (account: Account, now: number): AccountBody => ({
  id: account.id,
  name: account.name,
  grants: plain(account.grants),
  madeAt: momentText(account.madeAt),
  madeBy: account.madeBy,
  hasPassword: account.password !== null,
  isExternal: account.identity !== null,
  disabledAt: moment(account.disabledAt),
  lockedUntil: now < (account.lockedUntil ?? 0) ? moment(account.lockedUntil) : null,
});

/** Names of accounts by their ids. */
export type Names = ReadonlyMap<string, string | null>;

export const sessionBody = (held: Credential, names: Names): Session => ({
  id: held.id,
  account: held.account,
  accountName: (held.account === null ? undefined : names.get(held.account)) ?? null,
  madeAt: momentText(held.madeAt),
  madeBy: held.madeBy,
  expiresAt: momentText(held.expiresAt),
  usedAt: moment(held.usedAt),
  revokedAt: moment(held.revokedAt),
});

export const keyBody = (key: Credential, names: Names): AccessKey => ({
  ...sessionBody(key, names),
  name: key.name,
  hint: key.hint,
  grants: key.grants && plain(key.grants),
});

export const madeKeyBody = ({ id, token, until }: MadeKey): MadeKeyBody => ({ id, token, until: momentText(until) });
