import { SqliteAdapter, sql } from 'kysely';
import type { Reader, State, Tx } from './state.ts';

/** The key of one person. Whoever destroys it makes unreadable what was sealed with it, wherever that was copied to. */
export interface SubjectKey {
  readonly id: string;
  /** Null once it is destroyed. */
  readonly sealed: string | null;
  readonly madeAt: number;
  readonly destroyedAt: number | null;
}

const keys = (db: Reader) =>
  db.selectFrom('subject_key').select(['id', 'sealed', 'made_at as madeAt', 'destroyed_at as destroyedAt']);

/** Whose it is stands nowhere: the pseudonym is found again by whoever knows the person, and gone with the key. */
export function subjectKeyOf(db: Reader, pseudonym: string): Promise<SubjectKey | undefined> {
  return keys(db).where('pseudonym', '=', pseudonym).executeTakeFirst();
}

export function subjectKey(db: Reader, id: string): Promise<SubjectKey | undefined> {
  return keys(db).where('id', '=', id).executeTakeFirst();
}

export async function addSubjectKey(
  tx: Tx,
  key: { readonly id: string; readonly pseudonym: string; readonly sealed: string; readonly at: number },
): Promise<void> {
  const { id, pseudonym, sealed, at } = key;
  await tx.insertInto('subject_key').values({ id, pseudonym, sealed, made_at: at, destroyed_at: null }).execute();
}

/**
 * False where there was none. What SQLite deletes stays in its pages until they are used again, and what it moves from a
 * page to another stays in the first one. So all rows are taken out with overwriting, and those that stay put in again.
 * The log beside the file still has the pages of before, until `forgetOverwritten`.
 */
export async function eraseSubjectKey(tx: Tx, pseudonym: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('subject_key')
    .set({ pseudonym: null, sealed: null, destroyed_at: at })
    .where('pseudonym', '=', pseudonym)
    .executeTakeFirst();
  if (numUpdatedRows > 0n && tx.getExecutor().adapter instanceof SqliteAdapter) await rewriteAll(tx);
  return numUpdatedRows > 0n;
}

const rowsPerInsert = 500;

async function rewriteAll(tx: Tx): Promise<void> {
  const rows = await tx.selectFrom('subject_key').selectAll().execute();
  await sql`pragma secure_delete = on`.execute(tx);
  try {
    await tx.deleteFrom('subject_key').execute();
  } finally {
    await sql`pragma secure_delete = off`.execute(tx);
  }
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx
      .insertInto('subject_key')
      .values(rows.slice(from, from + rowsPerInsert))
      .execute();
  }
}

/**
 * Takes what was overwritten out of the log too. To be called once the erasure stands; false where somebody reads at that
 * moment, and it has to be called again. Postgres keeps old rows until its vacuum, and its log as long as it is told to:
 * there this removes the rows, and whoever keeps the log has to let it expire.
 */
export async function forgetOverwritten({ engine, db }: State): Promise<boolean> {
  if (engine === 'postgres') return false;
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}

/** The key that pseudonyms are made with, in an envelope. */
export async function pseudonymKey(db: Reader): Promise<string | undefined> {
  const row = await db.selectFrom('audit_key').select('sealed').where('kind', '=', 'pseudonym').executeTakeFirst();
  return row?.sealed;
}

export async function addPseudonymKey(tx: Tx, id: string, sealed: string, at: number): Promise<void> {
  const row = { id, kind: 'pseudonym', origin: null, public: null, sealed, made_at: at };
  await tx.insertInto('audit_key').values(row).execute();
}
