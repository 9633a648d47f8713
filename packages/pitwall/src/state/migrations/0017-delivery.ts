import type { Migration } from './migration.ts';

export const delivery: Migration = {
  number: 17,
  name: 'delivery',
  statements: [
    `create table delivery (
      id text not null primary key,
      seq bigint not null unique,
      channel text not null,
      target text not null,
      thread text not null,
      kind text not null,
      severity text not null,
      state text not null,
      made_at bigint not null,
      due_at bigint not null,
      expires_at bigint,
      gives_up_at bigint not null,
      attempt bigint not null,
      lease_owner text,
      lease_until bigint,
      last_error text,
      ended_at bigint,
      fallback_of text,
      fallen_back_at bigint,
      payload text not null
    )`,
    'create index delivery_due on delivery (state, channel, due_at)',
    `create index delivery_open on delivery (channel, target, thread, seq) where state in ('waiting', 'sending')`,
    'create index delivery_of_thread on delivery (thread, state)',
    'create index delivery_ended on delivery (ended_at)',
    `create table delivery_attempt (
      seq bigint not null primary key,
      delivery text not null,
      attempt bigint not null,
      at bigint not null,
      milliseconds bigint not null,
      outcome text not null,
      status bigint,
      detail text not null
    )`,
    'create index delivery_attempt_delivery on delivery_attempt (delivery, seq)',
    'create index delivery_attempt_at on delivery_attempt (at)',
    `create table delivery_channel (
      channel text not null primary key,
      failures bigint not null,
      open_until bigint,
      quiet_until bigint,
      tokens double precision not null,
      tokens_at bigint not null
    )`,
    `create table delivery_remote (
      channel text not null,
      target text not null,
      thread text not null,
      at bigint not null,
      body text not null,
      primary key (channel, target, thread)
    )`,
    'create index delivery_remote_at on delivery_remote (at)',
  ],
};
