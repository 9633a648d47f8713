import type { Migration } from './migration.ts';

export const privacy: Migration = {
  number: 15,
  name: 'privacy',
  statements: [
    `create table erasure (
      id text not null primary key,
      person text not null,
      asked_at bigint not null,
      asked_by text not null,
      sealed text,
      finished_at bigint,
      certificate text,
      problem text
    )`,
    'create index erasure_finished on erasure (finished_at)',
    `create table hold (
      id text not null primary key,
      person text not null,
      sealed text not null,
      reason text not null,
      made_at bigint not null,
      made_by text not null,
      released_at bigint
    )`,
  ],
};
