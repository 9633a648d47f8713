import { sql } from 'kysely';
import type { Reader } from './state.ts';

/** What became of the messages about one thing. */
export interface ThreadDelivery {
  readonly thread: string;
  readonly isDelivered: boolean;
  /** Since when the oldest one that is not over is under way; null where none is. */
  readonly waitingSince: number | null;
}

interface Asking {
  readonly threads: readonly string[];
  /** Through these nobody is reached for certain. */
  readonly except: readonly string[];
}

const atOnce = 500;
/** Messages are told in one, which is told in one with others, and so on; nobody goes further than that. */
const longestChain = 20;

/** One for each thread of which there is a message at all. */
export async function readThreadDeliveries(
  db: Reader,
  { threads, except }: Asking,
): Promise<ReadonlyMap<string, ThreadDelivery>> {
  const found = new Map<string, ThreadDelivery>();
  const told = new Map<string, string[]>();
  for (let from = 0; from < threads.length; from += atOnce) {
    const rows = await db
      .selectFrom('delivery')
      .where('thread', 'in', threads.slice(from, from + atOnce))
      .select(['thread', 'channel', 'state', sql<number>`min(made_at)`.as('made_at')])
      .select(tellerOf)
      .groupBy(['thread', 'channel', 'state', tellerOf.expression])
      .execute();
    for (const { thread, channel, state, teller, made_at: madeAt } of rows) {
      const counts = !except.includes(channel);
      if (teller !== null && counts) told.set(thread, [...(told.get(thread) ?? []), teller]);
      note(found, thread, { state, madeAt: Number(madeAt), counts });
    }
  }
  const tellers = await followTellers(db, [...new Set([...told.values()].flat())]);
  for (const [thread, ids] of told) {
    for (const id of ids) {
      const teller = tellers.get(id);
      if (teller) note(found, thread, { ...teller, counts: true });
    }
  }
  return found;
}

const tellerOf = sql<string | null>`case when state = 'digested' then replace(last_error, 'told by ', '') end`.as(
  'teller',
);

interface Fate {
  readonly state: string;
  readonly madeAt: number;
}

function note(
  found: Map<string, ThreadDelivery>,
  thread: string,
  { state, madeAt, counts }: Fate & { readonly counts: boolean },
): void {
  const before = found.get(thread) ?? { thread, isDelivered: false, waitingSince: null };
  const isOpen = counts && (state === 'waiting' || state === 'sending');
  found.set(thread, {
    thread,
    // what is superseded was delivered by the channel behind it
    isDelivered: before.isDelivered || (counts && (state === 'delivered' || state === 'superseded')),
    waitingSince: isOpen ? Math.min(before.waitingSince ?? madeAt, madeAt) : before.waitingSince,
  });
}

/** What became of the message in which others were told. */
async function followTellers(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>();
  const next = new Map(ids.map((id) => [id, [id]]));
  for (let step = 0; step < longestChain && next.size > 0; step++) {
    const rows = await db
      .selectFrom('delivery')
      .select(['id', 'state', 'made_at', tellerOf])
      .where('id', 'in', [...next.keys()].slice(0, atOnce))
      .execute();
    for (const { id, state, made_at: madeAt, teller } of rows) {
      const firsts = next.get(id) ?? [];
      next.delete(id);
      if (teller === null) for (const first of firsts) fates.set(first, { state, madeAt });
      else next.set(teller, [...(next.get(teller) ?? []), ...firsts]);
    }
    if (rows.length === 0) break;
  }
  return fates;
}

export interface DeadCount {
  readonly channel: string;
  readonly count: number;
  readonly lastError: string | null;
}

/** Critical messages that died since then and that nobody dropped, by channel. */
export async function countDead(db: Reader, since: number): Promise<readonly DeadCount[]> {
  const rows = await db
    .selectFrom('delivery')
    .where('state', '=', 'dead')
    .where('severity', '=', 'critical')
    .where('kind', '<>', 'test')
    .where('ended_at', '>=', since)
    .where((is) => is.or([is('last_error', 'is', null), is('last_error', 'not like', 'dropped by %')]))
    .groupBy('channel')
    .select(['channel', sql<number>`count(*)`.as('count'), sql<string | null>`max(last_error)`.as('last_error')])
    .execute();
  return rows.map(({ channel, count, last_error: lastError }) => ({ channel, count: Number(count), lastError }));
}
