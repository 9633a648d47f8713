import type { Migration } from './migration.ts';

export const profile: Migration = {
  number: 10,
  name: 'profile',
  statements: [
    `create table profile_mark (
      model text not null primary key,
      baseline bigint not null,
      position bigint not null,
      asked_since bigint not null,
      since bigint not null
    )`,
    `create table profile_hour (
      model text not null,
      baseline bigint not null,
      start_at bigint not null,
      data_rows bigint not null,
      body text not null,
      primary key (model, baseline, start_at)
    )`,
    'create index profile_hour_start on profile_hour (start_at)',
  ],
};
