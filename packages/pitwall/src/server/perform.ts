import { PitwallError } from '../core/errors.ts';
import { type AuditOutcome, appendAudit } from '../state/audit-table.ts';
import { hashOf, type Json } from '../state/canonical-json.ts';
import { findReplay, once, type RequestKey } from '../state/idempotency-table.ts';
import type { Tx } from '../state/state.ts';
import { authorize, refusalOn, subjectOf } from './authorize.ts';
import { committed, notCommitted } from './commits.ts';
import type { Context } from './context.ts';
import { validateInput } from './validate-input.ts';
import type { AuditInput, Verb } from './verb.ts';

export interface Performed<Output> {
  readonly output: Output;
  /** It was done before, under the same key: this is what came of it then. */
  readonly replayed: boolean;
}

export interface PerformOptions {
  readonly idempotencyKey?: string | undefined;
}

/**
 * The only door to a change: authorizes, validates, does it and writes it into the audit in one transaction. What is
 * refused or fails is written there too, in a transaction of its own.
 */
export async function perform<Input, Output extends Json, Prepared = undefined>(
  context: Context,
  verb: Verb<Input, Output, Prepared>,
  asked: unknown,
  { idempotencyKey }: PerformOptions = {},
): Promise<Performed<Output>> {
  await authorize(context, verb.name);
  let subject = subjectOf(verb.name);
  let recorded: AuditInput = {};
  let refusal: PitwallError | undefined;
  try {
    const input = validateInput(verb.input, asked);
    subject = verb.subject(input);
    refusal = await refusalOn(context, verb.name, [subject, ...(verb.objects?.(input) ?? [])]);
    if (refusal) throw refusal;
    recorded = verb.record(input, undefined);
    const request = idempotencyKey === undefined ? undefined : requestKey(context, verb, input, idempotencyKey);
    const before = request && (await answeredBefore<Output>(context, request));
    if (before) return before;
    // a verb that says that it prepares something is the only one whose `run` looks at it
    const prepared = verb.prepare ? await verb.prepare(input, context) : (undefined as Prepared);
    const performed = await context.state.change(async (tx) => {
      const doIt = async (): Promise<Output> => {
        const output = await verb.run(tx, input, context, prepared);
        if (!verb.isIdle?.(output)) await enter(tx, context, verb.name, subject, 'done', verb.record(input, output));
        return output;
      };
      if (!request) return { output: await doIt(), replayed: false };
      const done = await once(tx, request, context.world.now(), doIt);
      if (done.kind === 'mismatch') throw keyReused(done.verb);
      return { output: done.response as Output, replayed: done.kind === 'replay' };
    });
    committed(context.state);
    return performed;
  } catch (error) {
    notCommitted(context.state, error, context.world.now());
    // a denial is in the audit already
    if (error === refusal) throw error;
    await note(context, verb.name, subject, 'failed', { ...recorded, error: codeOf(error) });
    throw error;
  }
}

function requestKey<Input, Output extends Json, Prepared>(
  { actor }: Context,
  verb: Verb<Input, Output, Prepared>,
  input: Input,
  key: string,
): RequestKey {
  if (!verb.identity) throw new TypeError(`Expected a verb that says what makes two requests the same: ${verb.name}.`);
  return { actor: actor.name, key, verb: verb.name, requestHash: hashOf(verb.identity(input)) };
}

/** Asked before the work, so that a request that is sent again costs nothing; asked again in the transaction. */
async function answeredBefore<Output>({ state }: Context, request: RequestKey): Promise<Performed<Output> | undefined> {
  const before = await findReplay(state.db, request);
  if (before.kind === 'mismatch') throw keyReused(before.verb);
  return before.kind === 'replay' ? { output: before.response as Output, replayed: true } : undefined;
}

function keyReused(verb: string): PitwallError {
  return new PitwallError({
    code: 'request.key_reused',
    problem: `expected a new idempotency key, found one that stands for another request (${verb})`,
    fix: 'Make a new key for each request, and send the old one only with the very same request',
  });
}

async function enter(
  tx: Tx,
  { actor, world, request }: Context,
  verb: string,
  subject: string,
  outcome: AuditOutcome,
  input: AuditInput,
): Promise<void> {
  await appendAudit(tx, { at: world.now(), actor: actor.name, verb, subject, outcome, input, requestId: request?.id });
}

/** Of what did not happen. Where even this cannot be written, what was asked for stays refused all the same. */
async function note(
  context: Context,
  verb: string,
  subject: string,
  outcome: AuditOutcome,
  input: AuditInput,
): Promise<void> {
  await context.state.change((tx) => enter(tx, context, verb, subject, outcome, input)).catch(() => undefined);
}

/** Not the message: it may repeat what was sent. */
const codeOf = (error: unknown): string => (error instanceof PitwallError ? error.code : 'server.failed');
