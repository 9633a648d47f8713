import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { changeAccount, noteTries } from '../../state/account-table.ts';
import { accountIdSchema, refuseOneself, requireAccount, signOutEverywhere } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { accessOf } from '../config.ts';
import { holderOf } from '../holder.ts';
import { newLink, secretSchema } from '../links.ts';
import { subjectOfAccount } from '../subjects.ts';
import { refuseBeyond } from '../within.ts';

const inputSchema = z.strictObject({ id: accountIdSchema, link: secretSchema });

/** The password of before opens nothing any more, at once: whoever asks for this does not trust it. */
export const accountPassword = defineVerb<z.output<typeof inputSchema>, { readonly until: number }>({
  name: 'account.password',
  summary: 'Make a link with which somebody chooses a new password, once',
  input: inputSchema,
  subject: ({ id }) => subjectOfAccount(id),
  record: () => ({}),
  async run(tx, { id, link }, context) {
    const { actor, world, config } = context;
    const account = await requireAccount(tx, id);
    // of one's own it takes the old one, so that a browser left open is not enough
    refuseOneself(actor, (await holderOf(tx, actor)).account, id);
    // whoever has the link is that account
    await refuseBeyond(tx, actor, account.grants);
    const at = world.now();
    await changeAccount(tx, id, { password: null });
    await noteTries(tx, id, { failures: 0, lockedUntil: null });
    await signOutEverywhere(tx, id, at);
    const until = at + accessOf(config).linkLife;
    await newLink(tx, { ...link, name: 'password', account: id, grants: null, madeAt: at, madeBy: actor.name, until });
    accessChanges(context);
    return { until };
  },
});
