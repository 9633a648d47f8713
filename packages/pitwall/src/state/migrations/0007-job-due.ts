import type { Migration } from './migration.ts';

export const jobDue: Migration = {
  number: 7,
  name: 'job-due',
  statements: [
    `alter table job add column summary text not null default ''`,
    'alter table job add column due_at bigint',
    'alter table job add column lease_since bigint',
    'alter table job add column last_run text',
    'alter table job_run add column due_at bigint',
    'update job_run set due_at = started_at',
  ],
};
