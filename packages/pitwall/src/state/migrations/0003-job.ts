import type { Migration } from './migration.ts';

export const job: Migration = {
  number: 3,
  name: 'job',
  statements: [
    `create table job (
      name text not null primary key,
      schedule text,
      lease_owner text,
      lease_until bigint,
      lease_run text,
      attempts bigint not null,
      next_at bigint,
      dead_at bigint,
      last_error text
    )`,
    'create index job_next on job (next_at)',
    `create table job_run (
      seq bigint not null primary key,
      id text not null unique,
      job text not null references job (name) on delete cascade,
      owner text not null,
      attempt bigint not null,
      started_at bigint not null,
      ended_at bigint,
      outcome text check (outcome in ('done', 'failed', 'lost')),
      detail text
    )`,
    'create index job_run_job on job_run (job, seq)',
  ],
};
