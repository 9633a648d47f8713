import type { Reader, Tx } from './state.ts';
import type { SecretRow } from './tables.ts';

/** A secret as it is stored: what it holds is in an envelope, which only its server opens. */
export interface Secret {
  readonly name: string;
  readonly envelope: string;
  /** Grows with every new value. */
  readonly version: number;
  readonly madeAt: number;
  readonly madeBy: string;
  readonly changedAt: number;
}

export interface SetSecret {
  readonly name: string;
  readonly envelope: string;
  readonly at: number;
  readonly by: string;
}

/** Puts a new value in the place of the one before; answers which it is. */
export async function setSecret(tx: Tx, { name, envelope, at, by }: SetSecret): Promise<number> {
  const { version } = await tx
    .insertInto('secret')
    .values({ name, envelope, version: 1, made_at: at, made_by: by, changed_at: at })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({
        envelope,
        changed_at: at,
        version: row('secret.version', '+', 1),
      })),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** False where there is none. */
export async function removeSecret(tx: Tx, name: string): Promise<boolean> {
  const removed = await tx.deleteFrom('secret').where('name', '=', name).returning('name').execute();
  return removed.length === 1;
}

export async function findSecret(db: Reader, name: string): Promise<Secret | undefined> {
  const row = await db.selectFrom('secret').selectAll().where('name', '=', name).executeTakeFirst();
  return row && secretOf(row);
}

/** All of them, by name. */
export async function listSecrets(db: Reader): Promise<readonly Secret[]> {
  const rows = await db.selectFrom('secret').selectAll().execute();
  // here, since engines sort text each in its own way
  return rows.map(secretOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function secretOf({ name, envelope, version, made_at, made_by, changed_at }: SecretRow): Secret {
  return { name, envelope, version, madeAt: made_at, madeBy: made_by, changedAt: changed_at };
}
