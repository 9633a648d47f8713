import { sql } from 'kysely';
import type { Tx } from './state.ts';

/**
 * The first of `count` new numbers. Writers go one after another, so numbers are in the order of commits, and one that
 * was taken by a change that failed is given again.
 */
export async function takeNumbers(tx: Tx, name: string, count: number): Promise<number> {
  // nearly every change asks for some, so it is written out
  const { rows } = await sql<{ value: number }>`insert into counter (name, value) values (${name}, ${count})
    on conflict (name) do update set value = counter.value + excluded.value returning value`.execute(tx);
  const [last] = rows;
  if (!last) throw new TypeError(`Expected the last number of ${name}.`);
  return last.value - count + 1;
}
