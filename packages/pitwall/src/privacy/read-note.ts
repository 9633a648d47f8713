import { day } from '../core/duration.ts';
import type { Actor } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import { subjectOfModel } from '../server/subjects.ts';
import { appendAudit } from '../state/audit-table.ts';
import type { State } from '../state/state.ts';

const noted = new WeakMap<State, Map<string, number>>();
const mostNoted = 10_000;

/**
 * That somebody read predictions: one entry for each of them, each model and each day in UTC, written before the rows go
 * out. Each page that is read would flood the audit. A server that was started anew notes it again. Where the state takes
 * nothing at the moment, such as on a full disk, the rows go out all the same, and the next read is noted.
 */
export async function noteRead(
  { state, world }: Pick<Workplace, 'state' | 'world'>,
  actor: Actor,
  model: string,
): Promise<void> {
  const now = world.now();
  const today = Math.floor(now / day);
  const known = noted.get(state) ?? new Map<string, number>();
  noted.set(state, known);
  const key = JSON.stringify([actor.name, model]);
  if (known.get(key) === today) return;
  const subject = subjectOfModel(model);
  const record = { at: now, actor: actor.name, verb: 'prediction.read', subject, outcome: 'done', input: {} } as const;
  const isNoted = await state
    .change((tx) => appendAudit(tx, record))
    .then(
      () => true,
      () => false,
    );
  if (!isNoted) return;
  known.delete(key);
  known.set(key, today);
  const [oldest] = known.keys();
  if (known.size > mostNoted && oldest !== undefined) known.delete(oldest);
}
