import { setImmediate as nextTurn } from 'node:timers/promises';
import { SqliteAdapter, sql } from 'kysely';
import { type AuditEntry, entryOf } from './audit-table.ts';
import type { Reader, State, Tx } from './state.ts';

const rowsAtOnce = 500;

/** What the audit says of somebody: under their key, of their account, and what they did themselves; oldest first. */
export async function* auditAbout(
  db: Reader,
  { key, account }: { readonly key: string | undefined; readonly account: string | undefined },
): AsyncGenerator<AuditEntry, void> {
  if (key === undefined && account === undefined) return;
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', after)
      .where(({ eb, or }) =>
        or([
          ...(key === undefined
            ? []
            : [eb('sealed', 'like', `personal.${key}.%`), eb('subject', '=', `person:${key}`)]),
          ...(account === undefined
            ? []
            : [
                eb('actor', '=', `user:${account}`),
                eb('subject', '=', `account:${account}`),
                eb('subject', 'like', `account:${account}/%`),
              ]),
        ]),
      )
      .orderBy('seq')
      .limit(rowsAtOnce)
      .execute();
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return;
    after = last.seq;
  }
}

/** Where findings and windows hold texts of what they looked at. */
const places = [
  ['finding', 'id'],
  ['monitor_window', 'seq'],
] as const;

/**
 * Puts something else in the place of what a person is called, wherever findings and windows repeat it. There may be
 * hundreds of thousands of them, so a few are read at a time and a transaction is made only where one says it: others work
 * in between, and none takes longer than a change may. Done again, it finds what is left.
 */
export async function rewriteBodies(
  { db, change }: Pick<State, 'db' | 'change'>,
  rewrite: (body: string) => string,
): Promise<number> {
  let changed = 0;
  for (const [table, id] of places) {
    for (let after: string | number | undefined; ; ) {
      const all = db
        .selectFrom(table)
        .select([sql<string | number>`${sql.ref(id)}`.as('id'), 'body'])
        .orderBy(sql.ref(id));
      const rows = await (after === undefined ? all : all.where(sql.ref(id), '>', after)).limit(rowsAtOnce).execute();
      const next = rows.map((row) => ({ ...row, next: rewrite(row.body) })).filter((row) => row.next !== row.body);
      if (next.length > 0) {
        await change((tx) =>
          overwriting(tx, async () => {
            for (const row of next) {
              await sql`update ${sql.table(table)} set body = ${row.next} where ${sql.ref(id)} = ${row.id}`.execute(tx);
            }
          }),
        );
      }
      changed += next.length;
      after = rows.at(-1)?.id;
      if (rows.length < rowsAtOnce) break;
      await nextTurn();
    }
  }
  return changed;
}

/** SQLite leaves what was in a row in its pages until they are used again; while `work` runs it overwrites it. */
export async function overwriting<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result> {
  if (!(tx.getExecutor().adapter instanceof SqliteAdapter)) return work();
  await sql`pragma secure_delete = on`.execute(tx);
  try {
    return await work();
  } finally {
    await sql`pragma secure_delete = off`.execute(tx);
  }
}

/** Takes from an account, and from what was given out with it, everything that says whose it is. */
export async function eraseAccount(tx: Tx, id: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('account')
    .set((row) => ({
      name: null,
      password: null,
      grants: '[]',
      issuer: null,
      identity: null,
      disabled_at: at,
      erased_at: at,
      version: row('version', '+', 1),
    }))
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  await tx.updateTable('credential').set({ name: '', hint: '' }).where('account', '=', id).execute();
  await tx
    .updateTable('credential')
    .set({ revoked_at: at })
    .where('account', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  return numUpdatedRows > 0n;
}
