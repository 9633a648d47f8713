import { sql } from 'kysely';
import type { DeliveryAttemptRow, DeliveryRow } from './alert-rows.ts';
import type { Json } from './canonical-json.ts';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';

export const deliveryStates = ['waiting', 'sending', 'delivered', 'dead', 'superseded', 'digested'] as const;

/**
 * waiting and sending: it will be delivered, or die; dead: it was given up, and can be sent again; superseded: another
 * channel delivered it instead; digested: it was told in another message.
 */
export type DeliveryState = (typeof deliveryStates)[number];

/** One message to one target of one channel. */
export interface NewDelivery {
  /** The idempotency key. */
  readonly id: string;
  readonly channel: string;
  readonly target: string;
  readonly thread: string;
  readonly kind: string;
  readonly severity: string;
  readonly payload: Json;
  readonly madeAt: number;
  readonly expiresAt: number | null;
  readonly givesUpAt: number;
  /** The delivery that this one is made for, since its channel failed. */
  readonly fallbackOf: string | null;
}

export interface Delivery extends NewDelivery {
  readonly seq: number;
  readonly state: DeliveryState;
  readonly dueAt: number;
  /** How many times it was tried, the one under way included. */
  readonly attempt: number;
  readonly lease: { readonly owner: string; readonly until: number } | null;
  readonly lastError: string | null;
  /** The delivery that told it, where it is digested or superseded. */
  readonly toldBy: string | null;
  readonly endedAt: number | null;
  /** When other channels were asked to deliver it. */
  readonly fallenBackAt: number | null;
}

const rowsPerInsert = 1000;

/** Answers with the ids that are new: what is there already is the same message, and stays as it is. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<readonly string[]> {
  if (deliveries.length === 0) return [];
  let seq = await takeNumbers(tx, 'delivery', deliveries.length);
  const made: string[] = [];
  for (let from = 0; from < deliveries.length; from += rowsPerInsert) {
    const rows = deliveries.slice(from, from + rowsPerInsert).map((delivery) => rowOf(delivery, seq++));
    const inserted = await tx
      .insertInto('delivery')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    made.push(...inserted.map(({ id }) => id));
  }
  return made;
}

export async function getDelivery(db: Reader, id: string): Promise<Delivery | undefined> {
  const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
  return row && deliveryOf(row);
}

export interface DeliveryFilter extends PageRequest {
  readonly states?: readonly DeliveryState[];
  readonly channel?: string;
  readonly target?: string;
  readonly thread?: string;
  readonly kind?: string;
  readonly severities?: readonly string[];
  /** Made from this moment on. */
  readonly from?: number;
  /** Made before this moment. */
  readonly to?: number;
}

export async function listDeliveries(db: Reader, filter: DeliveryFilter = {}): Promise<Page<Delivery>> {
  const position = positionOf('delivery', filter);
  // Postgres has no list without a member
  if (filter.states?.length === 0 || filter.severities?.length === 0)
    return pageOf('delivery', position, [], deliveryOf);
  let query = db.selectFrom('delivery').selectAll();
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states);
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  if (filter.target !== undefined) query = query.where('target', '=', filter.target);
  if (filter.thread !== undefined) query = query.where('thread', '=', filter.thread);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.severities !== undefined) query = query.where('severity', 'in', filter.severities);
  if (filter.from !== undefined) query = query.where('made_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('made_at', '<', filter.to);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('delivery', position, rows, deliveryOf);
}

/** What can be found by the first characters of an id: none, one, or several. */
export async function findDeliveries(db: Reader, prefix: string, limit = 10): Promise<readonly Delivery[]> {
  if (!/^[0-9a-f]{1,64}$/.test(prefix)) return [];
  const rows = await db
    .selectFrom('delivery')
    .selectAll()
    .where(sql<boolean>`substr(id, 1, ${sql.lit(prefix.length)}) = ${prefix}`)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(deliveryOf);
}

export interface DeliveryAttempt {
  readonly seq: number;
  readonly delivery: string;
  readonly attempt: number;
  readonly at: number;
  readonly milliseconds: number;
  /** What came of it: `delivered`, `throttled`, `failed`, `refused`, or `lost` where its server was gone before its end. */
  readonly outcome: string;
  readonly status: number | null;
  readonly detail: string;
}

