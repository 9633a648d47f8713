import { addedRoleSchema, type ListedRole, listedRoleSchema, type RoleRule, removedRoleSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { missingRole, roleHolders, subjectOfRole } from '../../../access/roles.ts';
import { roleAdd, roleAddInput } from '../../../access/verbs/role-add.ts';
import { roleRemove } from '../../../access/verbs/role-remove.ts';
import { builtInRoles } from '../../../permissions/built-in.ts';
import { roleNameSchema, writtenRule } from '../../../permissions/schema.ts';
import { perform } from '../../../server/perform.ts';
import { listRoles, type StoredRole } from '../../../state/role-table.ts';
import { momentText } from '../../page-query.ts';
import { sentObject } from '../../read-json.ts';
import { defineRoute } from '../../route.ts';

const readPermission = 'role.read';

export const listRolesRoute = defineRoute({
  name: 'listRoles',
  method: 'GET',
  path: '/api/v1/roles',
  summary: 'All roles, those that are built in first',
  permission: readPermission,
  about: 'listed',
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.object({ items: z.array(listedRoleSchema) }) } },
  async handle({ server: { state, world }, may }) {
    const [own, holders] = await Promise.all([listRoles(state.db), roleHolders(state.db, world.now())]);
    const all: readonly (StoredRole | (typeof builtInRoles)[number])[] = [...builtInRoles, ...own];
    const seen = all.filter(({ name }) => may(readPermission, subjectOfRole(name)));
    const items = seen.map((role): ListedRole => {
      const { accounts, keys } = holders.get(role.name) ?? { accounts: [], keys: [] };
      return {
        name: role.name,
        summary: role.summary,
        builtIn: !('madeAt' in role),
        rules: role.rules.map((rule): RoleRule => writtenRule(rule)),
        madeAt: 'madeAt' in role ? momentText(role.madeAt) : null,
        madeBy: 'madeAt' in role ? role.madeBy : null,
        accounts: accounts.length,
        keys: keys.length,
      };
    });
    return { status: 200, json: { items } };
  },
});

const example = {
  name: 'spread-team',
  summary: 'Runs the spread models',
  rules: [
    { allow: ['*.read', 'job.*', 'model.judge'], on: 'model:spread-*' },
    { deny: 'baseline.promote', on: 'model:spread-a' },
  ],
};

export const addRoleRoute = defineRoute({
  name: 'addRole',
  method: 'POST',
  path: '/api/v1/roles',
  summary: roleAdd.summary,
  permission: roleAdd.name,
  // its name stands in the body, which the verb looks at
  about: 'listed',
  body: { types: { 'application/json': roleAddInput }, example },
  answers: {
    201: { summary: 'It is there, and nobody has it yet but whoever had the one before', schema: addedRoleSchema },
  },
  problems: [409],
  async handle({ body, context }) {
    const { output } = await perform(
      context,
      roleAdd,
      sentObject(body, { name: 'spread-team', rules: [{ allow: 'job.*', on: 'model:spread-*' }] }),
    );
    return { status: 201, json: output };
  },
});

export const removeRoleRoute = defineRoute({
  name: 'removeRole',
  method: 'DELETE',
  path: '/api/v1/roles/{role}',
  summary: roleRemove.summary,
  permission: roleRemove.name,
  about: ({ params: { role } }) => subjectOfRole(role),
  // what no role can be called is as missing as what none is called
  params: z.strictObject({ role: z.string().min(1).max(200).describe('Its name') }),
  answers: { 200: { summary: 'It is gone', schema: removedRoleSchema } },
  problems: [404, 409],
  async handle({ params: { role }, context }) {
    if (!roleNameSchema.safeParse(role).success) throw missingRole(role);
    const { output } = await perform(context, roleRemove, { name: role });
    return { status: 200, json: output };
  },
});
