import { sql } from 'kysely';
import { takeNumbers } from './counter-table.ts';
import type { Reader, Tx } from './state.ts';

/** A column that holds envelopes, or nothing. The names are our own; nobody else's text may come here. */
export interface SealedPlace {
  readonly table: string;
  /** The column that names a row, of text. */
  readonly id: string;
  readonly column: string;
}

export interface SealedRow {
  readonly id: string;
  readonly envelope: string;
}

const idLength = 16;
const start = 'sealed.'.length + 1;

const places = ({ table, id, column }: SealedPlace) => ({
  from: sql.table(table),
  key: sql.ref(id),
  value: sql.ref(column),
  keyId: sql`substr(${sql.ref(column)}, ${sql.lit(start)}, ${sql.lit(idLength)})`,
});

/** Rows behind an id that are sealed with another key, in the order of their ids. */
export async function sealedWithOthers(
  db: Reader,
  place: SealedPlace,
  { key, after, most }: { readonly key: string; readonly after: string; readonly most: number },
): Promise<readonly SealedRow[]> {
  const { from, key: id, value, keyId } = places(place);
  const { rows } = await sql<SealedRow>`select ${id} as id, ${value} as envelope from ${from}
    where ${id} > ${after} and ${value} is not null and ${keyId} <> ${key}
    order by ${id} limit ${sql.lit(most)}`.execute(db);
  return rows;
}

/** Puts one envelope in the place of another; false where something else stands there by now. */
export async function replaceSealed(
  tx: Tx,
  place: SealedPlace,
  { id, envelope }: SealedRow,
  next: string,
): Promise<boolean> {
  const { from, key, value } = places(place);
  const { numAffectedRows = 0n } =
    await sql`update ${from} set ${value} = ${next} where ${key} = ${id} and ${value} = ${envelope}`.execute(tx);
  return numAffectedRows > 0n;
}

/** How many envelopes there are of each key. */
export async function countSealed(db: Reader, place: SealedPlace): Promise<ReadonlyMap<string, number>> {
  const { from, value, keyId } = places(place);
  const { rows } = await sql<{ key: string; count: number }>`select ${keyId} as key, count(*) as count from ${from}
    where ${value} is not null group by ${keyId}`.execute(db);
  return new Map(rows.map(({ key, count }) => [key, Number(count)]));
}

const counted = 'rewrapped.';

/** Counts what was wrapped anew in the transaction that does it, so that a server that is killed loses no count. */
export async function countRewrapped(tx: Tx, name: string, count: number): Promise<void> {
  if (count > 0) await takeNumbers(tx, `${counted}${name}`, count);
}

/** How many were wrapped anew since it was told last, by column; from now on they are told. */
export async function tellRewrapped(tx: Tx): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.selectFrom('counter').selectAll().where('name', 'like', `${counted}%`).execute();
  const told = rows.filter(({ value }) => value > 0).map(({ name, value }) => [name.slice(counted.length), value]);
  await tx.deleteFrom('counter').where('name', 'like', `${counted}%`).execute();
  return Object.fromEntries(told);
}

/** Whether something was wrapped anew that was not told yet. */
export async function hasUntold(db: Reader): Promise<boolean> {
  const row = await db.selectFrom('counter').select('name').where('name', 'like', `${counted}%`).executeTakeFirst();
  return row !== undefined;
}
