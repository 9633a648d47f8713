import { type ExpressionBuilder, sql } from 'kysely';
import { type Delivery, deliveryOf, unleased } from './delivery-table.ts';
import type { Reader, Tx } from './state.ts';
import type { Tables } from './tables.ts';

/** What one channel has to do. */
export interface ChannelLoad {
  readonly channel: string;
  /** Messages that are due, tests left out. */
  readonly due: number;
  /** Those of them that wait for none before them about the same thing. */
  readonly ready: number;
  /** Tests that are due. */
  readonly tests: number;
  /** When the next one can be sent; null where none can. A moment that is past where one can now. */
  readonly nextAt: number | null;
  /** Since when the longest waiting one of high or critical severity is not delivered, nor given to another channel. */
  readonly urgentSince: number | null;
  /** How many that wait were not given to another channel. */
  readonly unbacked: number;
  /** When the first lease of another server ends; null where it has none. */
  readonly leaseUntil: number | null;
  /** When the first of those that wait is too old to be told by itself. */
  readonly expiresAt: number | null;
}

/** Not over yet. */
export const open = ['waiting', 'sending'] as const;

/** The same as the index of them says it: SQLite takes it only where the words are these, and not given from outside. */
const isOpen = sql<boolean>`delivery.state in ('waiting', 'sending')`;
const isEarlierOpen = sql<boolean>`earlier.state in ('waiting', 'sending')`;

interface LoadRow {
  readonly channel: string;
  readonly due: number | string;
  readonly ready: number | string;
  readonly tests: number | string;
  readonly next_at: number | string | null;
  readonly urgent_since: number | string | null;
  readonly unbacked: number | string;
  readonly lease_until: number | string | null;
  readonly expires_at: number | string | null;
}

/** One line for each channel that has anything to deliver. One that was never tried is due whatever the clock says. */
export async function readLoads(db: Reader, now: number, owner: string): Promise<readonly ChannelLoad[]> {
  const { rows } = await sql<LoadRow>`
    select channel,
      sum(case when test = 0 and due_at <= ${now} then 1 else 0 end) as due,
      sum(case when test = 0 and due_at <= ${now} and first = 1 then 1 else 0 end) as ready,
      sum(case when test = 1 and due_at <= ${now} and first = 1 then 1 else 0 end) as tests,
      min(case when first = 1 then due_at end) as next_at,
      min(case when test = 0 and fallen_back_at is null and severity in ('high', 'critical') then made_at end)
        as urgent_since,
      sum(case when test = 0 and fallen_back_at is null and due_at is not null then 1 else 0 end) as unbacked,
      min(case when lease_owner <> ${owner} then lease_until end) as lease_until,
      min(case when due_at is not null then expires_at end) as expires_at
    from (
      select channel, severity, made_at, expires_at, fallen_back_at, lease_owner, lease_until,
        case when kind = 'test' then 1 else 0 end as test,
        case when state <> 'waiting' then null when attempt = 0 then 0 else due_at end as due_at,
        case when state <> 'waiting' or exists (
          select 1 from delivery as earlier
          where earlier.channel = delivery.channel and earlier.target = delivery.target
            and earlier.thread = delivery.thread and earlier.seq < delivery.seq
            and ${isEarlierOpen}
        ) then 0 else 1 end as first
      from delivery
      where ${isOpen}
    ) as those
    group by channel`.execute(db);
  return rows.map((row) => ({
    channel: row.channel,
    due: Number(row.due),
    ready: Number(row.ready),
    tests: Number(row.tests),
    nextAt: numberOrNull(row.next_at),
    urgentSince: numberOrNull(row.urgent_since),
    unbacked: Number(row.unbacked),
    leaseUntil: numberOrNull(row.lease_until),
    expiresAt: numberOrNull(row.expires_at),
  }));
}

/** What Postgres adds up comes as a text. */
const numberOrNull = (value: number | string | null): number | null => (value === null ? null : Number(value));

export interface DeliveryTaking {
  readonly channel: string;
  readonly owner: string;
  readonly now: number;
  readonly until: number;
  readonly limit: number;
  readonly onlyTests: boolean;
}

/**
 * Messages that are due, worst first. Of those for one target about one thing only the first one that is not over is
 * taken, so that they arrive in their order.
 */
