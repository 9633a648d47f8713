import { accountListSchema, accountSchema, madeAccountSchema, signInLinkSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { accountIdSchema, accountNameSchema, requireAccount } from '../../../access/accounts.ts';
import { newAccountId, newCredentialId } from '../../../access/secret.ts';
import { subjectOfAccount } from '../../../access/subjects.ts';
import { accountAdd, grantsSchema } from '../../../access/verbs/account-add.ts';
import { accountDisable, accountEnable, accountGrant, accountUnlock } from '../../../access/verbs/account-change.ts';
import { accountPassword } from '../../../access/verbs/account-password.ts';
import type { Context } from '../../../server/context.ts';
import { perform } from '../../../server/perform.ts';
import { newToken } from '../../../server/tokens.ts';
import type { Verb } from '../../../server/verb.ts';
import { listAccounts } from '../../../state/account-table.ts';
import type { Json } from '../../../state/canonical-json.ts';
import { hashOfToken } from '../../../state/credential-table.ts';
import { readJson } from '../../read-json.ts';
import { defineRoute } from '../../route.ts';
import { accountBody } from './bodies.ts';

const readPermission = 'account.read';
const params = z.strictObject({ id: accountIdSchema });
const aboutAccount = ({ params: { id } }: { readonly params: z.infer<typeof params> }) => subjectOfAccount(id);

export const listAccountsRoute = defineRoute({
  name: 'listAccounts',
  method: 'GET',
  path: '/api/v1/accounts',
  summary: 'Who may sign in, the oldest first; what they sign in with is never told',
  permission: readPermission,
  about: 'listed',
  answers: { 200: { summary: 'All that whoever asks may see', schema: accountListSchema } },
  async handle({ server: { state, world }, may }) {
    const seen = (await listAccounts(state.db)).filter(({ id }) => may(readPermission, subjectOfAccount(id)));
    return { status: 200, json: { items: seen.map((account) => accountBody(account, world.now())) } };
  },
});

export const getAccountRoute = defineRoute({
  name: 'getAccount',
  method: 'GET',
  path: '/api/v1/accounts/{id}',
  summary: 'One account',
  permission: readPermission,
  about: aboutAccount,
  params,
  answers: { 200: { summary: 'It', schema: accountSchema } },
  problems: [404],
  handle: async ({ params: { id }, context }) => ({ status: 200, json: await bodyOf(context, id) }),
});

const addSchema = z.strictObject({
  name: accountNameSchema,
  grants: grantsSchema,
  password: z.string().max(5_000).optional().describe('Where none is given, the answer has a link to choose one'),
});

export const addAccountRoute = defineRoute({
  name: 'addAccount',
  method: 'POST',
  path: '/api/v1/accounts',
  summary: accountAdd.summary,
  permission: accountAdd.name,
  // it has no id before it is there
  about: 'listed',
  body: {
    types: { 'application/json': addSchema },
    example: { name: 'ada', grants: [{ role: 'operator', on: 'model:spread-*' }] },
  },
  answers: { 201: { summary: 'It is there', schema: madeAccountSchema } },
  problems: [404, 409, 422],
  async handle({ body, context }) {
    const asked = readJson(addSchema, body);
    const id = newAccountId(context.world);
    // whether a link may be made is found out before there is an account without a way in
    await perform(context, accountAdd, { ...asked, id });
    const link = asked.password === undefined ? await linkOf(context, id) : null;
    return { status: 201, json: { account: await bodyOf(context, id), link } };
  },
});

const grantInput = z.strictObject({ grants: grantsSchema });

export const grantAccountRoute = defineRoute({
  name: 'grantAccount',
  method: 'POST',
  path: '/api/v1/accounts/{id}/grant',
  summary: accountGrant.summary,
  permission: accountGrant.name,
  about: aboutAccount,
  params,
  body: { types: { 'application/json': grantInput }, example: { grants: [{ role: 'viewer' }] } },
  answers: { 200: { summary: 'What they may do now', schema: accountSchema } },
  problems: [404, 409],
  async handle({ params: { id }, body, context }) {
    await perform(context, accountGrant, { ...readJson(grantInput, body), id });
    return { status: 200, json: await bodyOf(context, id) };
  },
});

/** One that needs nothing but the account. */
function changeRoute<Output extends Json>(word: string, name: string, verb: Verb<{ id: string }, Output>) {
  return defineRoute({
    name,
    method: 'POST',
    path: `/api/v1/accounts/{id}/${word}`,
    summary: verb.summary,
    permission: verb.name,
    about: aboutAccount,
    params,
    answers: { 200: { summary: 'As it is now', schema: accountSchema } },
    problems: [404, 409],
    async handle({ params: { id }, context }) {
      await perform(context, verb, { id });
      return { status: 200, json: await bodyOf(context, id) };
    },
  });
}

export const disableAccountRoute = changeRoute('disable', 'disableAccount', accountDisable);
export const enableAccountRoute = changeRoute('enable', 'enableAccount', accountEnable);
export const unlockAccountRoute = changeRoute('unlock', 'unlockAccount', accountUnlock);

export const resetPasswordRoute = defineRoute({
  name: 'resetPassword',
  method: 'POST',
  path: '/api/v1/accounts/{id}/password',
  summary: accountPassword.summary,
  permission: accountPassword.name,
  about: aboutAccount,
  params,
  answers: { 200: { summary: 'Shown once', schema: signInLinkSchema } },
  problems: [404],
  handle: async ({ params: { id }, context }) => ({ status: 200, json: await linkOf(context, id) }),
});

async function linkOf(context: Context, id: string) {
  const { world } = context;
  const link = newToken(world);
  const secret = { id: newCredentialId(world), hash: hashOfToken(link) };
  const { output } = await perform(context, accountPassword, { id, link: secret });
  return { path: `/sign-in?link=${link}`, until: new Date(output.until).toISOString() };
}

const bodyOf = async ({ state, world }: Context, id: string) =>
  accountBody(await requireAccount(state.db, id), world.now());
