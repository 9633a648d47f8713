import { sql } from 'kysely';
import { takeNumbers } from './counter-table.ts';
import type { Reader, Tx } from './state.ts';

/** Rows that may go when they are old. The audit is not among them. */
export type Forgettable =
  | 'findings'
  | 'alerts'
  | 'alert_events'
  | 'silences'
  | 'deliveries'
  | 'delivery_attempts'
  | 'delivery_remotes'
  | 'job_runs'
  | 'idempotency'
  | 'sessions';

/** Those of which it can be told how many there are. */
export type Countable = Forgettable | 'profiles';

export interface Holding {
  readonly rows: number;
  /** So many are from before the moment. */
  readonly goes: number;
  /** Milliseconds since 1970; null where there is none. */
  readonly oldest: number | null;
}

interface Rule {
  readonly table: string;
  /** What names a row. */
  readonly key: string;
  readonly moment: string;
  /** Which rows may go at all. */
  readonly only?: string;
}

const rules: Readonly<Record<Countable, Rule>> = {
  profiles: { table: 'profile_hour', key: 'model, baseline, start_at', moment: 'start_at' },
  findings: { table: 'finding', key: 'seq', moment: 'at' },
  // what fires stays, however long it does
  alerts: { table: 'alert', key: 'id', moment: 'resolved_at', only: "state = 'resolved'" },
  alert_events: {
    table: 'alert_event',
    key: 'seq',
    moment: 'at',
    only: "alert not in (select id from alert where state <> 'resolved')",
  },
  silences: { table: 'alert_silence', key: 'id', moment: 'ends_at' },
  // what is to be delivered is not old: it is late
  deliveries: { table: 'delivery', key: 'id', moment: 'ended_at' },
  delivery_attempts: {
    table: 'delivery_attempt',
    key: 'seq',
    moment: 'at',
    only: 'delivery not in (select id from delivery where ended_at is null)',
  },
  // by when something was last remembered of it
  delivery_remotes: { table: 'delivery_remote', key: 'channel, target, thread', moment: 'at' },
  job_runs: {
    table: 'job_run',
    key: 'seq',
    moment: 'started_at',
    // how a job ended last is told for as long as there is the job
    only: 'ended_at is not null and id not in (select last_run from job where last_run is not null)',
  },
  idempotency: { table: 'idempotency', key: 'actor, key', moment: 'at' },
  sessions: {
    table: 'credential',
    key: 'hash',
    // what opens no door any more, by when it ended
    moment: 'coalesce(revoked_at, expires_at)',
  },
};

/** Forgets at most so many rows from before a moment, the oldest first; answers how many. */
export async function forgetRows(
  tx: Tx,
  kind: Forgettable,
  { before, most }: { readonly before: number; readonly most: number },
): Promise<number> {
  const { table, key, moment, only = 'true' } = rules[kind];
  const [from, names, time, condition] = [table, key, moment, only].map((text) => sql.raw(text));
  const { numAffectedRows = 0n } = await sql`delete from ${from} where (${names}) in (
    select ${names} from ${from} where ${time} < ${before} and ${condition} order by ${time} limit ${sql.lit(most)}
  )`.execute(tx);
  return Number(numAffectedRows);
}

export async function holdingOf(db: Reader, kind: Countable, before: number): Promise<Holding> {
  const { table, moment, only = 'true' } = rules[kind];
  const [from, time, condition] = [table, moment, only].map((text) => sql.raw(text));
  const { rows } = await sql<Holding>`select count(*) as rows, min(${time}) as oldest,
    cast(coalesce(sum(case when ${time} < ${before} and ${condition} then 1 else 0 end), 0) as bigint) as goes
    from ${from}`.execute(db);
  return rows[0] ?? { rows: 0, goes: 0, oldest: null };
}

/** What the whole state takes on the disk, in bytes. */
export async function stateBytes(db: Reader, engine: 'sqlite' | 'postgres'): Promise<number> {
  const size =
    engine === 'sqlite'
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<{ bytes: number }>`select cast(sum(pg_total_relation_size(oid)) as bigint) as bytes from pg_class
          where relnamespace = 'pitwall'::regnamespace and relkind = 'r'`;
  return (await size.execute(db)).rows[0]?.bytes ?? 0;
}

/**
 * Counts what was forgotten, in the transaction that forgets it, so that nothing is gone without being told: where a
 * server is killed before it told, the next one tells.
 */
export async function countForgotten(tx: Tx, kind: string, count: number): Promise<void> {
  if (count > 0) await takeNumbers(tx, `forgotten.${kind}`, count);
}

/** How many were forgotten since it was told last, of each kind; from now on they are told. */
export async function tellForgotten(tx: Tx): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.selectFrom('counter').selectAll().where('name', 'like', 'forgotten.%').execute();
  const told: Record<string, number> = {};
  // here, since engines sort text each in its own way
  for (const { name, value } of rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (value === 0) continue;
    told[name.slice('forgotten.'.length)] = value;
    await tx.updateTable('counter').set({ value: 0 }).where('name', '=', name).execute();
  }
  return told;
}

/**
 * The same for what another database deletes and counts by itself: how much its count grew since it was told. Where it
 * was made anew it counts from the beginning.
 */
export async function tellCounted(tx: Tx, kind: string, total: number): Promise<number> {
  const name = `told.${kind}`;
  const row = await tx.selectFrom('counter').select('value').where('name', '=', name).executeTakeFirst();
  const before = row?.value ?? 0;
  if (total === before) return 0;
  await tx
    .insertInto('counter')
    .values({ name, value: total })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: total }))
    .execute();
  return total > before ? total - before : total;
}
