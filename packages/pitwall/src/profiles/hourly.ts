import { hour } from '../core/duration.ts';
import type { DuckDBEngine } from '../data/duckdb/engine.ts';
import type { Table } from '../data/table.ts';
import { type Baseline, profileSlots } from '../drift/index.ts';
import type { Workplace } from '../server/context.ts';
import {
  advanceProfile,
  getProfileHours,
  getProfileMark,
  type ProfileHour,
  type ProfileMark,
  restartProfile,
} from '../state/profile-table.ts';
import { featureOfColumn, keyOfColumn } from './event-columns.ts';
import { type Arrived, arrivedSql, predictionTable } from './event-table.ts';
import { decodeHour, encodeHour } from './hour-codec.ts';
import { countsOfSlot, type HourCounts, longestFresh, mostFresh, sumCounts } from './hour-counts.ts';

export interface ProfileTask {
  readonly context: Pick<Workplace, 'state' | 'events'>;
  readonly model: string;
  /** The one in force, whose columns are counted on its edges. */
  readonly baseline: { readonly version: number; readonly content: Baseline };
  /** Events that were made before are passed over, so that a new baseline counts no more than windows can ask for. */
  readonly since: number;
  /** So many predictions are counted at the most; the next call goes on where this one ended. */
  readonly most?: number;
  /** So many, and what else came with the last of them, are counted in one go and written in one transaction. */
  readonly atOnce?: number;
}

export interface Profiled {
  /** Predictions that were counted. */
  readonly rows: number;
  /** The beginnings of the hours that they fell into, in order: what was judged of them is no longer so. */
  readonly touched: readonly number[];
  /** All hours were thrown away and are counted anew, because edges changed or more of the past was asked for. */
  readonly restarted: boolean;
  /** More is there than was to be counted. */
  readonly behind: boolean;
}

const usualMost = 1_000_000;
const rowsAtOnce = 50_000;
/** The counters of so many hours are in memory together. */
const hoursAtOnce = 64;
/** Where nothing came for a model, its mark moves on only now and then, since every step is a write. */
const idleStep = 1_000;

/**
 * Counts the predictions that came since the last call into the hours in which they were made. Counts and the mark how
 * far they go are written together, so a process may be killed at any moment, and two may do it at once: each prediction
 * counts once. Predictions never change, so what is counted stays counted.
 */
export async function profileEvents(task: ProfileTask): Promise<Profiled> {
  const { context, most = usualMost, atOnce = rowsAtOnce } = task;
  const touched = new Set<number>();
  let rows = 0;
  let restarted = false;
  let behind = false;
  const engine = await context.events.openEngine();
  try {
    for (;;) {
      const { applied } = context.events.state();
      const { mark, isNew } = await markFor(task, applied);
      restarted ||= isNew;
      const next = await nextArrived(engine, mark, applied, atOnce);
      if (next.rows === 0 && applied - mark.position < idleStep) break;
      const counts = next.rows === 0 ? new Map<number, HourCounts>() : await countHours(engine, task, next.arrived);
      // somebody else was faster: look again how far it is now
      if (!(await keep(task, mark, next.arrived.upTo, counts))) continue;
      rows += next.rows;
      for (const start of counts.keys()) touched.add(start);
      if (next.arrived.upTo >= applied) break;
      behind = rows >= most;
      if (behind) break;
    }
  } finally {
    engine.close();
  }
  return { rows, touched: [...touched].sort((a, b) => a - b), restarted, behind };
}

/** The mark to go on from: the one that is there, unless it is of no use for what is asked. */
async function markFor(
  { context: { state }, model, baseline, since }: ProfileTask,
  applied: number,
): Promise<{ readonly mark: ProfileMark; readonly isNew: boolean }> {
  const isUsable = (mark: ProfileMark | undefined): mark is ProfileMark =>
    // a mark beyond the last event is of another data directory
    mark !== undefined && mark.baseline === baseline.version && mark.askedSince <= since && mark.position <= applied;
  const found = await getProfileMark(state.db, model);
  if (isUsable(found)) return { mark: found, isNew: false };
  return state.change(async (tx) => {
    const meanwhile = await getProfileMark(tx, model);
    if (isUsable(meanwhile)) return { mark: meanwhile, isNew: false };
    const mark = { model, baseline: baseline.version, position: 0, askedSince: since, since };
    await restartProfile(tx, mark);
    return { mark, isNew: true };
  });
}

