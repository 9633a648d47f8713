import type { Quiet } from '@pitwall/sdk';
import { allOpen } from '../../alerts/engine/open-alerts.ts';
import { isQuiet, quietNow as reckon } from '../../alerts/engine/quiet.ts';
import { alertSettings } from '../../alerts/engine/settings.ts';
import type { Labels } from '../../alerts/labels.ts';
import type { Route } from '../../alerts/routing/tree.ts';
import type { Actor } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { mayReadAlert } from './alert-seen.ts';

interface About {
  readonly id: string;
  readonly labels: Labels;
}

/** Why nobody is told of an alert at this moment; on all its routes, or on one. */
type QuietNow = (alert: About, route?: Route) => { readonly quiet: Quiet; readonly isQuiet: boolean };

/** In place of the id of an alert that somebody may not see: ids are reckoned from what an alert is about. */
const hidden = 'hidden';

/** What keeps people from being told, as it is at this moment, in so far as whoever asks may see it. */
export async function quietNow(
  { state, world, config }: Pick<Workplace, 'state' | 'world' | 'config'>,
  actor: Actor,
): Promise<QuietNow> {
  const now = await reckon(state.db, { state, settings: alertSettings(config), now: world.now() });
  const open = await allOpen(state, state.db);
  let subjects: ReadonlyMap<string, string> | undefined;
  const seen = (id: string): string => {
    subjects ??= new Map(open.map(({ id: one, subject }) => [one, subject]));
    const subject = subjects.get(id);
    return subject !== undefined && mayReadAlert(actor, subject) ? id : hidden;
  };
  return (alert, route) => {
    const quiet = now.of(alert, route);
    const inhibitedBy = [...new Set(quiet.inhibitedBy.map(seen))];
    return { quiet: { ...quiet, inhibitedBy }, isQuiet: isQuiet(quiet) };
  };
}
