import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.ts';
import { takeNumbers } from './counter-table.ts';
import { packText, unpackText } from './packed.ts';
import type { Reader, Tx } from './state.ts';

/** Where a baseline comes from: events from `from` on and before `to`, or a file that was adopted. */
export type BaselineSource =
  | { readonly kind: 'events'; readonly from: number; readonly to: number }
  | { readonly kind: 'file'; readonly name: string; readonly created: string };

/** A version of what a model's data looks like while it is as it should be. Versions are numbered from 1 on. */
export interface BaselineVersion {
  readonly model: string;
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly source: BaselineSource;
  readonly rows: number;
  /** Of what it holds, whenever and from whatever it was made. */
  readonly digest: string;
}

export interface Promotion {
  readonly version: number;
  readonly at: number;
  readonly by: string;
}

export interface NewBaseline {
  readonly model: string;
  readonly at: number;
  readonly by: string;
  readonly source: BaselineSource;
  readonly rows: number;
  readonly digest: string;
  /** From `packBaseline`. */
  readonly body: string;
}

/** To be done before the transaction: what is large takes long to pack. */
export function packBaseline(content: Json): { readonly digest: string; readonly body: string } {
  const text = canonicalJson(content);
  return { digest: createHash('sha256').update(text).digest('hex'), body: packText(Buffer.from(text)) };
}

/** Its version. */
export async function addBaseline(tx: Tx, { model, at, by, source, rows, digest, body }: NewBaseline): Promise<number> {
  const last = await tx
    .selectFrom('baseline')
    .select((select) => select.fn.max('version').as('version'))
    .where('model', '=', model)
    .executeTakeFirst();
  const version = Number(last?.version ?? 0) + 1;
  await tx
    .insertInto('baseline')
    .values({ model, version, at, made_by: by, source: JSON.stringify(source), data_rows: rows, digest, body })
    .execute();
  return version;
}

const described = ['model', 'version', 'at', 'made_by', 'source', 'data_rows', 'digest'] as const;

/** All versions of a model without their bodies, the newest first. */
export async function listBaselines(db: Reader, model: string): Promise<readonly BaselineVersion[]> {
  const rows = await db
    .selectFrom('baseline')
    .select(described)
    .where('model', '=', model)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(versionOf);
}

export async function getBaseline(db: Reader, model: string, version: number): Promise<BaselineVersion | undefined> {
  const row = await db
    .selectFrom('baseline')
    .select(described)
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** The version with the same content. */
export async function findBaseline(db: Reader, model: string, digest: string): Promise<BaselineVersion | undefined> {
  const row = await db
    .selectFrom('baseline')
    .select(described)
    .where('model', '=', model)
    .where('digest', '=', digest)
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** What it holds, as it was packed. */
export async function readBaselineBody(db: Reader, model: string, version: number): Promise<Json | undefined> {
  const row = await db
    .selectFrom('baseline')
    .select('body')
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && (JSON.parse(unpackText(row.body).toString('utf8')) as Json);
}

export async function promoteBaseline(
  tx: Tx,
  { model, version, at, by }: { readonly model: string } & Promotion,
): Promise<void> {
  const seq = await takeNumbers(tx, 'baseline_promotion', 1);
  await tx.insertInto('baseline_promotion').values({ seq, model, version, at, made_by: by }).execute();
}

/** What was in force, the newest first; the first one is now. */
export async function listPromotions(db: Reader, model: string, limit = 100): Promise<readonly Promotion[]> {
  const rows = await db
    .selectFrom('baseline_promotion')
    .select(['version', 'at', 'made_by'])
    .where('model', '=', model)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ version, at, made_by: by }) => ({ version, at, by }));
}

/** The version that windows are compared with. */
export async function promotedBaseline(db: Reader, model: string): Promise<BaselineVersion | undefined> {
  const [latest] = await listPromotions(db, model, 1);
  return latest && getBaseline(db, model, latest.version);
}

type DescribedRow = {
  readonly model: string;
  readonly version: number;
  readonly at: number;
  readonly made_by: string;
  readonly source: string;
  readonly data_rows: number;
  readonly digest: string;
};

function versionOf({ made_by: by, data_rows: rows, source, ...row }: DescribedRow): BaselineVersion {
  return { ...row, by, rows, source: JSON.parse(source) as BaselineSource };
}