export async function takeDeliveries(tx: Tx, taking: DeliveryTaking): Promise<readonly Delivery[]> {
  const { channel, owner, now, until, limit, onlyTests } = taking;
  if (limit <= 0) return [];
  let query = tx
    .selectFrom('delivery')
    .select('delivery.id')
    .where('delivery.state', '=', 'waiting')
    .where('delivery.channel', '=', channel)
    .where((is) => is.or([is('delivery.attempt', '=', 0), is('delivery.due_at', '<=', now)]))
    .where((is) => is.not(is.exists(earlierOf(is))));
  if (onlyTests) query = query.where('delivery.kind', '=', 'test');
  const found = await query.orderBy(worstFirst).orderBy('delivery.seq').limit(limit).execute();
  if (found.length === 0) return [];
  const order = new Map(found.map(({ id }, index) => [id, index]));
  const rows = await tx
    .updateTable('delivery')
    .set((is) => ({ state: 'sending', lease_owner: owner, lease_until: until, attempt: is('attempt', '+', 1) }))
    .where('id', 'in', [...order.keys()])
    .returningAll()
    .execute();
  return rows.map(deliveryOf).sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

export const worstFirst = sql`case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end`;

const earlierOf = (is: ExpressionBuilder<Tables, 'delivery'>) =>
  is
    .selectFrom('delivery as earlier')
    .select('earlier.id')
    .whereRef('earlier.channel', '=', 'delivery.channel')
    .whereRef('earlier.target', '=', 'delivery.target')
    .whereRef('earlier.thread', '=', 'delivery.thread')
    .whereRef('earlier.seq', '<', 'delivery.seq')
    .where(isEarlierOpen);

/** Ends leases that ran out, or those of everybody else where `now` is null; what was under way is to be tried again. */
export async function reclaimDeliveries(
  tx: Tx,
  { now, owner }: { readonly now: number | null; readonly owner: string },
): Promise<readonly Delivery[]> {
  let query = tx
    .updateTable('delivery')
    .set({ ...unleased, state: 'waiting' })
    .where('state', '=', 'sending')
    .where('lease_owner', '<>', owner);
  if (now !== null) query = query.where('lease_until', '<=', now);
  return (await query.returningAll().execute()).map(deliveryOf);
}

/** Gives back what was taken, to be tried at once by somebody else. */
export async function releaseDeliveries(tx: Tx, owner: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ ...unleased, state: 'waiting' })
    .where('state', '=', 'sending')
    .where('lease_owner', '=', owner)
    .execute();
}

/** It arrived, whatever else was decided about it meanwhile. */
export async function setDelivered(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  const done = { ...unleased, state: 'delivered', ended_at: now, last_error: null } as const;
  await tx.updateTable('delivery').set(done).where('id', 'in', ids).execute();
}

export interface DeliveryPutOff {
  readonly id: string;
  readonly owner: string;
  readonly error: string;
  /** When it is tried again; null where it is dead. */
  readonly dueAt: number | null;
  readonly now: number;
}

/** False where it is not in our hands any more: then nothing is written. */
export async function putOffDelivery(tx: Tx, { id, owner, error, dueAt, now }: DeliveryPutOff): Promise<boolean> {
  const next =
    dueAt === null
      ? ({ ...unleased, state: 'dead', ended_at: now, last_error: error } as const)
      : ({ ...unleased, state: 'waiting', due_at: dueAt, last_error: error } as const);
  const rows = await tx
    .updateTable('delivery')
    .set(next)
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('lease_owner', '=', owner)
    .returning('id')
    .execute();
  return rows.length === 1;
}

/** Messages that nobody can deliver, for their channel is gone. */
export async function buryDeliveries(
  tx: Tx,
  { channel, now, error, limit }: { channel: string; now: number; error: string; limit: number },
): Promise<readonly Delivery[]> {
  const found = await tx
    .selectFrom('delivery')
    .select('id')
    .where('state', '=', 'waiting')
    .where('channel', '=', channel)
    .orderBy('seq')
    .limit(limit)
    .execute();
  if (found.length === 0) return [];
  const rows = await tx
    .updateTable('delivery')
    .set({ state: 'dead', ended_at: now, last_error: error })
    .where(
      'id',
      'in',
      found.map(({ id }) => id),
    )
    .returningAll()
    .execute();
  return rows.map(deliveryOf);
}

/** After a clock was set back: what was planned on the old one is moved by as much, or it would wait for that long. */
export async function shiftDeliveries(
  tx: Tx,
  { now, by }: { readonly now: number; readonly by: number },
): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({
      due_at: sql`due_at - ${by}`,
      lease_until: sql`lease_until - ${by}`,
      made_at: sql`case when made_at > ${now} then ${now} else made_at end`,
    })
    .where('state', 'in', open)
    .execute();
  await tx
    .updateTable('delivery_channel')
    .set({
      open_until: sql`open_until - ${by}`,
      quiet_until: sql`quiet_until - ${by}`,
      tokens_at: sql`tokens_at - ${by}`,
    })
    .execute();
}
