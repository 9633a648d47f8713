import { z } from 'zod';
import { defineVerb } from '../../../server/verb.ts';
import { revokeCredentials } from '../../../state/credential-table.ts';
import { accountIdSchema } from '../../accounts.ts';
import { accessChanges } from '../../actors.ts';
import { subjectOfAccount } from '../../subjects.ts';

const inputSchema = z.strictObject({ account: accountIdSchema, family: z.string().min(1) });

/** By whoever has a token of the family. */
export const jwtRevoke = defineVerb<z.output<typeof inputSchema>, { readonly revoked: number }>({
  name: 'jwt.revoke',
  summary: 'Sign out: an access token and the refresh tokens it came with',
  input: inputSchema,
  subject: ({ account }) => subjectOfAccount(account),
  record: ({ family }, output) => ({ family, revoked: output?.revoked }),
  async run(tx, { family }, context) {
    const revoked = await revokeCredentials(tx, { family }, context.world.now());
    accessChanges(context);
    return { revoked };
  },
});
