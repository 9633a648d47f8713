import { accessKeyListSchema, madeKeySchema, revokedSchema, sessionListSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { holderOf } from '../../../access/holder.ts';
import { makeKey } from '../../../access/make-key.ts';
import { subjectOfKey, subjectOfSession } from '../../../access/subjects.ts';
import { grantsSchema } from '../../../access/verbs/account-add.ts';
import {
  credentialIdSchema,
  isHeldBy,
  keyRevoke,
  missing,
  requireCredential,
  selfKeyRevoke,
  selfSessionClose,
  sessionClose,
} from '../../../access/verbs/revoke.ts';
import { keyNameSchema, selfKeyAdd } from '../../../access/verbs/self-key.ts';
import { decide } from '../../../server/actor.ts';
import type { Context } from '../../../server/context.ts';
import { perform } from '../../../server/perform.ts';
import { listAccounts } from '../../../state/account-table.ts';
import { type Credential, listCredentials } from '../../../state/credential-table.ts';
import { readJson } from '../../read-json.ts';
import { defineRoute } from '../../route.ts';
import { keyBody, madeKeyBody, type Names, sessionBody } from './bodies.ts';

const kinds = {
  key: { read: 'key.read', subjectOf: subjectOfKey, ofOthers: keyRevoke, own: selfKeyRevoke },
  session: { read: 'session.read', subjectOf: subjectOfSession, ofOthers: sessionClose, own: selfSessionClose },
} as const;

type Kind = keyof typeof kinds;

export const listApiKeys = defineRoute({
  name: 'listApiKeys',
  method: 'GET',
  path: '/api/v1/tokens',
  summary: 'Keys of your own, and those of others whom you may see; the keys themselves are kept nowhere',
  permission: 'self.read',
  answers: { 200: { summary: 'The oldest first', schema: accessKeyListSchema } },
  async handle({ context }) {
    const { held, names } = await heldBy(context, 'key');
    return { status: 200, json: { items: held.map((key) => keyBody(key, names)) } };
  },
});

const addSchema = z.strictObject({
  name: keyNameSchema,
  grants: grantsSchema.min(1).optional().describe('All that whose it is may do, where nothing is said'),
  days: z.number().positive().max(366).optional().describe('So long it lasts: 90 where nothing is said'),
});

export const addApiKey = defineRoute({
  name: 'addApiKey',
  method: 'POST',
  path: '/api/v1/tokens',
  summary: selfKeyAdd.summary,
  permission: selfKeyAdd.name,
  body: {
    types: { 'application/json': addSchema },
    example: { name: 'ci', grants: [{ role: 'service', on: 'model:spread-*' }], days: 30 },
  },
  answers: { 201: { summary: 'Shown once', schema: madeKeySchema } },
  problems: [404],
  async handle({ body, context }) {
    const { name, grants = null, days } = readJson(addSchema, body);
    return { status: 201, json: madeKeyBody(await makeKey(context, { name, grants, days })) };
  },
});

export const listSessionsRoute = defineRoute({
  name: 'listSessions',
  method: 'GET',
  path: '/api/v1/sessions',
  summary: 'Browsers in which you are signed in, and those of others whom you may see',
  permission: 'self.read',
  answers: { 200: { summary: 'The oldest first', schema: sessionListSchema } },
  async handle({ context }) {
    const { held, names } = await heldBy(context, 'session');
    return { status: 200, json: { items: held.map((session) => sessionBody(session, names)) } };
  },
});

/** What is over is in the list of keys until retention takes it; sessions come and go. */
async function heldBy(context: Context, kind: Kind): Promise<{ readonly held: readonly Credential[]; names: Names }> {
  const { state, world, actor } = context;
  const { read, subjectOf } = kinds[kind];
  const { account, key } = await holderOf(state.db, actor);
  const all = await listCredentials(state.db, { kind, ...(kind === 'session' ? { usableAt: world.now() } : {}) });
  const isOwn = (one: Credential): boolean =>
    key ? one.id === key.id || one.madeBy === `token:${key.id}` : one.account === (account?.id ?? null);
  const held = all.filter((one) => isOwn(one) || decide(actor, read, subjectOf(one)).allowed);
  return { held, names: new Map((await listAccounts(state.db)).map(({ id, name }) => [id, name])) };
}

const params = z.strictObject({ id: credentialIdSchema });

/** Of one's own it takes no permission; whether there is one of somebody else's is told to who may see it. */
function revokeRoute(kind: Kind, name: string, path: string) {
  const { own, ofOthers, read, subjectOf } = kinds[kind];
  return defineRoute({
    name,
    method: 'POST',
    path,
    summary: `${ofOthers.summary}; your own, or of somebody else where you may`,
    permission: own.name,
    params,
    answers: { 200: { summary: 'It opens nothing any more', schema: revokedSchema } },
    problems: [404],
    async handle({ params: { id }, context }) {
      const { state, actor } = context;
      const found = await requireCredential(state.db, id, kind);
      const input = { id, account: found.account };
      const isOwn = await isHeldBy(state.db, actor, found);
      const isSeen = [read, ofOthers.name].some((verb) => decide(actor, verb, subjectOf(found)).allowed);
      if (!isOwn && !isSeen) throw missing(kind);
      const { output } = await perform(context, isOwn ? own : ofOthers, input);
      return { status: 200, json: output };
    },
  });
}

export const revokeApiKey = revokeRoute('key', 'revokeApiKey', '/api/v1/tokens/{id}/revoke');
export const closeSessionRoute = revokeRoute('session', 'closeSession', '/api/v1/sessions/{id}/close');
