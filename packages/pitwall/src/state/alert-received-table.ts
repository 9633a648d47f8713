import type { AlertReceivedRow } from './alert-rows.ts';
import type { Reader, Tx } from './state.ts';

/** What another system said of an alert of its own, as it stands. */
export interface ReceivedAlert {
  /** Of its labels, whatever their order. */
  readonly id: string;
  /** Who said it last. */
  readonly source: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAt: number;
  /** Null where it fires until somebody says otherwise. */
  readonly endsAt: number | null;
  readonly seenAt: number;
  readonly body: ReceivedBody;
}

export interface ReceivedBody {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string;
  /** Its end was not said, and follows from nothing having come. */
  readonly timeout: boolean;
  /** How many findings were made of it. */
  readonly findings: number;
  /** When the last of them was, and the annotations that it told of. */
  readonly toldAt: number;
  readonly told: Readonly<Record<string, string>>;
}

const rowsAtOnce = 200;

export async function getReceived(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, ReceivedAlert>> {
  const found = new Map<string, ReceivedAlert>();
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    const some = ids.slice(from, from + rowsAtOnce);
    const rows = await db.selectFrom('alert_received').selectAll().where('id', 'in', some).execute();
    for (const row of rows) found.set(row.id, receivedOf(row));
  }
  return found;
}

/** Puts each in the place of what was known of it. No two of them may be the same alert. */
export async function putReceived(tx: Tx, alerts: readonly ReceivedAlert[]): Promise<void> {
  const rows = alerts.map(
    ({ id, source, status, startsAt, endsAt, seenAt, body }): AlertReceivedRow => ({
      id,
      source,
      status,
      starts_at: startsAt,
      ends_at: endsAt,
      seen_at: seenAt,
      body: JSON.stringify(body),
    }),
  );
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx
      .insertInto('alert_received')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((row) => ({
          source: row.ref('excluded.source'),
          status: row.ref('excluded.status'),
          starts_at: row.ref('excluded.starts_at'),
          ends_at: row.ref('excluded.ends_at'),
          seen_at: row.ref('excluded.seen_at'),
          body: row.ref('excluded.body'),
        })),
      )
      .execute();
}

/** Those that fire although their end has passed, the one that ended first before the others. */
export async function receivedDue(db: Reader, now: number, limit: number): Promise<readonly ReceivedAlert[]> {
  const rows = await db
    .selectFrom('alert_received')
    .selectAll()
    .where('status', '=', 'firing')
    .where('ends_at', '<=', now)
    .orderBy('ends_at')
    .limit(limit)
    .execute();
  return rows.map(receivedOf);
}

/** When the next of those that fire ends, if nothing comes; undefined where none does. */
export async function nextReceivedEnd(db: Reader): Promise<number | undefined> {
  const row = await db
    .selectFrom('alert_received')
    .select('ends_at')
    .where('status', '=', 'firing')
    .where('ends_at', 'is not', null)
    .orderBy('ends_at')
    .limit(1)
    .executeTakeFirst();
  return row?.ends_at ?? undefined;
}

export async function countReceived(db: Reader): Promise<number> {
  const { count } = await db
    .selectFrom('alert_received')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Takes out what has long been over; answers how many. */
export async function dropReceived(tx: Tx, endedBefore: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('alert_received')
    .where('status', '=', 'resolved')
    .where('ends_at', '<', endedBefore)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const receivedOf = (row: AlertReceivedRow): ReceivedAlert => ({
  id: row.id,
  source: row.source,
  status: row.status === 'firing' ? 'firing' : 'resolved',
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  seenAt: row.seen_at,
  body: JSON.parse(row.body) as ReceivedBody,
});
