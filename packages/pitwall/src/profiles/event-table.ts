import type { DuckDBEngine } from '../data/duckdb/engine.ts';
import { columnSql, type StoredColumn, type Table } from '../data/table.ts';
import type { Selection } from '../events/list.ts';
import type { Events } from '../events/store.ts';
import { columnOfFeature, columnOfKey, ownColumns } from './event-columns.ts';

/** Which predictions, as `Selection` says, and how much of them. */
export interface EventSelection extends Selection {
  /** Those that occur, the most frequent first, where not said. */
  readonly features?: readonly string[];
  /** Only what came in behind this position. */
  readonly afterPosition?: number;
  /** Only what came in up to this position. */
  readonly upToPosition?: number;
}

export interface EventTable extends Table {
  /** Frees what it takes before the engine is closed, which frees it anyway. */
  drop(): Promise<void>;
}

/** More different names of features or of classes than these are noise: the rarer ones are left out. */
const mostKeys = 2_000;

/**
 * The predictions of a model with their labels, as whatever judges files wants them: in the order of their time, as they
 * are at this moment. They stand in a temporary table of the engine, which spills and is gone with it.
 */
export async function eventTable(engine: DuckDBEngine, events: Events, selection: EventSelection): Promise<EventTable> {
  const relation = selectedSql(events, selection);
  const features = selection.features ?? (await keysOf(engine, relation, 'features'));
  return tableOf(engine, relation, features, await keysOf(engine, relation, 'prediction'));
}

/**
 * Predictions without their labels, where it is known which members are wanted: what came in behind one position and up to
 * another, from a moment on. To find them takes no longer than there are many.
 */
export function predictionTable(
  engine: DuckDBEngine,
  { model, since, after, upTo }: Arrived,
  { features, keys }: { readonly features: readonly string[]; readonly keys: readonly string[] },
): Promise<EventTable> {
  const relation = `(SELECT *, CAST(NULL AS JSON) AS label, CAST(NULL AS TIMESTAMP) AS label_time FROM prediction
    WHERE ${arrivedSql(engine, { model, since, after, upTo })})`;
  return tableOf(engine, relation, features, keys);
}

/** Predictions of a model that came in behind `after` and up to `upTo`, and were made from `since` on. */
export interface Arrived {
  readonly model: string;
  readonly since: number;
  readonly after: number;
  readonly upTo: number;
}

export const arrivedSql = ({ dialect }: DuckDBEngine, { model, since, after, upTo }: Arrived): string =>
  `position > ${after} AND position <= ${upTo} AND model = ${dialect.text(model)} AND time >= make_timestamp_ms(${since})`;

function selectedSql(events: Events, { afterPosition, upToPosition, ...selection }: EventSelection): string {
  const bounds = [
    ...(afterPosition === undefined ? [] : [`position > ${Math.trunc(afterPosition)}`]),
    ...(upToPosition === undefined ? [] : [`position <= ${Math.trunc(upToPosition)}`]),
  ];
  const relation = `(${events.relation(selection)})`;
  return bounds.length === 0 ? relation : `(SELECT * FROM ${relation} WHERE ${bounds.join(' AND ')})`;
}

/** Lists of keys are told apart first: most events have the very same. */
async function keysOf(engine: DuckDBEngine, relation: string, column: string): Promise<string[]> {
  const rows = await engine.query(
    `SELECT key FROM (SELECT unnest(keys) AS key, n FROM (SELECT json_keys(${column}) AS keys, count(*) AS n FROM ${relation} GROUP BY keys))
     GROUP BY key ORDER BY sum(n) DESC, key LIMIT ${mostKeys}`,
  );
  return rows.map(({ key }) => String(key)).sort();
}

let tables = 0;

async function tableOf(
  engine: DuckDBEngine,
  relation: string,
  features: readonly string[],
  keys: readonly string[],
): Promise<EventTable> {
  tables += 1;
  const name = `event_${tables}`;
  const own = ownColumns.map(([, , , sql], index) => `${sql} AS ${columnSql(index)}`);
  await engine.query(
    `CREATE TEMP TABLE ${name} AS SELECT ${[...own, membersSql(engine, predictionSql, keys, 'k'), membersSql(engine, 'features', features, 'f')].join(', ')}
     FROM ${relation} ORDER BY time, position, nr`,
  );
  const members: (readonly [name: string, sql: string])[] = [
    ...keys.map((key, index) => [columnOfKey(key), memberSql('k', index)] as const),
    ...features.map((feature, index) => [columnOfFeature(feature), memberSql('f', index)] as const),
  ];
  const first = ownColumns.length;
  const columns: StoredColumn[] = [
    ...ownColumns.map(([column, storage, physical], index) => ({
      name: column,
      storage,
      physical,
      sql: columnSql(index),
    })),
    ...members.map(([column], index) => ({
      name: column,
      storage: 'json' as const,
      physical: 'JSON',
      sql: columnSql(first + index),
    })),
  ];
  const cells = [
    ...ownColumns.map((_, index) => columnSql(index)),
    ...members.map(([, sql], index) => `${sql} AS ${columnSql(first + index)}`),
  ].join(', ');
  const part = {
    files: [],
    columns,
    scan: `(SELECT ${cells} FROM ${name})`,
    numbered: () => `(SELECT rowid + 1 AS _row, ${cells} FROM ${name})`,
  };
  return {
    engine,
    files: [],
    parts: [part],
    unreadable: async () => ({ count: 0, first: [], relations: [] }),
    inspect: async () => undefined,
    mend: async () => false,
    drop: async () => {
      await engine.query(`DROP TABLE IF EXISTS ${name}`);
    },
  };
}

/** A vector as a prediction has places, not names. */
const predictionSql = `CASE WHEN json_type(prediction) = 'OBJECT' THEN prediction END`;

/** All members in one pass over the text; they stay together in one column, which takes less memory than a column each. */
function membersSql({ dialect }: DuckDBEngine, json: string, names: readonly string[], as: string): string {
  if (names.length === 0) return `CAST(NULL AS JSON[]) AS ${as}`;
  const pointers = names.map((name) => dialect.text(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  return `json_extract(${json}, [${pointers.join(', ')}]) AS ${as}`;
}

/** As in a file of JSON: null is a missing value. */
const memberSql = (list: string, index: number): string =>
  `CAST(nullif(CAST(${list}[${index + 1}] AS VARCHAR), 'null') AS JSON)`;
