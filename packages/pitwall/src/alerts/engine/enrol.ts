import {
  type AlertGroup,
  addMembers,
  getGroups,
  groupMembers,
  groupsOfAlerts,
  putGroups,
} from '../../state/alert-group-table.ts';
import type { Tx } from '../../state/state.ts';
import { escalate, startEscalation } from '../grouping/escalation.ts';
import { groupOf } from '../grouping/group.ts';
import type { Happening } from '../life/life.ts';
import { type Route, routesOf } from '../routing/tree.ts';
import type { Change } from './measure.ts';
import { routeOf } from './route-of.ts';
import type { AlertSettings } from './settings.ts';
import { flushTime, standingOf } from './standing.ts';

/** What whoever was told is told at once, although the same alerts fire as before. */
const toldAtOnce: ReadonlySet<Happening> = new Set([
  'acknowledged',
  'unacknowledged',
  'acknowledgement_expired',
  'flapping',
  'steady',
  'stale',
]);

interface Enrolment {
  readonly settings: AlertSettings;
  readonly now: number;
}

/** Puts alerts into the groups in which people are told of them, and says when those are to be looked at. */
export async function enrol(tx: Tx, changes: readonly Change[], { settings, now }: Enrolment): Promise<void> {
  const told = changes.filter(({ happened }) => happened.some((kind) => kind !== 'pending' && kind !== 'dropped'));
  if (told.length === 0) return;
  const joined = joinedGroups(told, settings);
  await addMembers(
    tx,
    [...joined].flatMap(([group, { alerts }]) => alerts.map((alert) => ({ group, alert }))),
  );
  const touched = await groupsOfAlerts(
    tx,
    told.map(({ id }) => id),
  );
  const groups = new Map((await getGroups(tx, touched)).map((group) => [group.id, group]));
  for (const [id, { route, labels }] of joined) {
    const before = groups.get(id);
    groups.set(id, before?.isOpen ? before : opened(id, { route, labels, round: (before?.round ?? 0) + 1, now }));
  }
  const atOnce = new Map<string, readonly Happening[]>();
  for (const { id, happened } of told)
    atOnce.set(id, [...(atOnce.get(id) ?? []), ...happened.filter((kind) => toldAtOnce.has(kind))]);
  const members = await groupMembers(tx, [...groups.keys()]);
  // one that is over is opened by what fires, and by nothing else
  const open = [...groups.values()].filter(({ isOpen }) => isOpen);
  const after = open.map((group): AlertGroup => {
    const route = routeOf(settings, group);
    const own = members.get(group.id) ?? [];
    const pending = [...new Set([...group.pending, ...own.flatMap(({ id }) => atOnce.get(id) ?? [])])];
    const { severity, acknowledged } = standingOf(own);
    // steps that are due are taken by the flush, which tells of them
    const { nextAt, due } = escalate(group.escalation, { steps: route.escalate, severity, acknowledged, now });
    return {
      ...group,
      pending,
      flushAt: pending.length > 0 ? now : flushTime(group, { members: own, route, now }),
      escalateAt: due.length > 0 ? now : nextAt,
    };
  });
  await putGroups(tx, after);
}

interface Joined {
  readonly route: Route;
  readonly labels: AlertGroup['labels'];
  readonly alerts: string[];
}

function joinedGroups(changes: readonly Change[], { routes }: AlertSettings): ReadonlyMap<string, Joined> {
  const joined = new Map<string, Joined>();
  for (const { alert, happened } of changes) {
    // a worse one may be for other people
    const isNews = happened.includes('fired') || happened.includes('raised');
    if (!alert || !isNews || alert.state === 'resolved') continue;
    for (const route of routesOf(routes, alert.labels)) {
      const { id, labels } = groupOf(route, alert.labels);
      const known = joined.get(id);
      if (known) known.alerts.push(alert.id);
      else joined.set(id, { route, labels, alerts: [alert.id] });
    }
  }
  return joined;
}

interface Opening {
  readonly route: Route;
  readonly labels: AlertGroup['labels'];
  readonly round: number;
  readonly now: number;
}

export const opened = (id: string, { route, labels, round, now }: Opening): AlertGroup => ({
  id,
  route: route.id,
  labels,
  round,
  isOpen: true,
  openedAt: now,
  flushAt: null,
  escalateAt: null,
  escalation: startEscalation(now),
  flushedAt: null,
  severities: {},
  told: {},
  pending: [],
});
