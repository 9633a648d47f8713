import type { Migration } from './migration.ts';

export const alert: Migration = {
  number: 16,
  name: 'alert',
  statements: [
    `create table alert (
      id text not null primary key,
      seq bigint not null unique,
      subject text not null,
      metric text not null,
      rule text not null,
      severity text not null,
      state text not null,
      labels text not null,
      episode bigint not null,
      count bigint not null,
      since bigint not null,
      fired_at bigint,
      seen_at bigint not null,
      resolved_at bigint,
      next_at bigint,
      changed_at bigint not null,
      body text not null
    )`,
    'create index alert_state on alert (state, seq)',
    'create index alert_open on alert (state, severity, rule, subject)',
    'create index alert_next on alert (next_at)',
    'create index alert_subject on alert (subject)',
    `create table alert_event (
      seq bigint not null primary key,
      alert text not null,
      episode bigint not null,
      at bigint not null,
      kind text not null,
      actor text not null,
      body text not null
    )`,
    'create index alert_event_alert on alert_event (alert, seq)',
    'create index alert_event_at on alert_event (at)',
    `create table alert_group (
      id text not null primary key,
      route text not null,
      labels text not null,
      round bigint not null,
      is_open bigint not null,
      opened_at bigint not null,
      next_flush_at bigint,
      next_escalate_at bigint,
      level bigint not null,
      body text not null
    )`,
    'create index alert_group_flush on alert_group (next_flush_at)',
    'create index alert_group_escalate on alert_group (next_escalate_at)',
    `create table alert_member (
      group_id text not null,
      alert text not null,
      primary key (group_id, alert)
    )`,
    'create index alert_member_alert on alert_member (alert)',
    `create table alert_silence (
      id text not null primary key,
      seq bigint not null unique,
      matchers text not null,
      reason text not null,
      author text not null,
      starts_at bigint not null,
      ends_at bigint,
      schedule text,
      made_at bigint not null,
      changed_at bigint not null,
      told_at bigint
    )`,
    'create index alert_silence_ends on alert_silence (ends_at)',
    `create table alert_rule (
      name text not null primary key,
      hits bigint not null,
      last_at bigint not null
    )`,
    `create table alert_received (
      id text not null primary key,
      source text not null,
      status text not null,
      starts_at bigint not null,
      ends_at bigint,
      seen_at bigint not null,
      body text not null
    )`,
    'create index alert_received_ends on alert_received (status, ends_at)',
    `create table alert_mark (
      name text not null primary key,
      value bigint not null
    )`,
  ],
};
