import type { Migration } from './migration.ts';

export const token: Migration = {
  number: 5,
  name: 'token',
  statements: [
    `create table token (
      hash text not null primary key,
      name text not null,
      made_at bigint not null,
      revoked_at bigint
    )`,
    // a name may come again when its token is revoked
    'create unique index token_name on token (name) where revoked_at is null',
  ],
};
