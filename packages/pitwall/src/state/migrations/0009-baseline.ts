import type { Migration } from './migration.ts';

export const baseline: Migration = {
  number: 9,
  name: 'baseline',
  statements: [
    `create table baseline (
      model text not null,
      version bigint not null,
      at bigint not null,
      made_by text not null,
      source text not null,
      data_rows bigint not null,
      digest text not null,
      body text not null,
      primary key (model, version)
    )`,
    `create table baseline_promotion (
      seq bigint not null primary key,
      model text not null,
      version bigint not null,
      at bigint not null,
      made_by text not null,
      foreign key (model, version) references baseline (model, version)
    )`,
    'create index baseline_promotion_model on baseline_promotion (model, seq)',
  ],
};
