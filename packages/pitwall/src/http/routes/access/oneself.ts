import { madeKeySchema, revokedSchema, whoSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { accountIdSchema } from '../../../access/accounts.ts';
import { checkPassword } from '../../../access/check-password.ts';
import { holderOf } from '../../../access/holder.ts';
import { makeKey } from '../../../access/make-key.ts';
import { newCredentialId } from '../../../access/secret.ts';
import { subjectOfAccount } from '../../../access/subjects.ts';
import { selfSessionClose, selfSignOutAll, sessionCloseAll } from '../../../access/verbs/revoke.ts';
import { keyNameSchema } from '../../../access/verbs/self-key.ts';
import { selfPassword } from '../../../access/verbs/self-password.ts';
import { PitwallError } from '../../../core/errors.ts';
import { permissionsOf } from '../../../permissions/compile.ts';
import { perform } from '../../../server/perform.ts';
import { newToken } from '../../../server/tokens.ts';
import { findCredential, hashOfToken } from '../../../state/credential-table.ts';
import { readJson } from '../../read-json.ts';
import { defineRoute } from '../../route.ts';
import { bearerOf, cookieNameOf, sessionCookie, sessionSent } from '../../sign-in.ts';
import { refuseTooMany } from '../sign-in.ts';
import { madeKeyBody } from './bodies.ts';

export const whoami = defineRoute({
  name: 'whoami',
  method: 'GET',
  path: '/api/v1/whoami',
  summary: 'Who asks, and what they may do',
  permission: 'self.read',
  answers: { 200: { summary: 'Whoever asks', schema: whoSchema } },
  async handle({ context: { actor, state } }) {
    const { account, key } = await holderOf(state.db, actor);
    const grants = actor.permissions === 'all' ? null : (key?.grants ?? account?.grants ?? []);
    return {
      status: 200,
      json: { actor: actor.name, account: account ? { id: account.id, name: account.name } : null, grants },
    };
  },
});

const passwordSchema = z.strictObject({
  old: z.string().max(5_000),
  new: z.string().max(5_000),
});

export const changePassword = defineRoute({
  name: 'changePassword',
  method: 'POST',
  path: '/api/v1/whoami/password',
  summary: selfPassword.summary,
  permission: selfPassword.name,
  body: {
    types: { 'application/json': passwordSchema },
    example: { old: 'the one until now', new: 'several words that do not belong together' },
  },
  answers: { 204: { summary: 'It is changed; a browser has a new session' } },
  problems: [409, 422],
  async handle({ body, context, url, headers, keeper, address, server }) {
    const asked = readJson(passwordSchema, body);
    refuseTooMany(keeper, address, server);
    const { world } = context;
    const request = { url: url.href, headers };
    const session = bearerOf(request) !== undefined || sessionSent(request) === undefined ? undefined : newToken(world);
    const secret = session && { session: { id: newCredentialId(world), hash: hashOfToken(session) } };
    try {
      const { output } = await perform(context, selfPassword, { ...asked, ...secret });
      if (session === undefined || output.until === null) return { status: 204 };
      const cookie = sessionCookie(request, session, (output.until - world.now()) / 1_000);
      return { status: 204, headers: { 'set-cookie': cookie } };
    } catch (error) {
      if (error instanceof PitwallError && error.code === 'auth.wrong') keeper.signIns.failed(address, world.now());
      throw error;
    }
  },
});

export const signOut = defineRoute({
  name: 'signOut',
  method: 'POST',
  path: '/sign-out',
  summary: 'Sign this browser out',
  permission: selfSessionClose.name,
  isForPeople: true,
  answers: { 303: { summary: 'On to the page where one signs in' } },
  async handle({ context, url, headers }) {
    const request = { url: url.href, headers };
    const sent = sessionSent(request);
    const found = sent === undefined ? undefined : await findCredential(context.state.db, hashOfToken(sent));
    if (found && bearerOf(request) === undefined)
      await perform(context, selfSessionClose, { id: found.id, account: found.account });
    const gone = `${sessionCookie(request, '', 0)}`;
    return {
      status: 303,
      headers: {
        location: '/sign-in',
        'set-cookie': gone,
        ...(cookieNameOf(request).startsWith('__Host-') ? { 'clear-site-data': '"cookies", "storage"' } : {}),
      },
    };
  },
});

export const signOutEverywhere = defineRoute({
  name: 'signOutEverywhere',
  method: 'POST',
  path: '/api/v1/sessions/close',
  summary: selfSignOutAll.summary,
  permission: selfSignOutAll.name,
  answers: { 200: { summary: 'They open nothing any more', schema: revokedSchema } },
  async handle({ context }) {
    const { output } = await perform(context, selfSignOutAll, {});
    return { status: 200, json: output };
  },
});

const params = z.strictObject({ id: accountIdSchema });

export const signOutAccount = defineRoute({
  name: 'signOutAccount',
  method: 'POST',
  path: '/api/v1/accounts/{id}/sign-out',
  summary: sessionCloseAll.summary,
  permission: sessionCloseAll.name,
  about: ({ params: { id } }) => subjectOfAccount(id),
  params,
  answers: { 200: { summary: 'They open nothing any more', schema: revokedSchema } },
  async handle({ params: { id }, context }) {
    const { output } = await perform(context, sessionCloseAll, { id });
    return { status: 200, json: output };
  },
});

const loginSchema = z.strictObject({
  name: z.string().max(200),
  password: z.string().max(5_000),
  key: keyNameSchema.optional().describe('What the key is called in lists'),
});

/** For programs: it sets no cookie, so that no other page can use it. */
export const login = defineRoute({
  name: 'login',
  method: 'POST',
  path: '/api/v1/login',
  summary: 'A key for who knows a name and a password',
  permission: 'public',
  body: {
    types: { 'application/json': loginSchema },
    example: { name: 'ada', password: 'several words of hers', key: 'the command line of ada' },
  },
  answers: { 201: { summary: 'Shown once', schema: madeKeySchema } },
  problems: [401],
  async handle({ body, context, keeper, address, server }) {
    const { name, password, key = 'login' } = readJson(loginSchema, body);
    refuseTooMany(keeper, address, server);
    try {
      const { id, grants } = await checkPassword(context, { name, password });
      const actor = { name: `user:${id}`, permissions: permissionsOf(grants, new Map()) };
      const made = await makeKey({ ...context, actor }, { name: key, grants: null });
      return { status: 201, json: madeKeyBody(made) };
    } catch (error) {
      if (error instanceof PitwallError && error.code === 'auth.wrong')
        keeper.signIns.failed(address, context.world.now());
      throw error;
    }
  },
});
