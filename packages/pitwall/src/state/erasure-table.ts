import type { Json } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';
import type { ErasureRow, HoldRow } from './tables.ts';

/** That somebody is to be forgotten, from when it was asked for until nothing is left. */
export interface Erasure {
  readonly id: string;
  /** Id of the key of whoever is forgotten; it says nothing of who it is. */
  readonly person: string;
  readonly askedAt: number;
  readonly askedBy: string;
  /** Who it is, under their own key; null once it is done. */
  readonly sealed: string | null;
  readonly finishedAt: number | null;
  readonly certificate: Json | null;
  /** Why it did not come to its end so far. */
  readonly problem: string | null;
}

export type NewErasure = Pick<Erasure, 'id' | 'person' | 'askedAt' | 'askedBy'> & { readonly sealed: string };

export async function addErasure(tx: Tx, { id, person, askedAt, askedBy, sealed }: NewErasure): Promise<void> {
  const open = { finished_at: null, certificate: null, problem: null };
  await tx
    .insertInto('erasure')
    .values({ id, person, asked_at: askedAt, asked_by: askedBy, sealed, ...open })
    .execute();
}

export async function getErasure(db: Reader, id: string): Promise<Erasure | undefined> {
  const row = await db.selectFrom('erasure').selectAll().where('id', '=', id).executeTakeFirst();
  return row && erasureOf(row);
}

/** The oldest first. */
export async function listErasures(db: Reader, open?: 'open'): Promise<readonly Erasure[]> {
  const all = db.selectFrom('erasure').selectAll().orderBy('asked_at').orderBy('id');
  const rows = await (open === undefined ? all : all.where('finished_at', 'is', null)).execute();
  return rows.map(erasureOf);
}

/** False where it was finished before. */
export async function finishErasure(
  tx: Tx,
  { id, at, certificate }: { readonly id: string; readonly at: number; readonly certificate: Json },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('erasure')
    .set({ finished_at: at, certificate: canonicalJson(certificate), sealed: null, problem: null })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function noteErasureProblem(tx: Tx, id: string, problem: string): Promise<void> {
  await tx.updateTable('erasure').set({ problem }).where('id', '=', id).where('finished_at', 'is', null).execute();
}

/** That somebody must not be forgotten for the time being. */
export interface Hold {
  readonly id: string;
  readonly person: string;
  readonly sealed: string;
  readonly reason: string;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly releasedAt: number | null;
}

export async function addHold(tx: Tx, hold: Omit<Hold, 'releasedAt'>): Promise<void> {
  const { id, person, sealed, reason, madeAt, madeBy } = hold;
  await tx
    .insertInto('hold')
    .values({ id, person, sealed, reason, made_at: madeAt, made_by: madeBy, released_at: null })
    .execute();
}

/** Holds that stand; with those that were released where they are asked for. */
export async function listHolds(db: Reader, which: 'standing' | 'all' = 'standing'): Promise<readonly Hold[]> {
  const all = db.selectFrom('hold').selectAll().orderBy('made_at').orderBy('id');
  return (await (which === 'all' ? all : all.where('released_at', 'is', null)).execute()).map(holdOf);
}

/** False where there is none that stands. */
export async function releaseHold(tx: Tx, id: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('hold')
    .set({ released_at: at })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const holdOf = (row: HoldRow): Hold => ({
  id: row.id,
  person: row.person,
  sealed: row.sealed,
  reason: row.reason,
  madeAt: row.made_at,
  madeBy: row.made_by,
  releasedAt: row.released_at,
});

const erasureOf = (row: ErasureRow): Erasure => ({
  id: row.id,
  person: row.person,
  askedAt: row.asked_at,
  askedBy: row.asked_by,
  sealed: row.sealed,
  finishedAt: row.finished_at,
  certificate: row.certificate === null ? null : (JSON.parse(row.certificate) as Json),
  problem: row.problem,
});
