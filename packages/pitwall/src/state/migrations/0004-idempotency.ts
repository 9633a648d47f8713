import type { Migration } from './migration.ts';

export const idempotency: Migration = {
  number: 4,
  name: 'idempotency',
  statements: [
    `create table idempotency (
      actor text not null,
      key text not null,
      verb text not null,
      request_hash text not null,
      response text not null,
      at bigint not null,
      primary key (actor, key)
    )`,
    'create index idempotency_at on idempotency (at)',
  ],
};
