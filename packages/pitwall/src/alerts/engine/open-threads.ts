import type { Context } from '../../server/context.ts';
import { groupMembers, openGroups } from '../../state/alert-group-table.ts';
import type { OpenThread } from '../delivery/auditor.ts';
import { isQuiet, quietNow } from './quiet.ts';
import { routeOf } from './route-of.ts';
import { alertSettings } from './settings.ts';
import { isFiring, standingOf } from './standing.ts';

/** Incidents of which people must know at this moment, whatever the outbox says of them. */
export async function openThreads({ state, config, world }: Context): Promise<readonly OpenThread[]> {
  const settings = alertSettings(config);
  const now = world.now();
  const asked = await quietNow(state.db, { state, settings, now });
  const threads: OpenThread[] = [];
  const groups = await openGroups(state.db);
  const all = await groupMembers(
    state.db,
    groups.map(({ id }) => id),
  );
  for (const group of groups) {
    const route = routeOf(settings, group);
    if (route.channels.length === 0) continue;
    const members = (all.get(group.id) ?? []).filter(isFiring);
    const told = members.filter((member) => !isQuiet(asked.of(member, route)));
    const { severity, acknowledged } = standingOf(told);
    if (acknowledged) continue;
    // what waits for more of its kind is not late; what is late though it was to be told is
    const since =
      Math.max(group.openedAt, ...told.map(({ changedAt }) => Math.min(changedAt, now))) + route.groupWait(severity);
    threads.push({ thread: `${group.id}.${group.round}`, severity, since });
  }
  return threads;
}
