import type { AlertState, Severity, Status, Threshold } from '@pitwall/sdk';
import { compareSeverity } from '@pitwall/sdk';
import { sql } from 'kysely';
import type { AlertRow } from './alert-rows.ts';
import type { Json } from './canonical-json.ts';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';

/** One of the measurements that an alert is about, as it stands. */
export interface StoredPart {
  readonly subject: string;
  readonly metric: string;
  readonly status: Status;
  readonly severity: Severity;
  /** Whether it is something to tell. */
  readonly isBad: boolean;
  readonly value: number | null;
  readonly threshold: Threshold | null;
  readonly message: string;
  readonly expected: string | null;
  readonly observed: string | null;
  readonly fix: string | null;
  /** How many rows it rests on, where that is known. */
  readonly total: number | null;
  /** The id of the finding. */
  readonly finding: string;
  /** When it was judged. */
  readonly at: number;
  /** What was measured ends here: what ends earlier says nothing new of it. */
  readonly until: number;
}

/** What is known of a condition. Its life is the business of `alerts`: it comes back as it was given. */
export interface StoredAlert {
  /** The fingerprint. */
  readonly id: string;
  readonly seq: number;
  readonly subject: string;
  readonly metric: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly labels: Readonly<Record<string, string>>;
  readonly episode: number;
  readonly count: number;
  readonly since: number;
  readonly firedAt: number | null;
  readonly seenAt: number;
  readonly resolvedAt: number | null;
  /** When time alone may change it. */
  readonly nextAt: number | null;
  readonly changedAt: number;
  readonly title: string;
  readonly fix: string | null;
  readonly runbook: string | null;
  readonly parts: readonly StoredPart[];
  /** The newest end of what was measured. */
  readonly until: number;
  readonly life: Json;
}

export type NewAlert = Omit<StoredAlert, 'seq'>;

const rowsAtOnce = 200;

/** New ones get numbers in the order in which they are given; of those that are known everything but that is replaced. */
export async function putAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  let seq = await takeNumbers(tx, 'alert', alerts.length);
  const rows = alerts.map((alert): AlertRow => {
    const { id, subject, metric, rule, severity, state, labels, episode, count, since } = alert;
    const { title, fix, runbook, parts, until, life } = alert;
    return {
      id,
      seq: seq++,
      subject,
      metric,
      rule,
      severity,
      state,
      labels: JSON.stringify(labels),
      episode,
      count,
      since,
      fired_at: alert.firedAt,
      seen_at: alert.seenAt,
      resolved_at: alert.resolvedAt,
      next_at: alert.nextAt,
      changed_at: alert.changedAt,
      body: JSON.stringify({ title, fix, runbook, parts, until, life } satisfies AlertBody),
    };
  });
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx
      .insertInto('alert')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => {
          const given = <K extends keyof AlertRow>(name: K) => row.ref(`excluded.${name}`);
          return {
            subject: given('subject'),
            metric: given('metric'),
            rule: given('rule'),
            severity: given('severity'),
            state: given('state'),
            labels: given('labels'),
            episode: given('episode'),
            count: given('count'),
            since: given('since'),
            fired_at: given('fired_at'),
            seen_at: given('seen_at'),
            resolved_at: given('resolved_at'),
            next_at: given('next_at'),
            changed_at: given('changed_at'),
            body: given('body'),
          };
        }),
      )
      .execute();
}

/** Those of which nobody was ever told. */
export async function removeAlerts(tx: Tx, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += rowsAtOnce)
    await tx
      .deleteFrom('alert')
      .where('id', 'in', ids.slice(from, from + rowsAtOnce))
      .execute();
}

export async function getAlert(db: Reader, id: string): Promise<StoredAlert | undefined> {
  const row = await db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  return row && alertOf(row);
}

export async function getAlerts(db: Reader, ids: readonly string[]): Promise<readonly StoredAlert[]> {
  const found: StoredAlert[] = [];
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    const some = ids.slice(from, from + rowsAtOnce);
    const rows = await db.selectFrom('alert').selectAll().where('id', 'in', some).execute();
    found.push(...rows.map(alertOf));
  }
  return found;
}

/** Those whose id begins so; at most `limit`. */
export async function findAlerts(db: Reader, prefix: string, limit = 3): Promise<readonly StoredAlert[]> {
  if (!/^[0-9a-f]{1,16}$/.test(prefix)) return [];
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where(sql<boolean>`substr(id, 1, ${sql.lit(prefix.length)}) = ${prefix}`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(alertOf);
}

/** Those that time alone may have changed. */
export async function alertsDue(db: Reader, now: number, limit: number): Promise<readonly StoredAlert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute();
  return rows.map(alertOf);
}

export interface AlertFilter extends PageRequest {
  readonly states?: readonly AlertState[];
  readonly severities?: readonly Severity[];
  readonly subject?: string;
  readonly rule?: string;
}

/** In the order in which they were first seen. */
export async function listAlerts(db: Reader, filter: AlertFilter = {}): Promise<Page<StoredAlert>> {
  const position = positionOf('alert', filter);
  // Postgres has no list without a member
  if (filter.states?.length === 0 || filter.severities?.length === 0) return pageOf('alert', position, [], alertOf);
  let query = db.selectFrom('alert').selectAll();
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states);
  if (filter.severities !== undefined) query = query.where('severity', 'in', filter.severities);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.rule !== undefined) query = query.where('rule', '=', filter.rule);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('alert', position, rows, alertOf);
}

/** What inhibition looks at, of all that fire. */
export interface OpenAlert {
  readonly id: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
}

export async function openAlerts(db: Reader): Promise<readonly OpenAlert[]> {
  const rows = await db
    .selectFrom('alert')
    .select(['id', 'subject', 'severity', 'labels'])
    .where('state', 'in', ['firing', 'acknowledged'])
    .execute();
  return rows.map(({ id, subject, severity, labels }) => ({
    id,
    subject,
    severity: severity as Severity,
    labels: JSON.parse(labels) as Record<string, string>,
  }));
}

export interface AlertCount {
  readonly state: AlertState;
  readonly severity: Severity;
  readonly count: number;
}

export async function countAlerts(db: Reader): Promise<readonly AlertCount[]> {
  const rows = await db
    .selectFrom('alert')
    .select(['state', 'severity', (row) => row.fn.countAll().as('count')])
    .groupBy(['state', 'severity'])
    .execute();
  return rows.map(({ state, severity, count }) => ({
    state: state as AlertState,
    severity: severity as Severity,
    count: Number(count),
  }));
}

interface AlertBody {
  readonly title: string;
  readonly fix: string | null;
  readonly runbook: string | null;
  readonly parts: readonly StoredPart[];
  readonly until: number;
  readonly life: Json;
}

function alertOf(row: AlertRow): StoredAlert {
  const { id, seq, subject, metric, rule, episode, count, since } = row;
  return {
    id,
    seq,
    subject,
    metric,
    rule,
    severity: row.severity as Severity,
    state: row.state as AlertState,
    labels: JSON.parse(row.labels) as Record<string, string>,
    episode,
    count,
    since,
    firedAt: row.fired_at,
    seenAt: row.seen_at,
    resolvedAt: row.resolved_at,
    nextAt: row.next_at,
    changedAt: row.changed_at,
    ...(JSON.parse(row.body) as AlertBody),
  };
}

/** Those that are not fine first, the worst of them before the others. */
export const byBadness = (a: StoredPart, b: StoredPart): number =>
  Number(b.isBad) - Number(a.isBad) || compareSeverity(a.severity, b.severity) || b.at - a.at;