/** Oldest first; of the latest ones where there are more. */
export async function listDeliveryAttempts(
  db: Reader,
  delivery: string,
  limit = 100,
): Promise<readonly DeliveryAttempt[]> {
  const rows = await db
    .selectFrom('delivery_attempt')
    .selectAll()
    .where('delivery', '=', delivery)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row): DeliveryAttempt => ({ ...row })).reverse();
}

export async function appendDeliveryAttempts(tx: Tx, attempts: readonly Omit<DeliveryAttempt, 'seq'>[]): Promise<void> {
  if (attempts.length === 0) return;
  let seq = await takeNumbers(tx, 'delivery_attempt', attempts.length);
  for (let from = 0; from < attempts.length; from += rowsPerInsert) {
    const rows = attempts
      .slice(from, from + rowsPerInsert)
      .map((attempt): DeliveryAttemptRow => ({ ...attempt, seq: seq++ }));
    await tx.insertInto('delivery_attempt').values(rows).execute();
  }
}

/**
 * Sends a message again that died, or at once one that waits for its next attempt, with the same idempotency key. Attempts
 * are counted anew. Undefined where there is none in these states.
 */
export async function retryDelivery(
  tx: Tx,
  { id, now, givesUpAt }: { readonly id: string; readonly now: number; readonly givesUpAt: number },
): Promise<Delivery | undefined> {
  const row = await tx
    .updateTable('delivery')
    .set({ ...anew, due_at: now, gives_up_at: givesUpAt })
    .where('id', '=', id)
    .where('state', 'in', ['dead', 'waiting'])
    .returningAll()
    .executeTakeFirst();
  return row && deliveryOf(row);
}

/**
 * Somebody decided that a message is not to be delivered any more: it is dead, and says why. Undefined where it is over
 * in another way.
 */
export async function dropDelivery(
  tx: Tx,
  { id, now, because }: { readonly id: string; readonly now: number; readonly because: string },
): Promise<Delivery | undefined> {
  const row = await tx
    .updateTable('delivery')
    .set({
      ...unleased,
      state: 'dead',
      ended_at: now,
      last_error: because,
      fallen_back_at: sql`coalesce(fallen_back_at, ${now})`,
    })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'sending', 'dead'])
    .returningAll()
    .executeTakeFirst();
  return row && deliveryOf(row);
}

export const unleased = { lease_owner: null, lease_until: null } as const;

const anew = { ...unleased, state: 'waiting', attempt: 0, expires_at: null, ended_at: null } as const;

/** The text of a row that says by which other one it was told. */
export const toldBy = (id: string): string => `told by ${id}`;

export function deliveryOf(row: DeliveryRow): Delivery {
  const isTold = row.state === 'digested' || row.state === 'superseded';
  const told = isTold ? /^told by (\S+)$/.exec(row.last_error ?? '')?.[1] : undefined;
  const { lease_owner: owner, lease_until: until } = row;
  return {
    seq: row.seq,
    id: row.id,
    channel: row.channel,
    target: row.target,
    thread: row.thread,
    kind: row.kind,
    severity: row.severity,
    state: row.state as DeliveryState,
    payload: JSON.parse(row.payload) as Json,
    madeAt: row.made_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    givesUpAt: row.gives_up_at,
    attempt: row.attempt,
    lease: owner === null || until === null ? null : { owner, until },
    lastError: told === undefined ? row.last_error : null,
    toldBy: told ?? null,
    endedAt: row.ended_at,
    fallbackOf: row.fallback_of,
    fallenBackAt: row.fallen_back_at,
  };
}

function rowOf(delivery: NewDelivery, seq: number): DeliveryRow {
  const { id, channel, target, thread, kind, severity, payload } = delivery;
  return {
    ...unleased,
    id,
    seq,
    channel,
    target,
    thread,
    kind,
    severity,
    state: 'waiting',
    payload: JSON.stringify(payload),
    made_at: delivery.madeAt,
    due_at: delivery.madeAt,
    expires_at: delivery.expiresAt,
    gives_up_at: delivery.givesUpAt,
    attempt: 0,
    last_error: null,
    ended_at: null,
    fallback_of: delivery.fallbackOf,
    fallen_back_at: null,
  };
}
