import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { revokeCredentials } from '../../state/credential-table.ts';
import { hasAdministrator } from '../accounts.ts';
import { accessOf } from '../config.ts';
import { holderOf } from '../holder.ts';
import { newLink, secretSchema } from '../links.ts';
import { subjectOfLink } from '../subjects.ts';

const inputSchema = z.strictObject({ link: secretSchema, for: z.enum(['sign-in', 'setup']) });

/** The link itself is shown to who asked and kept nowhere. It signs in who asked, with no more than they may do now. */
export const linkMake = defineVerb<z.output<typeof inputSchema>, { readonly until: number | null }>({
  name: 'link.make',
  summary: 'Make a new sign-in link, in place of the one before',
  input: inputSchema,
  subject: () => subjectOfLink,
  record: (input) => ({ for: input.for }),
  async run(tx, { link, for: name }, { actor, world, config }) {
    const at = world.now();
    const { account, key } = await holderOf(tx, actor);
    const until = at + accessOf(config).linkLife;
    const row = { ...link, account: account?.id ?? null, grants: key?.grants ?? null, madeAt: at, madeBy: actor.name };
    if (name === 'setup') {
      // of two servers on one state, one may have an administrator by now
      if (account || key || (await hasAdministrator(tx))) return { until: null };
      await newLink(tx, { ...row, name, until });
      return { until };
    }
    await revokeCredentials(tx, { kind: 'link', account: row.account, name }, at);
    await newLink(tx, { ...row, name, until: Math.min(until, key?.expiresAt ?? until) });
    return { until };
  },
});
