import type { Migration } from './migration.ts';

export const audit: Migration = {
  number: 1,
  name: 'audit',
  statements: [
    `create table counter (
      name text not null primary key,
      value bigint not null
    )`,
    `create table audit (
      seq bigint not null primary key,
      at bigint not null,
      actor text not null,
      verb text not null,
      subject text not null,
      outcome text not null check (outcome in ('done', 'denied', 'failed')),
      input text not null,
      previous text not null,
      hash text not null
    )`,
    'create index audit_subject on audit (subject, seq)',
    'create index audit_actor on audit (actor, seq)',
  ],
};
