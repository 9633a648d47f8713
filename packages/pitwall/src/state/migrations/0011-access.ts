import type { Migration } from './migration.ts';

/** The tokens of before become credentials: what let everything do is a key of an administrator. */
export const access: Migration = {
  number: 11,
  name: 'access',
  statements: [
    `create table account (
      id text not null primary key,
      name text unique,
      password text,
      grants text not null,
      issuer text,
      identity text,
      version bigint not null,
      made_at bigint not null,
      made_by text not null,
      disabled_at bigint,
      erased_at bigint,
      failures bigint not null,
      locked_until bigint,
      unique (issuer, identity)
    )`,
    `create table role (
      name text not null primary key,
      summary text not null,
      rules text not null,
      made_at bigint not null,
      made_by text not null
    )`,
    `create table credential (
      hash text not null primary key,
      id text not null unique,
      kind text not null check (kind in ('key', 'session', 'link', 'refresh')),
      account text,
      name text not null,
      hint text not null,
      grants text,
      made_at bigint not null,
      made_by text not null,
      expires_at bigint not null,
      used_at bigint,
      revoked_at bigint,
      family text,
      replaced_by text
    )`,
    'create index credential_account on credential (account, kind)',
    'create index credential_family on credential (family)',
    `insert into credential (hash, id, kind, account, name, hint, grants, made_at, made_by, expires_at, revoked_at)
      select hash, 'k-' || substr(hash, 1, 10),
        case when name = 'sign-in-link' then 'link' when name like 'session-%' then 'session' else 'key' end,
        null, case when name = 'sign-in-link' then 'sign-in' else name end, 'pitwall_…',
        case when name = 'administrator' then '[{"on":[],"role":"admin"}]' else '[]' end,
        made_at, 'owner',
        made_at + case when name = 'sign-in-link' then 3600000 when name like 'session-%' then 43200000
          else 31536000000 end,
        revoked_at
      from token`,
    // what signed in as the administrator goes on until it ends
    `update credential set grants = null where kind in ('session', 'link')`,
    'drop table token',
  ],
};
