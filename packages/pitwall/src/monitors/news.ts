import { hour } from '../core/duration.ts';
import { duckdbDialect } from '../data/duckdb/dialect.ts';
import { rowsOf } from '../events/database.ts';
import type { Events } from '../events/store.ts';
import type { TouchedHour } from './windows.ts';

/** What came in for a model behind one position and up to another. */
export interface News {
  /** Predictions by the hour that they were made in, and labels by that of their prediction. */
  readonly hours: readonly TouchedHour[];
  /** The first of the hours that predictions came for. */
  readonly firstAt: number | null;
  /** When the last prediction came in. */
  readonly predictionAt: number | null;
  /** When the last label came in, also one of a prediction that is not there. */
  readonly labelAt: number | null;
}

interface Span {
  readonly model: string;
  readonly after: number;
  readonly upTo: number;
}

/** Positions grow, so the engine looks only where the new events are; for old ones only labels make it look further. */
export async function newsOf({ reader }: Events, span: Span): Promise<News> {
  const predictions = await rowsOf(reader, predictionsSql(span));
  const labels = await rowsOf(reader, labelsSql(span));
  const hours = new Map<number, number>();
  for (const [start, position] of [...predictions, ...labels]) {
    if (start === null) continue;
    const before = hours.get(Number(start)) ?? 0;
    hours.set(Number(start), Math.max(before, Number(position)));
  }
  return {
    hours: [...hours].map(([start, position]) => ({ start, position })).sort((a, b) => a.start - b.start),
    firstAt: predictions.length === 0 ? null : Math.min(...predictions.map(([start]) => Number(start))),
    predictionAt: latest(predictions),
    labelAt: latest(labels),
  };
}

const latest = (rows: readonly (readonly unknown[])[]): number | null =>
  rows.length === 0 ? null : Math.max(...rows.map(([, , received]) => Number(received)));

const whole = (sql: string): string => `CAST(${sql} AS DOUBLE)`;
const startOfHour = (time: string): string => whole(`floor(epoch_ms(${time}) / ${hour}) * ${hour}`);

const within = (table: string, { model, after, upTo }: Span): string =>
  `${table}.model = ${duckdbDialect.text(model)} AND ${table}.position > ${Math.trunc(after)} AND ${table}.position <= ${Math.trunc(upTo)}`;

const predictionsSql = (span: Span): string =>
  `SELECT ${startOfHour('p.time')} AS start, ${whole('max(p.position)')}, ${whole('epoch_ms(max(p.received))')}
   FROM prediction p WHERE ${within('p', span)} GROUP BY start`;

const labelsSql = (span: Span): string =>
  `SELECT ${startOfHour('p.time')} AS start, ${whole('max(l.position)')}, ${whole('epoch_ms(max(l.received))')}
   FROM label l LEFT JOIN prediction p ON p.key = l.key WHERE ${within('l', span)} GROUP BY start`;

/** Whether this server has any; another one may have them all. */
export async function hasPredictions({ reader }: Events, model: string): Promise<boolean> {
  return (
    (await rowsOf(reader, `SELECT 1 FROM prediction WHERE model = ${duckdbDialect.text(model)} LIMIT 1`)).length > 0
  );
}

/** Whether a prediction that was made from one moment on and before another still has no label. */
export async function labelsAreAwaited(
  { reader }: Events,
  { model, from, before }: { readonly model: string; readonly from: number; readonly before: number },
): Promise<boolean> {
  const of = duckdbDialect.text(model);
  const rows = await rowsOf(
    reader,
    `SELECT 1 FROM prediction p WHERE p.model = ${of} AND p.time >= make_timestamp_ms(${Math.trunc(from)})
     AND p.time < make_timestamp_ms(${Math.trunc(before)})
     AND NOT EXISTS (SELECT 1 FROM label l WHERE l.key = p.key AND l.model = ${of}) LIMIT 1`,
  );
  return rows.length > 0;
}
