import type { Reader, Tx } from './state.ts';

/** How far something has come, or how often it happened. */
export async function getMark(db: Reader, name: string): Promise<number | undefined> {
  const row = await db.selectFrom('alert_mark').select('value').where('name', '=', name).executeTakeFirst();
  return row && Number(row.value);
}

export async function putMark(tx: Tx, name: string, value: number): Promise<void> {
  await tx
    .insertInto('alert_mark')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** How often a rule made a finding an alert, and when it did so last. */
export interface RuleHits {
  readonly name: string;
  readonly hits: number;
  readonly lastAt: number;
}

export async function countRuleHits(tx: Tx, hits: ReadonlyMap<string, number>, at: number): Promise<void> {
  for (const [name, count] of hits)
    await tx
      .insertInto('alert_rule')
      .values({ name, hits: count, last_at: at })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet((row) => ({ hits: row('alert_rule.hits', '+', row.ref('excluded.hits')), last_at: at })),
      )
      .execute();
}

export async function listRuleHits(db: Reader): Promise<readonly RuleHits[]> {
  const rows = await db.selectFrom('alert_rule').selectAll().orderBy('name').execute();
  return rows.map(({ name, hits, last_at: lastAt }) => ({ name, hits: Number(hits), lastAt: Number(lastAt) }));
}
