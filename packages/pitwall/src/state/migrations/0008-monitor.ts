import type { Migration } from './migration.ts';

export const monitor: Migration = {
  number: 8,
  name: 'monitor',
  statements: [
    `create table monitor (
      model text not null primary key,
      series text not null,
      position bigint not null,
      first_at bigint,
      covered bigint not null,
      prediction_at bigint,
      label_at bigint,
      body text not null
    )`,
    `create table monitor_window (
      seq bigint not null primary key,
      model text not null,
      start_at bigint not null,
      end_at bigint not null,
      length bigint not null,
      pending bigint not null,
      seen bigint not null,
      judged bigint,
      revision bigint not null,
      row_count bigint not null,
      label_count bigint not null,
      status text check (status in ('pass', 'warning', 'alert', 'unknown')),
      judged_at bigint,
      body text not null,
      unique (model, start_at, end_at)
    )`,
    'create index monitor_window_pending on monitor_window (model, pending, end_at)',
    'create index monitor_window_length on monitor_window (model, length, end_at)',
    'create index monitor_window_seq on monitor_window (model, seq)',
  ],
};
