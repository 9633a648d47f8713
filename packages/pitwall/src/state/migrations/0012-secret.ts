import type { Migration } from './migration.ts';

export const secret: Migration = {
  number: 12,
  name: 'secret',
  statements: [
    `create table secret (
      name text not null primary key,
      envelope text not null,
      version bigint not null,
      made_at bigint not null,
      made_by text not null,
      changed_at bigint not null
    )`,
  ],
};
