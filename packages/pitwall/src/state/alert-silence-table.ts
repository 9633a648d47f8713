import type { AlertSilenceRow } from './alert-rows.ts';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';

export interface NewSilence {
  readonly id: string;
  /** As Alertmanager writes them, with commas between them. */
  readonly matchers: string;
  readonly reason: string;
  /** The name of an actor. */
  readonly author: string;
  readonly startsAt: number;
  /** Null where it comes again and again without an end. */
  readonly endsAt: number | null;
  /** When it comes again and for how long, as JSON; null where it comes once. */
  readonly schedule: string | null;
  readonly madeAt: number;
}

export interface StoredSilence extends NewSilence {
  readonly seq: number;
  readonly changedAt: number;
  /** When people were told that it is over. */
  readonly toldAt: number | null;
}

/** False where one of that id is there. */
export async function addSilence(tx: Tx, silence: NewSilence): Promise<boolean> {
  const { id, matchers, reason, author, startsAt, endsAt, schedule, madeAt } = silence;
  const seq = await takeNumbers(tx, 'silence', 1);
  const added = await tx
    .insertInto('alert_silence')
    .values({
      id,
      seq,
      matchers,
      reason,
      author,
      starts_at: startsAt,
      ends_at: endsAt,
      schedule,
      made_at: madeAt,
      changed_at: madeAt,
      told_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return added.length === 1;
}

export async function getSilence(db: Reader, id: string): Promise<StoredSilence | undefined> {
  const row = await db.selectFrom('alert_silence').selectAll().where('id', '=', id).executeTakeFirst();
  return row && silenceOf(row);
}

export interface SilenceFilter extends PageRequest {
  /** Leaves out those that were over before this moment. */
  readonly from?: number;
}

/** Those that were made last first, where nothing else is said. */
export async function listSilences(db: Reader, filter: SilenceFilter = {}): Promise<Page<StoredSilence>> {
  const position = positionOf('silence', filter);
  let query = db.selectFrom('alert_silence').selectAll();
  const { from } = filter;
  if (from !== undefined) query = query.where((row) => row.or([row('ends_at', 'is', null), row('ends_at', '>', from)]));
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('silence', position, rows, silenceOf);
}

/** All that are not over, also those that have not begun: what is told is held against all of them. */
export async function standingSilences(db: Reader, now: number): Promise<readonly StoredSilence[]> {
  const rows = await db
    .selectFrom('alert_silence')
    .selectAll()
    .where((row) => row.or([row('ends_at', 'is', null), row('ends_at', '>', now)]))
    .orderBy('seq')
    .execute();
  return rows.map(silenceOf);
}

/** From this moment on it holds back nothing. False where there is none, or it was over by then. */
export async function endSilence(tx: Tx, { id, at }: { readonly id: string; readonly at: number }): Promise<boolean> {
  const ended = await tx
    .updateTable('alert_silence')
    .set({ ends_at: at, changed_at: at })
    .where('id', '=', id)
    .where((row) => row.or([row('ends_at', 'is', null), row('ends_at', '>', at)]))
    .returning('id')
    .execute();
  return ended.length === 1;
}

/** Those that are over, and of which nobody was told yet that they are; those that ended first first. */
export async function untoldSilences(db: Reader, now: number): Promise<readonly StoredSilence[]> {
  const rows = await db
    .selectFrom('alert_silence')
    .selectAll()
    .where('ends_at', '<=', now)
    .where('told_at', 'is', null)
    .orderBy('ends_at')
    .orderBy('seq')
    .limit(1000)
    .execute();
  return rows.map(silenceOf);
}

/** False where it was told already. */
export async function silenceTold(tx: Tx, { id, at }: { readonly id: string; readonly at: number }): Promise<boolean> {
  const told = await tx
    .updateTable('alert_silence')
    .set({ told_at: at })
    .where('id', '=', id)
    .where('told_at', 'is', null)
    .returning('id')
    .execute();
  return told.length === 1;
}

function silenceOf(row: AlertSilenceRow): StoredSilence {
  const { id, seq, matchers, reason, author, schedule } = row;
  return {
    id,
    seq,
    matchers,
    reason,
    author,
    schedule,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    madeAt: row.made_at,
    changedAt: row.changed_at,
    toldAt: row.told_at,
  };
}
