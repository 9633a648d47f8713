import type { RoleRow } from './access-rows.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';

export interface RuleRow {
  readonly effect: 'allow' | 'deny';
  readonly verbs: readonly string[];
  readonly subjects: readonly string[];
}

/** A role of this installation, beside those that are built in. */
export interface StoredRole {
  readonly name: string;
  readonly summary: string;
  readonly rules: readonly RuleRow[];
  readonly madeAt: number;
  readonly madeBy: string;
}

/** False where one of that name is there. */
export async function addRole(tx: Tx, { name, summary, rules, madeAt, madeBy }: StoredRole): Promise<boolean> {
  const added = await tx
    .insertInto('role')
    .values({ name, summary, rules: canonicalJson(rules as unknown as Json), made_at: madeAt, made_by: madeBy })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute();
  return added.length === 1;
}

/** False where there is none of that name. */
export async function removeRole(tx: Tx, name: string): Promise<boolean> {
  return (await tx.deleteFrom('role').where('name', '=', name).returning('name').execute()).length === 1;
}

export async function findRole(db: Reader, name: string): Promise<StoredRole | undefined> {
  const row = await db.selectFrom('role').selectAll().where('name', '=', name).executeTakeFirst();
  return row && roleOf(row);
}

/** In the order of their names, as programs compare them. */
export async function listRoles(db: Reader): Promise<readonly StoredRole[]> {
  const rows = await db.selectFrom('role').selectAll().execute();
  // here, since engines sort text each in its own way
  return rows.map(roleOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function roleOf({ name, summary, rules, made_at, made_by }: RoleRow): StoredRole {
  return { name, summary, rules: JSON.parse(rules) as readonly RuleRow[], madeAt: made_at, madeBy: made_by };
}
