import type { Reader, Tx } from './state.ts';

/** How far the events of a model are counted, and on what. */
export interface ProfileMark {
  readonly model: string;
  /** The version of the baseline on whose edges the hours are counted. */
  readonly baseline: number;
  /** Of the last event that is counted. */
  readonly position: number;
  /** From when on hours were to be counted; older events are passed over. */
  readonly askedSince: number;
  /** From when on they are still there. */
  readonly since: number;
}

export interface ProfileHour {
  readonly start: number;
  readonly rows: number;
  /** Counts, as whoever profiles has packed them. */
  readonly body: string;
}

export async function getProfileMark(db: Reader, model: string): Promise<ProfileMark | undefined> {
  const row = await db.selectFrom('profile_mark').selectAll().where('model', '=', model).executeTakeFirst();
  return row && markOf(row);
}

/** Begins anew: hours on other edges are of no use. */
export async function restartProfile(tx: Tx, mark: ProfileMark): Promise<void> {
  await tx.deleteFrom('profile_hour').where('model', '=', mark.model).execute();
  await tx.deleteFrom('profile_mark').where('model', '=', mark.model).execute();
  await tx
    .insertInto('profile_mark')
    .values({
      model: mark.model,
      baseline: mark.baseline,
      position: mark.position,
      asked_since: mark.askedSince,
      since: mark.since,
    })
    .execute();
}

/** Postgres takes 65,535 values in one statement, SQLite half of that. */
const hoursPerInsert = 1000;

/**
 * Hours take the place of those that are there, and the mark moves on, both or neither. False where somebody else moved
 * the mark since it was read: what was added up then rests on what is no longer so, and nothing is written.
 */
export async function advanceProfile(
  tx: Tx,
  before: ProfileMark,
  position: number,
  hours: readonly ProfileHour[],
): Promise<boolean> {
  const { model, baseline } = before;
  const moved = await tx
    .updateTable('profile_mark')
    .set({ position })
    .where('model', '=', model)
    .where('baseline', '=', baseline)
    .where('position', '=', before.position)
    .where('since', '=', before.since)
    .where('asked_since', '=', before.askedSince)
    .returning('model')
    .execute();
  if (moved.length === 0) return false;
  for (let from = 0; from < hours.length; from += hoursPerInsert) {
    await tx
      .insertInto('profile_hour')
      .values(
        hours
          .slice(from, from + hoursPerInsert)
          .map(({ start, rows, body }) => ({ model, baseline, start_at: start, data_rows: rows, body })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['model', 'baseline', 'start_at'])
          .doUpdateSet((row) => ({ data_rows: row.ref('excluded.data_rows'), body: row.ref('excluded.body') })),
      )
      .execute();
  }
  return true;
}

/** Those of some hours that are there. */
export async function getProfileHours(
  db: Reader,
  {
    model,
    baseline,
    starts,
  }: { readonly model: string; readonly baseline: number; readonly starts: readonly number[] },
): Promise<readonly ProfileHour[]> {
  const hours: ProfileHour[] = [];
  for (let from = 0; from < starts.length; from += hoursPerInsert) {
    const rows = await db
      .selectFrom('profile_hour')
      .select(['start_at', 'data_rows', 'body'])
      .where('model', '=', model)
      .where('baseline', '=', baseline)
      .where('start_at', 'in', starts.slice(from, from + hoursPerInsert))
      .execute();
    for (const { start_at: start, data_rows: count, body } of rows) hours.push({ start, rows: count, body });
  }
  return hours;
}

export interface ProfileSpan {
  readonly mark: ProfileMark;
  /** Those that have events, in their order. */
  readonly hours: readonly ProfileHour[];
}

/** Hours from `from` on and before `to`, with the mark they belong to, as of one moment; undefined before the first one. */
export async function readProfileHours(
  db: Reader,
  { model, from, to }: { readonly model: string; readonly from: number; readonly to: number },
): Promise<ProfileSpan | undefined> {
  const rows = await db
    .selectFrom('profile_mark')
    .leftJoin('profile_hour', (join) =>
      join
        .onRef('profile_hour.model', '=', 'profile_mark.model')
        .onRef('profile_hour.baseline', '=', 'profile_mark.baseline')
        .on('profile_hour.start_at', '>=', from)
        .on('profile_hour.start_at', '<', to),
    )
    .select([
      'profile_mark.model as model',
      'profile_mark.baseline as baseline',
      'profile_mark.position as position',
      'profile_mark.asked_since as asked_since',
      'profile_mark.since as since',
      'profile_hour.start_at as start_at',
      'profile_hour.data_rows as data_rows',
      'profile_hour.body as body',
    ])
    .where('profile_mark.model', '=', model)
    .orderBy('profile_hour.start_at')
    .execute();
  const [first] = rows;
  if (!first) return undefined;
  return {
    mark: markOf(first),
    hours: rows.flatMap(({ start_at: start, data_rows: count, body }) =>
      start === null || count === null || body === null ? [] : [{ start, rows: count, body }],
    ),
  };
}

/**
 * Hours that began before a moment go, of all models; answers how many. A window that reaches further back is then not
 * judged by what is left of it.
 */
export async function dropProfilesBefore(tx: Tx, moment: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('profile_hour')
    .where('start_at', '<', moment)
    .executeTakeFirstOrThrow();
  await tx.updateTable('profile_mark').set({ since: moment }).where('since', '<', moment).execute();
  return Number(numDeletedRows);
}

interface MarkColumns {
  readonly model: string;
  readonly baseline: number;
  readonly position: number;
  readonly asked_since: number;
  readonly since: number;
}

const markOf = ({ model, baseline, position, asked_since: askedSince, since }: MarkColumns): ProfileMark => ({
  model,
  baseline,
  position,
  askedSince,
  since,
});
