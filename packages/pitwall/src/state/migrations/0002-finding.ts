import type { Migration } from './migration.ts';

export const finding: Migration = {
  number: 2,
  name: 'finding',
  statements: [
    `create table finding (
      seq bigint not null primary key,
      id text not null unique,
      at bigint not null,
      subject text not null,
      metric text not null,
      status text not null check (status in ('pass', 'warning', 'alert', 'unknown')),
      value double precision,
      body text not null,
      window_start bigint,
      window_end bigint,
      corrected_by text
    )`,
    'create index finding_subject on finding (subject, metric, seq)',
    'create index finding_status on finding (status, seq)',
    'create index finding_at on finding (at)',
  ],
};