async function nextArrived(
  engine: DuckDBEngine,
  { model, position, since }: ProfileMark,
  applied: number,
  atOnce: number,
): Promise<{ readonly arrived: Arrived; readonly rows: number }> {
  const arrived = { model, since, after: position, upTo: applied };
  const [row = {}] = await engine.query(
    `SELECT count(*) AS n, max(position) AS last FROM (SELECT position FROM prediction WHERE ${arrivedSql(engine, arrived)} ORDER BY position LIMIT ${atOnce})`,
  );
  const rows = Number(row.n);
  return { arrived: rows < atOnce ? arrived : { ...arrived, upTo: Number(row.last) }, rows };
}

async function countHours(
  engine: DuckDBEngine,
  { baseline: { content } }: ProfileTask,
  arrived: Arrived,
): Promise<ReadonlyMap<number, HourCounts>> {
  const names = content.columns.map(({ name }) => name);
  const found = <T>(of: (name: string) => T | undefined): T[] =>
    names.flatMap((name) => {
      const one = of(name);
      return one === undefined ? [] : [one];
    });
  const table = await predictionTable(engine, arrived, {
    features: found(featureOfColumn),
    keys: found(keyOfColumn),
  });
  try {
    const counts = new Map<number, HourCounts>();
    for (const part of await spansOf(table)) {
      const options = { time: 'time', milliseconds: hour, mostNew: mostFresh, longestNew: longestFresh };
      for (const slot of await profileSlots(part, content, options))
        counts.set(slot.start, countsOfSlot(slot, content));
    }
    return counts;
  } finally {
    await table.drop();
  }
}

/** The table in pieces of so many hours; most often in one. */
async function spansOf(table: Table): Promise<readonly Table[]> {
  const [part] = table.parts;
  const time = part?.columns.find(({ name }) => name === 'time')?.sql;
  if (!part || time === undefined) return [];
  const rows = await table.engine.query(
    `SELECT DISTINCT epoch_ms(${time}) // ${hour} * ${hour} AS start FROM ${part.scan} ORDER BY start`,
  );
  if (rows.length <= hoursAtOnce) return [table];
  const starts = rows.map(({ start }) => Number(start));
  const spans: Table[] = [];
  for (let first = 0; first < starts.length; first += hoursAtOnce) {
    const [from = 0, next] = [starts[first], starts[first + hoursAtOnce]];
    const until = next === undefined ? '' : ` AND ${time} < make_timestamp_ms(${next})`;
    const scan = `(SELECT * FROM ${part.scan} WHERE ${time} >= make_timestamp_ms(${from})${until})`;
    spans.push({ ...table, parts: [{ ...part, scan }] });
  }
  return spans;
}

/** Adds to what is kept; false where the mark was moved meanwhile. */
async function keep(
  { context: { state }, model, baseline: { version, content } }: ProfileTask,
  mark: ProfileMark,
  position: number,
  counts: ReadonlyMap<number, HourCounts>,
): Promise<boolean> {
  const kept = await getProfileHours(state.db, { model, baseline: version, starts: [...counts.keys()] });
  const bodies = new Map(kept.map(({ start, body }) => [start, body]));
  const hours = [...counts].map(([start, added]): ProfileHour => {
    const body = bodies.get(start);
    const sum = (body === undefined ? undefined : sumCounts([decodeHour(body, content), added])) ?? added;
    return { start, rows: sum.rows, body: encodeHour(sum) };
  });
  // what was read above is still so where the mark is: the two are only ever written together
  return state.change((tx) => advanceProfile(tx, mark, position, hours));
}
