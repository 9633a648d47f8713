import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { roleSchema } from '../../permissions/schema.ts';
import { defineVerb } from '../../server/verb.ts';
import type { Json } from '../../state/canonical-json.ts';
import { addRole, findRole, removeRole } from '../../state/role-table.ts';
import { hasAdministrator, refuseWithoutAdministrator } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { refuseBuiltIn, refuseRoleBeyond, subjectOfRole } from '../roles.ts';

export const roleAddInput = roleSchema.extend({
  replace: z.boolean().default(false).describe('Take the place of the role of this name, for all who have it'),
});

/** The rules stand in the audit, for they say what somebody could do at that time. */
export const roleAdd = defineVerb<z.output<typeof roleAddInput>, { readonly name: string; readonly replaced: boolean }>(
  {
    name: 'role.add',
    summary: 'Add a role of your own, or put another in its place',
    input: roleAddInput,
    subject: ({ name }) => subjectOfRole(name),
    record: ({ summary, rules }, output) => ({
      summary,
      rules: rules as unknown as Json,
      ...(output ? { replaced: output.replaced } : {}),
    }),
    async run(tx, { name, summary, rules, replace }, context) {
      refuseBuiltIn(name);
      const before = await findRole(tx, name);
      if (before && !replace) throw taken(name);
      refuseRoleBeyond(context.actor, { name, summary, rules }, before);
      const hadAdministrator = before !== undefined && (await hasAdministrator(tx));
      if (before) await removeRole(tx, name);
      await addRole(tx, { name, summary, rules, madeAt: context.world.now(), madeBy: context.actor.name });
      await refuseWithoutAdministrator(tx, hadAdministrator);
      accessChanges(context);
      return { name, replaced: before !== undefined };
    },
  },
);

const taken = (name: string): PitwallError =>
  new PitwallError({
    code: 'role.exists',
    problem: `expected a name that no role has, found ${name}`,
    fix: 'Choose another, or replace the role with --replace: whoever has it may then do what the new one says',
    place: { field: 'name' },
  });
