import { sql } from 'kysely';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';
import type { MonitorWindowRow } from './tables.ts';

export interface WindowKey {
  readonly model: string;
  readonly start: number;
  readonly end: number;
}

/** What is known of a window. */
export interface WindowState extends WindowKey {
  readonly seq: number;
  /** Whether something came since it was judged, or it never was. */
  readonly pending: boolean;
  /** The position of the last event in it. */
  readonly seen: number;
  /** The position up to which events had come when it was judged; null before. */
  readonly judged: number | null;
  /** How often it was judged with another outcome. */
  readonly revision: number;
  readonly rows: number;
  readonly labels: number;
  /** The worst of what was found. */
  readonly status: string | null;
  readonly judgedAt: number | null;
  /** JSON of whoever judges. */
  readonly body: string;
}

/** SQLite takes 32,766 values in one statement, and each row has 13. */
const rowsPerInsert = 1000;

/** Windows that something came for, up to a position; 0 for those that are to be judged although nothing came. */
export async function touchWindows(
  tx: Tx,
  model: string,
  windows: readonly { readonly start: number; readonly end: number; readonly position: number }[],
): Promise<void> {
  if (windows.length === 0) return;
  // Postgres refuses to change a row twice in one statement
  const latest = new Map<string, (typeof windows)[number]>();
  for (const window of windows) {
    const key = `${window.start} ${window.end}`;
    const before = latest.get(key);
    if (!before || before.position < window.position) latest.set(key, window);
  }
  let seq = await takeNumbers(tx, 'monitor_window', latest.size);
  const rows = [...latest.values()].map(
    ({ start, end, position }): MonitorWindowRow => ({
      seq: seq++,
      model,
      start_at: start,
      end_at: end,
      length: end - start,
      pending: 1,
      seen: position,
      judged: null,
      revision: 0,
      row_count: 0,
      label_count: 0,
      status: null,
      judged_at: null,
      body: '{}',
    }),
  );
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx
      .insertInto('monitor_window')
      .values(rows.slice(from, from + rowsPerInsert))
      .onConflict((conflict) =>
        conflict.columns(['model', 'start_at', 'end_at']).doUpdateSet((row) => ({
          seen: row
            .case()
            .when('excluded.seen', '>', row.ref('monitor_window.seen'))
            .then(row.ref('excluded.seen'))
            .else(row.ref('monitor_window.seen'))
            .end(),
          pending: row
            .case()
            .when('excluded.seen', '>', row.fn.coalesce('monitor_window.judged', row.lit(-1)))
            .then(1)
            .else(row.ref('monitor_window.pending'))
            .end(),
        })),
      )
      .execute();
  }
}

/** Windows that were judged are to be judged again, although nothing came for them. */
export async function reopenWindows(
  tx: Tx,
  model: string,
  windows: readonly { readonly start: number; readonly end: number }[],
): Promise<void> {
  for (const { start, end } of windows) {
    await tx
      .updateTable('monitor_window')
      .set({ pending: 1 })
      .where('model', '=', model)
      .where('start_at', '=', start)
      .where('end_at', '=', end)
      .execute();
  }
}

/** What was still to be judged is no longer asked for. */
export async function dropPending(tx: Tx, model: string): Promise<void> {
  await tx
    .updateTable('monitor_window')
    .set({ pending: 0 })
    .where('model', '=', model)
    .where('pending', '=', 1)
    .execute();
}

export interface PendingQuestion {
  readonly model: string;
  readonly endedBy: number;
  /** One that was judged after this moment waits, so that labels that trickle in are judged together. */
  readonly judgedBy: number;
  readonly limit: number;
}

