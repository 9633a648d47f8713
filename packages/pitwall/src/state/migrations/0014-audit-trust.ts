import type { Migration } from './migration.ts';

export const auditTrust: Migration = {
  number: 14,
  name: 'audit-trust',
  statements: [
    'alter table audit add column request_id text',
    'alter table audit add column sealed text',
    `create table audit_key (
      id text not null primary key,
      kind text not null check (kind in ('sign', 'pseudonym')),
      origin text,
      public text,
      sealed text not null,
      made_at bigint not null
    )`,
    `create table audit_checkpoint (
      size bigint not null primary key,
      root text not null,
      head text not null,
      tree text not null,
      at bigint not null,
      key_id text not null,
      note text not null
    )`,
    `create table subject_key (
      id text not null primary key,
      pseudonym text,
      sealed text,
      made_at bigint not null,
      destroyed_at bigint
    )`,
    'create unique index subject_key_pseudonym on subject_key (pseudonym)',
  ],
};
