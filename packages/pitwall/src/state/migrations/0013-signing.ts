import type { Migration } from './migration.ts';

export const signing: Migration = {
  number: 13,
  name: 'signing',
  statements: [
    `create table installation (
      id text not null primary key,
      made_at bigint not null
    )`,
    `create table signing_key (
      id text not null primary key,
      public text not null,
      private text,
      made_at bigint not null,
      made_by text not null,
      retired_at bigint
    )`,
    `create table oidc_state (
      hash text not null primary key,
      expires_at bigint not null
    )`,
  ],
};
