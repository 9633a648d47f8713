import type { AlertState, Severity } from '@pitwall/sdk';
import type { AlertGroupRow } from './alert-rows.ts';
import type { Reader, Tx } from './state.ts';

/** What one channel was told of a group. */
export interface ToldChannel {
  /** Alerts that it knows to be firing, each with what was said of it. */
  readonly firing: readonly string[];
  /** Alerts that it was told to be over. */
  readonly resolved: readonly string[];
  readonly at: number;
  /** How many messages it was sent in this round. */
  readonly sequence: number;
}

/** Alerts that people are told of together, on one route. */
export interface AlertGroup {
  readonly id: string;
  readonly route: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Goes up each time that it opens. */
  readonly round: number;
  readonly isOpen: boolean;
  readonly openedAt: number;
  readonly flushAt: number | null;
  readonly escalateAt: number | null;
  readonly escalation: {
    readonly openedAt: number;
    readonly taken: readonly number[];
    readonly heldSince: number | null;
    readonly heldFor: number;
  };
  readonly flushedAt: number | null;
  /** How bad each alert was said to be. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly told: Readonly<Record<string, ToldChannel>>;
  /** Why people are to be told at the next flush, where not because of what fires. */
  readonly pending: readonly string[];
}

export async function getGroups(db: Reader, ids: readonly string[]): Promise<readonly AlertGroup[]> {
  if (ids.length === 0) return [];
  const found: AlertGroup[] = [];
  for (let from = 0; from < ids.length; from += 500) {
    const some = ids.slice(from, from + 500);
    found.push(...(await db.selectFrom('alert_group').selectAll().where('id', 'in', some).execute()).map(groupOf));
  }
  return found;
}

/** Those of which something is due, by when it was due. */
export async function groupsDue(db: Reader, now: number, limit: number): Promise<readonly AlertGroup[]> {
  const flush = await db
    .selectFrom('alert_group')
    .selectAll()
    .where('next_flush_at', '<=', now)
    .orderBy('next_flush_at')
    .limit(limit)
    .execute();
  const escalate = await db
    .selectFrom('alert_group')
    .selectAll()
    .where('next_escalate_at', '<=', now)
    .orderBy('next_escalate_at')
    .limit(limit)
    .execute();
  const rows = new Map([...flush, ...escalate].map((row) => [row.id, row]));
  return [...rows.values()].map(groupOf);
}

const groupsAtOnce = 500;

export async function putGroups(tx: Tx, groups: readonly AlertGroup[]): Promise<void> {
  for (let from = 0; from < groups.length; from += groupsAtOnce)
    await tx
      .insertInto('alert_group')
      .values(groups.slice(from, from + groupsAtOnce).map(rowOf))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => {
          const given = <K extends keyof AlertGroupRow>(name: K) => row.ref(`excluded.${name}`);
          return {
            route: given('route'),
            labels: given('labels'),
            round: given('round'),
            is_open: given('is_open'),
            opened_at: given('opened_at'),
            next_flush_at: given('next_flush_at'),
            next_escalate_at: given('next_escalate_at'),
            level: given('level'),
            body: given('body'),
          };
        }),
      )
      .execute();
}

function rowOf(group: AlertGroup): AlertGroupRow {
  const { id, route, labels, round, isOpen, openedAt, flushAt, escalateAt, ...body } = group;
  return {
    id,
    route,
    labels: JSON.stringify(labels),
    round,
    is_open: isOpen ? 1 : 0,
    opened_at: openedAt,
    next_flush_at: flushAt,
    next_escalate_at: escalateAt,
    level: group.escalation.taken.length,
    body: JSON.stringify(body satisfies GroupBody),
  };
}

/** Has open groups looked at now, and says why. */
export async function flushAtOnce(
  tx: Tx,
  groups: readonly string[],
  { at, because }: { readonly at: number; readonly because: string },
): Promise<void> {
  const open = (await getGroups(tx, groups)).filter(({ isOpen }) => isOpen);
  const pending = (group: AlertGroup): readonly string[] => [...new Set([...group.pending, because])];
  await putGroups(
    tx,
    open.map((group) => ({ ...group, flushAt: at, pending: pending(group) })),
  );
}

/** Incidents that people should have been told of, with those of their alerts. */
export async function openGroups(db: Reader): Promise<readonly AlertGroup[]> {
  return (await db.selectFrom('alert_group').selectAll().where('is_open', '=', 1).execute()).map(groupOf);
}

const pairsAtOnce = 1000;

export async function addMembers(
  tx: Tx,
  members: readonly { readonly group: string; readonly alert: string }[],
): Promise<void> {
  for (let from = 0; from < members.length; from += pairsAtOnce)
    await tx
      .insertInto('alert_member')
      .values(members.slice(from, from + pairsAtOnce).map(({ group, alert }) => ({ group_id: group, alert })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** What a flush looks at, of each alert of a group. */
export interface Member {
  readonly id: string;
  readonly state: AlertState;
  readonly severity: Severity;
  readonly episode: number;
  readonly since: number;
  /** When it last became what it is. */
  readonly changedAt: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** By their groups; a group without any is not there. */
export async function groupMembers(
  db: Reader,
  groups: readonly string[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  const found = new Map<string, Member[]>();
  for (let from = 0; from < groups.length; from += groupsAtOnce) {
    const rows = await db
      .selectFrom('alert_member')
      .innerJoin('alert', 'alert.id', 'alert_member.alert')
      .select(['group_id', 'alert.id', 'state', 'severity', 'episode', 'since', 'fired_at', 'resolved_at', 'labels'])
      .where('group_id', 'in', groups.slice(from, from + groupsAtOnce))
      .execute();
    for (const row of rows) {
      const member: Member = {
        id: row.id,
        state: row.state as AlertState,
        severity: row.severity as Severity,
        episode: row.episode,
        since: row.since,
        changedAt: (row.state === 'resolved' ? row.resolved_at : row.fired_at) ?? row.since,
        labels: JSON.parse(row.labels) as Record<string, string>,
      };
      const same = found.get(row.group_id);
      if (same) same.push(member);
      else found.set(row.group_id, [member]);
    }
  }
  return found;
}

/** The groups in which an alert is. */
export async function groupsOfAlerts(db: Reader, alerts: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let from = 0; from < alerts.length; from += 500) {
    const some = alerts.slice(from, from + 500);
    const rows = await db.selectFrom('alert_member').select('group_id').distinct().where('alert', 'in', some).execute();
    for (const { group_id: group } of rows) found.add(group);
  }
  return [...found];
}

/** Those that are over are no longer of the group once everybody was told. */
export async function removeMembers(tx: Tx, group: string, alerts: readonly string[] | 'all'): Promise<void> {
  const all = tx.deleteFrom('alert_member').where('group_id', '=', group);
  if (alerts === 'all') return void (await all.execute());
  for (let from = 0; from < alerts.length; from += 500)
    await all.where('alert', 'in', alerts.slice(from, from + 500)).execute();
}

type GroupBody = Pick<AlertGroup, 'escalation' | 'flushedAt' | 'severities' | 'told' | 'pending'>;

const groupOf = (row: AlertGroupRow): AlertGroup => ({
  id: row.id,
  route: row.route,
  labels: JSON.parse(row.labels) as Record<string, string>,
  round: row.round,
  isOpen: row.is_open === 1,
  openedAt: row.opened_at,
  flushAt: row.next_flush_at,
  escalateAt: row.next_escalate_at,
  ...(JSON.parse(row.body) as GroupBody),
});
