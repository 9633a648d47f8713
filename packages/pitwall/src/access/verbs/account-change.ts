import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { changeAccount, noteTries } from '../../state/account-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import {
  accountIdSchema,
  hasAdministrator,
  refuseOneself,
  refuseWithoutAdministrator,
  requireAccount,
  signOutEverywhere,
} from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { holderOf } from '../holder.ts';
import { subjectOfAccount } from '../subjects.ts';
import { refuseBeyond } from '../within.ts';
import { grantsSchema } from './account-add.ts';

const grantInput = z.strictObject({ id: accountIdSchema, grants: grantsSchema });

/** Whoever is signed in with the account signs in anew: a session has one authority from its beginning to its end. */
export const accountGrant = defineVerb<z.output<typeof grantInput>, { readonly version: number }>({
  name: 'account.grant',
  summary: 'Say anew what somebody may do, in place of what was said before; signs them out',
  input: grantInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: ({ grants }) => ({ grants: grants as unknown as Json }),
  async run(tx, { id, grants }, context) {
    const account = await requireAccount(tx, id);
    refuseOneself(context.actor, (await holderOf(tx, context.actor)).account, id);
    await refuseBeyond(tx, context.actor, grants);
    const before = await hasAdministrator(tx);
    await changeAccount(tx, id, { grants });
    await signOutEverywhere(tx, id, context.world.now());
    await refuseWithoutAdministrator(tx, before);
    accessChanges(context);
    return { version: account.version + 1 };
  },
});

const idInput = z.strictObject({ id: accountIdSchema });

export const accountDisable = defineVerb<z.output<typeof idInput>, { readonly disabled: true }>({
  name: 'account.disable',
  summary: 'Let somebody in no more, with a password, a key or a session',
  input: idInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: () => ({}),
  async run(tx, { id }, context) {
    const account = await requireAccount(tx, id);
    refuseOneself(context.actor, (await holderOf(tx, context.actor)).account, id);
    const at = context.world.now();
    const before = await hasAdministrator(tx);
    if (account.disabledAt === null) await changeAccount(tx, id, { disabledAt: at });
    await signOutEverywhere(tx, id, at);
    await refuseWithoutAdministrator(tx, before);
    accessChanges(context);
    return { disabled: true };
  },
});

export const accountEnable = defineVerb<z.output<typeof idInput>, { readonly disabled: false }>({
  name: 'account.enable',
  summary: 'Let somebody in again',
  input: idInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: () => ({}),
  async run(tx, { id }, context) {
    const account = await requireAccount(tx, id);
    // its keys come back to life with it, so it is like giving what it has
    await refuseBeyond(tx, context.actor, account.grants);
    if (account.disabledAt !== null) await changeAccount(tx, id, { disabledAt: null });
    accessChanges(context);
    return { disabled: false };
  },
});

export const accountUnlock = defineVerb<z.output<typeof idInput>, { readonly wasLocked: boolean }>({
  name: 'account.unlock',
  summary: 'Let somebody try their password again at once',
  input: idInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: (_input, output) => ({ ...output }),
  async run(tx, { id }, { world }) {
    const { lockedUntil } = await requireAccount(tx, id);
    await noteTries(tx, id, { failures: 0, lockedUntil: null });
    return { wasLocked: lockedUntil !== null && world.now() < lockedUntil };
  },
});
