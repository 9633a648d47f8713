import { permissionAnswerSchema, subjectSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { explain, explainPrincipal, findPrincipal, type Principal } from '../../../access/can.ts';
import { PitwallError } from '../../../core/errors.ts';
import { visible } from '../../../core/visible.ts';
import { authorize, refusalOn } from '../../../server/authorize.ts';
import type { Context } from '../../../server/context.ts';
import { subjectOfServer } from '../../../server/subjects.ts';
import { defineRoute } from '../../route.ts';

const verbSchema = z
  .string()
  .max(200)
  .regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/, 'expected one verb, like job.run')
  .describe('What is done');

const oneSubjectSchema = subjectSchema
  .max(2_000)
  .refine((text) => !text.includes('*'), { error: 'expected one subject, like model:spread-a, and no pattern' })
  .describe('To what it is done');

/** Whoever is signed in may ask about themselves; to ask about others takes `permission.read`. */
export const canRoute = defineRoute({
  name: 'can',
  method: 'GET',
  path: '/api/v1/can',
  summary: 'Whether somebody may do something to something, and which rule says so',
  permission: 'self.can',
  about: () => subjectOfServer('permissions'),
  query: z.strictObject({
    actor: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Name or id of an account, or id of a key; oneself where it is not said'),
    verb: verbSchema,
    subject: oneSubjectSchema,
  }),
  answers: { 200: { summary: 'Whether, and why', schema: permissionAnswerSchema } },
  problems: [404],
  async handle({ query: { actor: who, ...asked }, context }) {
    const other = who === undefined || who === context.actor.name ? undefined : await principalOf(context, who);
    const explained = other ? await explainPrincipal(context, other, asked) : explain(context.actor, asked);
    return { status: 200, json: { actor: other?.name ?? context.actor.name, ...asked, ...explained } };
  },
});

/** Undefined for oneself under another name. */
async function principalOf(context: Context, who: string): Promise<Principal | undefined> {
  const found = await findPrincipal(context.state.db, who);
  if (found?.name === context.actor.name) return undefined;
  await authorize(context, 'permission.read');
  // whom one may not ask about is not there; of both a denial is written, so that they take as long
  const about = found?.subject ?? subjectOfServer('permissions');
  if ((await refusalOn(context, 'permission.read', [about])) || !found) throw missing(who);
  return found;
}

const missing = (who: string): PitwallError =>
  new PitwallError({
    code: 'account.missing',
    problem: `there is no account or key ${JSON.stringify(visible(who))}`,
    fix: 'Look it up with pitwall user list and pitwall token list',
  });
