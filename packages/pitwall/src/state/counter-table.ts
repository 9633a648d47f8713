import type { Tx } from './state.ts';

/**
 * The first of `count` new numbers. Writers go one after another, so numbers are in the order of commits, and one that
 * was taken by a change that failed is given again.
 */
export async function takeNumbers(tx: Tx, name: string, count: number): Promise<number> {
  const { value } = await tx
    .insertInto('counter')
    .values({ name, value: count })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({ value: row('counter.value', '+', row.ref('excluded.value')) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value - count + 1;
}
