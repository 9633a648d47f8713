import type { Migration } from './migration.ts';

export const metric: Migration = {
  number: 6,
  name: 'metric',
  statements: [
    `create table metric_series (
      key text not null primary key,
      seq bigint not null unique,
      component text not null,
      metric text not null,
      labels text not null,
      made_at bigint not null
    )`,
    'create index metric_series_name on metric_series (component, metric, seq)',
    // without a reference to its series, which would be looked up for each row that is written
    `create table metric_bucket (
      series bigint not null,
      resolution bigint not null,
      start bigint not null,
      count bigint not null,
      sum double precision not null,
      min double precision not null,
      max double precision not null,
      last double precision not null,
      last_at bigint not null,
      primary key (series, resolution, start)
    )`,
  ],
};