/** Windows that ended at a moment or before and have to be judged, the oldest first. */
export async function pendingWindows(
  db: Reader,
  { model, endedBy, judgedBy, limit }: PendingQuestion,
): Promise<readonly WindowState[]> {
  const rows = await db
    .selectFrom('monitor_window')
    .selectAll()
    .where('model', '=', model)
    .where('pending', '=', 1)
    .where('end_at', '<=', endedBy)
    .where((is) => is.or([is('judged_at', 'is', null), is('judged_at', '<=', judgedBy)]))
    .orderBy('end_at')
    .orderBy('start_at')
    .limit(limit)
    .execute();
  return rows.map(windowOf);
}

export async function getWindow(db: Reader, { model, start, end }: WindowKey): Promise<WindowState | undefined> {
  const row = await db
    .selectFrom('monitor_window')
    .selectAll()
    .where('model', '=', model)
    .where('start_at', '=', start)
    .where('end_at', '=', end)
    .executeTakeFirst();
  return row && windowOf(row);
}

/** Judged windows that end where the next one begins, going back from a window; the latest first. */
export async function judgedWindowsBefore(
  db: Reader,
  { model, start, end, limit }: WindowKey & { readonly limit: number },
): Promise<readonly WindowState[]> {
  const length = end - start;
  const rows = await db
    .selectFrom('monitor_window')
    .selectAll()
    .where('model', '=', model)
    .where('length', '=', length)
    .where('end_at', '<=', start)
    .where(sql<number>`(${start} - end_at) % ${sql.lit(length)}`, '=', 0)
    .where('judged', 'is not', null)
    .orderBy('end_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(windowOf);
}

/** The judged window of each model that ended last; of several the longest. */
export async function latestWindows(db: Reader): Promise<ReadonlyMap<string, WindowState>> {
  const rows = await db
    .selectFrom('monitor_window as w')
    .selectAll('w')
    .where('w.judged', 'is not', null)
    .where('w.end_at', '=', (query) =>
      query
        .selectFrom('monitor_window as o')
        .select((select) => select.fn.max('o.end_at').as('latest'))
        .whereRef('o.model', '=', 'w.model')
        .where('o.judged', 'is not', null),
    )
    .orderBy('w.length')
    .execute();
  return new Map(rows.map((row) => [row.model, windowOf(row)]));
}

/** Windows of a model, in the order in which they were opened. */
export async function listWindows(
  db: Reader,
  { model, ...page }: PageRequest & { readonly model: string },
): Promise<Page<WindowState>> {
  const position = positionOf('window', page);
  let query = db.selectFrom('monitor_window').selectAll().where('model', '=', model);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('window', position, rows, windowOf);
}

export interface Judgement extends WindowKey {
  /** That the window had when it was judged. */
  readonly revision: number;
  /** Whether the outcome is another one. */
  readonly changed: boolean;
  readonly position: number;
  readonly rows: number;
  readonly labels: number;
  readonly status: string;
  readonly at: number;
  readonly body: string;
}

/** False where somebody else judged it meanwhile: then nothing is written. What came meanwhile keeps it pending. */
export async function putJudgement(tx: Tx, judgement: Judgement): Promise<boolean> {
  const { model, start, end, revision, changed, position, rows, labels, status, at, body } = judgement;
  const written = await tx
    .updateTable('monitor_window')
    .set((row) => ({
      pending: row.case().when('seen', '>', position).then(1).else(0).end(),
      judged: position,
      revision: revision + (changed ? 1 : 0),
      row_count: rows,
      label_count: labels,
      status,
      judged_at: at,
      body,
    }))
    .where('model', '=', model)
    .where('start_at', '=', start)
    .where('end_at', '=', end)
    .where('revision', '=', revision)
    .returning('seq')
    .execute();
  return written.length === 1;
}

function windowOf(row: MonitorWindowRow): WindowState {
  return {
    seq: row.seq,
    model: row.model,
    start: row.start_at,
    end: row.end_at,
    pending: row.pending === 1,
    seen: row.seen,
    judged: row.judged,
    revision: row.revision,
    rows: row.row_count,
    labels: row.label_count,
    status: row.status,
    judgedAt: row.judged_at,
    body: row.body,
  };
}
