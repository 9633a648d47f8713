import { noAlert } from '../../alerts/engine/signal.ts';
import { type Actor, decide } from '../../server/actor.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { getAlert, type StoredAlert } from '../../state/alert-table.ts';
import type { Reader } from '../../state/state.ts';

/** What is known of somebody's account says more than what is known of a model: one must be let see the account too. */
export function mayReadAlert(actor: Actor, subject: string): boolean {
  if (!decide(actor, 'alert.read', subject).allowed) return false;
  return !subject.startsWith('account:') || decide(actor, 'account.read', subject).allowed;
}

/** The alert of an id, for whoever may see it; whoever may do something to it, which is named, knows of it as well. */
export async function askedAlert(db: Reader, id: string, actor: Actor, verb?: string): Promise<StoredAlert> {
  const found = await getAlert(db, id);
  if (found && (mayReadAlert(actor, found.subject) || (verb && decide(actor, verb, found.subject).allowed)))
    return found;
  throw noAlert();
}

/** Of a model, a version of it, or something below it. */
export function isOfModel(subject: string, model: string): boolean {
  const whole = subjectOfModel(model);
  return subject === whole || subject.startsWith(`${whole}/`) || subject.startsWith(`${whole}@`);
}
