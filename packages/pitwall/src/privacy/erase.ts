import { parseSubject } from '@pitwall/sdk';
import { PitwallError } from '../core/errors.ts';
import { system } from '../server/actor.ts';
import type { Context } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { rewriteBodies } from '../state/about-person.ts';
import { type Erasure, getErasure, listErasures, noteErasureProblem } from '../state/erasure-table.ts';
import type { State } from '../state/state.ts';
import { forgetOverwritten } from '../state/subject-key-table.ts';
import { backupsOf, leftOf } from './left.ts';
import { declaredPlaces } from './person.ts';
import { unseal } from './person-key.ts';
import { redactJson } from './redact.ts';
import { privacyErased } from './verbs/erased.ts';

const turns = new WeakMap<State, Promise<unknown>>();

/** Erases what an erasure stands for, one after the other. Each step may be done again where it was interrupted. */
export function carryOut(context: Context, id: string): Promise<Erasure | undefined> {
  const { state } = context;
  const turn = (turns.get(state) ?? Promise.resolve()).then(() => erase(context, id));
  turns.set(
    state,
    turn.catch(() => undefined),
  );
  return turn;
}

/** Goes on with what was interrupted; answers how many came to their end. */
export async function carryOutAll(context: Context, signal: AbortSignal): Promise<number> {
  let done = 0;
  const failures: unknown[] = [];
  for (const { id } of await listErasures(context.state.db, 'open')) {
    if (signal.aborted) break;
    // one that cannot be done keeps none of the others waiting
    const failure = await carryOut(context, id).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failure) failures.push(failure.error);
    else done += 1;
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

async function erase(context: Context, id: string): Promise<Erasure | undefined> {
  const { state } = context;
  const erasure = await getErasure(state.db, id);
  if (!erasure || erasure.finishedAt !== null || erasure.sealed === null) return erasure;
  try {
    const { subject, texts, found } = await whoIs(context, erasure.sealed);
    const value = /^person:/.test(subject) ? decode(subject) : undefined;
    const events = value === undefined ? [] : declaredPlaces(context.config).map((place) => ({ ...place, value }));
    const gone = value === undefined ? nothing : await context.events.erase(events);
    const rewritten = await rewriteBodies(state, (body) => redactJson(body, texts));
    const left = [...gone.left.map((name) => `a database that was put aside: ${name}`), ...(await leftOf(context))];
    await perform({ ...context, actor: system }, privacyErased, {
      erasure: id,
      person: erasure.person,
      text: subject,
      // one that was interrupted may have erased them before
      predictions: Math.max(gone.predictions, found.predictions),
      labels: Math.max(gone.labels, found.labels),
      conflicts: gone.conflicts,
      rewritten,
      account: value === undefined,
      left,
      backups: await backupsOf(context),
    });
    // where somebody reads at this moment, the job does it
    await forgetOverwritten(state).catch(() => false);
    return getErasure(state.db, id);
  } catch (error) {
    const code = error instanceof PitwallError ? error.code : 'server.failed';
    await state.change((tx) => noteErasureProblem(tx, id, code)).catch(() => undefined);
    throw error;
  }
}

const nothing = { predictions: 0, labels: 0, conflicts: 0, left: [] };

const decode = (subject: string): string => parseSubject(subject)[0]?.name ?? '';

async function whoIs(context: Context, sealed: string) {
  const data = await unseal(context.state.db, context, sealed);
  const { subject, texts, predictions, labels } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof subject === 'string' && Array.isArray(texts)) {
    const found = { predictions: Number(predictions ?? 0), labels: Number(labels ?? 0) };
    return { subject, texts: texts.map(String), found };
  }
  throw new PitwallError({
    code: 'privacy.missing',
    problem: 'expected to read whom an erasure is about, and what is sealed of it cannot be opened',
    fix: 'Bring back the keys of this server, then it goes on; or ask for the erasure again',
  });
}
