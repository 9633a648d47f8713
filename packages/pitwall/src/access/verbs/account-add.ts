import { z } from 'zod';
import { grantSchema } from '../../permissions/schema.ts';
import { defineVerb } from '../../server/verb.ts';
import { addAccount } from '../../state/account-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import { accountIdSchema, accountNameSchema, nameTaken } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { accessOf } from '../config.ts';
import { hasher } from '../hasher.ts';
import { refusePassword } from '../password.ts';
import { subjectOfAccount } from '../subjects.ts';
import { refuseBeyond } from '../within.ts';

export const grantsSchema = z.array(grantSchema).max(100).describe('Roles, each everywhere or on some subjects');

const inputSchema = z.strictObject({
  id: accountIdSchema,
  name: accountNameSchema,
  grants: grantsSchema,
  password: z.string().max(5_000).optional(),
});

/** Names stay out of the audit, which is kept for ever. */
export const accountAdd = defineVerb<z.output<typeof inputSchema>, { readonly id: string }, string | null>({
  name: 'account.add',
  summary: 'Add an account of somebody who signs in',
  input: inputSchema,
  subject: ({ id }) => subjectOfAccount(id),
  record: ({ grants }) => ({ grants: grants as unknown as Json }),
  async prepare({ name, password }, { config }) {
    if (password === undefined) return null;
    refusePassword(password, { name, minimum: accessOf(config).passwordMinimum });
    return hasher.hash(password);
  },
  async run(tx, { id, name, grants }, context, password) {
    const { actor, world } = context;
    await refuseBeyond(tx, actor, grants);
    const made = { id, name, password, grants, madeAt: world.now(), madeBy: actor.name };
    if (!(await addAccount(tx, made))) throw nameTaken(name);
    accessChanges(context);
    return { id };
  },
});
