import type { Reader, Tx } from './state.ts';
import type { MonitorRow } from './tables.ts';

/** How far the watch over a model has come. */
export interface MonitorState {
  readonly model: string;
  /** The series of windows that were looked for, in words; with others the events are looked at anew. */
  readonly series: string;
  /** Events up to here have opened their windows. */
  readonly position: number;
  /** The first hour of which there are predictions; null where none ever came. */
  readonly firstAt: number | null;
  /** Windows that were due by then are there, also those in which nothing came. */
  readonly covered: number;
  /** When the last prediction came in. */
  readonly predictionAt: number | null;
  /** When the last label came in. */
  readonly labelAt: number | null;
  /** JSON of whoever watches. */
  readonly body: string;
}

export async function getMonitor(db: Reader, model: string): Promise<MonitorState | undefined> {
  const row = await db.selectFrom('monitor').selectAll().where('model', '=', model).executeTakeFirst();
  return row && monitorOf(row);
}

/** What the watcher itself keeps stays as it was; of a new one it is empty. */
export async function moveMonitor(tx: Tx, monitor: Omit<MonitorState, 'body'>): Promise<void> {
  const { model, series, position, firstAt, covered, predictionAt, labelAt } = monitor;
  const state = {
    series,
    position,
    first_at: firstAt,
    covered,
    prediction_at: predictionAt,
    label_at: labelAt,
  };
  await tx
    .insertInto('monitor')
    .values({ model, body: '{}', ...state })
    .onConflict((conflict) => conflict.column('model').doUpdateSet(state))
    .execute();
}

/** Of a model that is watched already. */
export async function setMonitorBody(tx: Tx, model: string, body: string): Promise<void> {
  await tx.updateTable('monitor').set({ body }).where('model', '=', model).execute();
}

function monitorOf(row: MonitorRow): MonitorState {
  return {
    model: row.model,
    series: row.series,
    position: row.position,
    firstAt: row.first_at,
    covered: row.covered,
    predictionAt: row.prediction_at,
    labelAt: row.label_at,
    body: row.body,
  };
}
