import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { addAccount, changeAccount, getAccount, noteTries } from '../../state/account-table.ts';
import { revokeCredentials } from '../../state/credential-table.ts';
import { accountIdSchema, accountNameSchema, hasAdministrator, nameTaken, signOutEverywhere } from '../accounts.ts';
import { accessChanges } from '../actors.ts';
import { accessOf } from '../config.ts';
import { hasher } from '../hasher.ts';
import { requireLink, secretSchema, unusableLink } from '../links.ts';
import { refusePassword } from '../password.ts';
import { startSession } from '../sessions.ts';
import { maySignIn } from '../standing.ts';
import { subjectOfAccount, subjectOfLink } from '../subjects.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const beginInput = z.strictObject({
  link: hash,
  id: accountIdSchema,
  name: accountNameSchema,
  password: z.string().max(5_000),
  session: secretSchema,
  closes: hash.optional(),
});

const administrator = [{ role: 'admin', on: ['*'] }];

export const accountBegin = defineVerb<z.output<typeof beginInput>, { readonly until: number }, string>({
  name: 'account.begin',
  summary: 'Make the first administrator, with a link that works once',
  input: beginInput,
  subject: ({ id }) => subjectOfAccount(id),
  record: () => ({}),
  async prepare({ link, name, password }, { state, world, config }) {
    await requireLink(state.db, { hash: link, name: 'setup', now: world.now() });
    refusePassword(password, { name, minimum: accessOf(config).passwordMinimum });
    return hasher.hash(password);
  },
  async run(tx, { link, id, name, session, closes }, context, password) {
    const at = context.world.now();
    await requireLink(tx, { hash: link, name: 'setup', now: at });
    if (await hasAdministrator(tx)) throw unusableLink();
    const made = { id, name, password, grants: administrator, madeAt: at, madeBy: 'owner' };
    if (!(await addAccount(tx, made))) throw nameTaken(name);
    // all that were made: each start makes one for as long as there is no administrator
    await revokeCredentials(tx, { kind: 'link', account: null, name: 'setup' }, at);
    const whose = { account: id, grants: null, madeBy: `user:${id}` };
    const until = await startSession(tx, { ...session, ...whose, closes }, context);
    accessChanges(context);
    return { until };
  },
});

const chooseInput = z.strictObject({
  link: hash,
  password: z.string().max(5_000),
  session: secretSchema,
  closes: hash.optional(),
});

export const passwordChoose = defineVerb<z.output<typeof chooseInput>, { readonly until: number }, string>({
  name: 'password.choose',
  summary: 'Choose a new password, with a link that works once',
  input: chooseInput,
  subject: () => subjectOfLink,
  record: () => ({}),
  async prepare({ link, password }, { state, world, config }) {
    const { account: id } = await requireLink(state.db, { hash: link, name: 'password', now: world.now() });
    const account = id === null ? undefined : await getAccount(state.db, id);
    if (!account) throw unusableLink();
    refusePassword(password, { name: account.name ?? '', minimum: accessOf(config).passwordMinimum });
    return hasher.hash(password);
  },
  async run(tx, { link, session, closes }, context, password) {
    const at = context.world.now();
    const { account: id } = await requireLink(tx, { hash: link, name: 'password', now: at });
    const account = id === null ? undefined : await getAccount(tx, id);
    if (!account || !maySignIn(account)) throw unusableLink();
    await changeAccount(tx, account.id, { password });
    await noteTries(tx, account.id, { failures: 0, lockedUntil: null });
    await signOutEverywhere(tx, account.id, at);
    const whose = { account: account.id, grants: null, madeBy: `user:${account.id}` };
    const until = await startSession(tx, { ...session, ...whose, closes }, context);
    accessChanges(context);
    return { until };
  },
});
