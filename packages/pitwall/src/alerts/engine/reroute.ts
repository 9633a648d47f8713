import { createHash } from 'node:crypto';
import type { Finding } from '@pitwall/sdk';
import {
  type AlertGroup,
  addMembers,
  getGroups,
  groupMembers,
  openGroups,
  putGroups,
} from '../../state/alert-group-table.ts';
import { getMark, putMark } from '../../state/alert-mark-table.ts';
import { listAlerts, type StoredAlert } from '../../state/alert-table.ts';
import type { Reader, Tx } from '../../state/state.ts';
import { groupOf } from '../grouping/group.ts';
import { routesOf } from '../routing/tree.ts';
import { rule } from '../rules/match.ts';
import { opened } from './enrol.ts';
import { type Change, signalled } from './measure.ts';
import { type AlertSettings, lifeSettingsOf } from './settings.ts';
import { isFiring } from './standing.ts';

/** Stands for the rules, routes and channels with which the last turn was made. */
const markOfSettings = 'settings';

const numbers = new WeakMap<AlertSettings, number>();

function numberOf(settings: AlertSettings): number {
  const known = numbers.get(settings);
  if (known !== undefined) return known;
  const { book, routes, channels } = settings;
  const said = [
    book.rules.map(({ name, metrics, subjects, per }) => [name, metrics, subjects, per]),
    routes.routes.map(({ id, channels: names, groupBy, escalate }) => [id, names, groupBy, escalate]),
    [...channels.keys()],
  ];
  const number = createHash('sha256').update(JSON.stringify(said)).digest().readUIntBE(0, 6);
  numbers.set(settings, number);
  return number;
}

/** Whether rules, routes or channels are others than when the last turn was made. */
export const areOthers = async (db: Reader, settings: AlertSettings): Promise<boolean> =>
  (await getMark(db, markOfSettings)) !== numberOf(settings);

/**
 * Where the configuration changed, open incidents are looked at with it. An alert about which no rule is any more ends:
 * nothing would ever measure that it is over. What fires on a route that is not there any more is told on those that it
 * has now, and whoever was told on the old one is told there when it is over, which may be once too often and is never
 * too seldom. Answers with the alerts that ended.
 */
export async function followSettings(tx: Tx, settings: AlertSettings, now: number): Promise<readonly Change[]> {
  if (!(await areOthers(tx, settings))) return [];
  await putMark(tx, markOfSettings, numberOf(settings));
  const open = await openGroups(tx);
  const gone = open.filter(({ route }) => !settings.routes.byId.has(route));
  await putGroups(
    tx,
    open.map((group) => ({ ...group, flushAt: now })),
  );
  const members = await groupMembers(
    tx,
    gone.map(({ id }) => id),
  );
  const joined = new Map<string, { readonly group: AlertGroup; readonly alerts: Set<string> }>();
  for (const { id, labels } of [...members.values()].flat().filter(isFiring)) {
    for (const route of routesOf(settings.routes, labels)) {
      const group = groupOf(route, labels);
      const known = joined.get(group.id);
      if (known) known.alerts.add(id);
      else
        joined.set(group.id, {
          group: opened(group.id, { route, labels: group.labels, round: 1, now }),
          alerts: new Set([id]),
        });
    }
  }
  const before = new Map((await getGroups(tx, [...joined.keys()])).map((group) => [group.id, group]));
  await putGroups(
    tx,
    [...joined.values()].map(({ group }) => {
      const known = before.get(group.id);
      return known?.isOpen ? { ...known, flushAt: now } : { ...group, round: (known?.round ?? 0) + 1, flushAt: now };
    }),
  );
  await addMembers(
    tx,
    [...joined].flatMap(([group, { alerts }]) => [...alerts].map((alert) => ({ group, alert }))),
  );
  return (await unasked(tx, settings)).map((alert) =>
    signalled(
      alert,
      { kind: 'resolve', at: now, by: 'system' },
      { settings: lifeSettingsOf(settings, alert.rule), actor: 'system', now },
    ),
  );
}

/** Open alerts of which no rule makes anything any more. */
async function unasked(db: Reader, settings: AlertSettings): Promise<readonly StoredAlert[]> {
  const found: StoredAlert[] = [];
  let after: string | undefined;
  do {
    const { items, next, more } = await listAlerts(db, {
      states: ['pending', 'firing', 'acknowledged'],
      order: 'oldest',
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...items.filter((alert) => !isAsked(alert, settings)));
    after = more && next !== null ? next : undefined;
  } while (after !== undefined);
  return found;
}

function isAsked(alert: StoredAlert, { book, project }: AlertSettings): boolean {
  if (alert.parts.length === 0) return book.rules.some(({ name }) => name === alert.rule);
  return alert.parts.some(({ subject, metric, status, value, threshold, message, at }) => {
    const finding: Finding = {
      ...{ subject, metric, status, value, threshold, message },
      evidence: {},
      at: new Date(at).toISOString(),
    };
    const ruling = rule(book, finding, { project });
    // labels of a sender are part of the fingerprint, and are not known here
    return ruling?.rule.per === 'whole'
      ? ruling.alert === alert.id
      : ruling !== undefined && subject === alert.subject && metric === alert.metric;
  });
}
