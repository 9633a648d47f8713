import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { roleNameSchema } from '../../permissions/schema.ts';
import { decide } from '../../server/actor.ts';
import type { Context } from '../../server/context.ts';
import { defineVerb } from '../../server/verb.ts';
import { getAccount } from '../../state/account-table.ts';
import { removeRole } from '../../state/role-table.ts';
import type { Tx } from '../../state/state.ts';
import { accessChanges } from '../actors.ts';
import { missingRole, type RoleHolders, refuseBuiltIn, roleHolders, subjectOfRole } from '../roles.ts';
import { subjectOfAccount } from '../subjects.ts';

const inputSchema = z.strictObject({ name: roleNameSchema });

/**
 * One that somebody has stays: without it they could do less, or more where it refuses something, and a role that is
 * added later under the same name would be theirs at once.
 */
export const roleRemove = defineVerb<z.output<typeof inputSchema>, { readonly name: string }>({
  name: 'role.remove',
  summary: 'Remove a role of your own that nobody has',
  input: inputSchema,
  subject: ({ name }) => subjectOfRole(name),
  record: () => ({}),
  async run(tx, { name }, context) {
    refuseBuiltIn(name);
    const holders = (await roleHolders(tx, context.world.now())).get(name);
    if (holders) throw await used(tx, name, holders, context);
    if (!(await removeRole(tx, name))) throw missingRole(name);
    accessChanges(context);
    return { name };
  },
});

/** More names help nobody. */
const mostNamed = 10;

async function used(tx: Tx, name: string, { accounts, keys }: RoleHolders, context: Context): Promise<PitwallError> {
  const people = await Promise.all(accounts.slice(0, mostNamed).map((id) => shownAs(tx, id, context)));
  const all = [...people, ...keys.map((id) => `key ${id}`)];
  const more = accounts.length + keys.length - Math.min(all.length, mostNamed);
  const list = [...all.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return new PitwallError({
    code: 'role.used',
    problem: `expected a role that nobody has, found that ${name} is had by ${list}`,
    fix: 'Give them another role first and revoke the keys, or change the role with pitwall role add --replace',
  });
}

/** By name only to whoever may see who there is. */
async function shownAs(tx: Tx, id: string, { actor }: Context): Promise<string> {
  if (!decide(actor, 'account.read', subjectOfAccount(id)).allowed) return id;
  return visible((await getAccount(tx, id))?.name ?? id);
}
