import { formatSubject, parseSubject } from '@pitwall/sdk';
import { recordDenial } from '../audit/denials.ts';
import { PitwallError } from '../core/errors.ts';
import { decide, mayAnywhere, sees } from './actor.ts';
import type { Context } from './context.ts';
import { missingJob, missingModel } from './missing.ts';

/** Deny by default: refuses whoever may not do it to anything at all. A denial is in the audit when this throws. */
export async function authorize(context: Context, permission: string): Promise<void> {
  if (mayAnywhere(context.actor, permission)) return;
  await noteDenial(context, permission, subjectOf(permission));
  throw denied(context, permission);
}

/**
 * Why somebody may not do it to these very things; undefined where they may. What they may not even see is said not to be
 * there, in the very words in which what is not there is missing. A denial is in the audit when this resolves.
 */
export async function refusalOn(
  context: Context,
  permission: string,
  subjects: readonly string[],
): Promise<PitwallError | undefined> {
  const refused = subjects.find((subject) => !decide(context.actor, permission, subject).allowed);
  if (refused === undefined) return undefined;
  await noteDenial(context, permission, refused);
  return (sees(context.actor, refused) ? undefined : missing(context, refused)) ?? denied(context, permission);
}

export const subjectOf = (permission: string): string => formatSubject({ kind: 'verb', name: permission });

function missing(context: Context, subject: string): PitwallError | undefined {
  const [first, last] = [parseSubject(subject)[0], parseSubject(subject).at(-1)];
  if (last?.kind === 'job') {
    // a job of a model has the model in its name
    return missingJob(first?.kind === 'model' ? `${last.name}:${first.name}` : last.name);
  }
  return first?.kind === 'model' ? missingModel(context, first.name) : undefined;
}

const denied = ({ actor }: Context, permission: string): PitwallError =>
  new PitwallError({
    code: 'auth.denied',
    problem: `expected the permission ${permission}, which ${JSON.stringify(actor.name)} does not have here`,
    fix: 'Ask an administrator for it; `pitwall can` says what decides',
  });

/** Where even this cannot be written, what was asked for stays refused all the same. */
async function noteDenial({ actor, state, world, request }: Context, verb: string, subject: string): Promise<void> {
  const denial = { at: world.now(), actor: actor.name, verb, subject };
  await recordDenial(state, { ...denial, requestId: request?.id, address: request?.address }).catch(() => undefined);
}
