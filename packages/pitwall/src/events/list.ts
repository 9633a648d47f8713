import { PitwallError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import { duckdbDialect } from '../data/duckdb/dialect.ts';

/** Which predictions: of a model, made from `from` on and before `to`. */
export interface Selection {
  readonly model: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Only those with a label, or only those without. */
  readonly labelled?: boolean;
  readonly version?: string;
}

export interface ListOptions extends Selection {
  /** By the time of the predictions; the oldest first where not said. */
  readonly order?: 'oldest' | 'newest';
  /** From the page before. */
  readonly cursor?: string;
  readonly limit?: number;
}

export interface ListedPrediction {
  readonly model: string;
  readonly id: string;
  readonly at: string;
  readonly received: string;
  readonly prediction: unknown;
  readonly features: unknown;
  readonly version: string | null;
  readonly segment: string | null;
  readonly user: string | null;
  readonly item: string | null;
  readonly odds: number | null;
  readonly closing: number | null;
  readonly stake: number | null;
  readonly weight: number | null;
  readonly label: unknown;
  readonly labelAt: string | null;
  readonly corrections: number;
}

export interface Page {
  readonly predictions: readonly ListedPrediction[];
  /** For the next page; undefined on the last. */
  readonly next: string | undefined;
}

export const mostListed = 1_000;
const usuallyListed = 100;

/** Predictions with their labels, a row each; without a label its columns are null. */
export function joinedSql(selection: Selection): string {
  const model = duckdbDialect.text(selection.model);
  const { labelled } = selection;
  const conditions = [
    ...ofPredictions(selection),
    ...(labelled === undefined ? [] : [`l.key IS ${labelled ? 'NOT ' : ''}NULL`]),
  ];
  return `${joinedColumns} FROM prediction p LEFT JOIN (SELECT * FROM label WHERE model = ${model}) l ON p.key = l.key WHERE ${conditions.join(' AND ')}`;
}

const joinedColumns =
  'SELECT p.* EXCLUDE (key, digest), l.label, l.time AS label_time, l.received AS label_received, l.position AS label_position, coalesce(l.corrections, 0) AS corrections';

const ofPredictions = ({ model, from, to, version }: Selection): string[] => [
  `p.model = ${duckdbDialect.text(model)}`,
  ...(from ? [`p.time >= ${timeSql(from)}`] : []),
  ...(to ? [`p.time < ${timeSql(to)}`] : []),
  ...(version === undefined ? [] : [`p.version = ${duckdbDialect.text(version)}`]),
];

const timeSql = (time: Date): string => `make_timestamp_ms(${time.getTime()})`;

/** The place of an event in the order of all: by its time, then by how it came in. */
type Place = readonly [micros: string, position: number, nr: number];

const iso = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;

export function pageSql(options: ListOptions): { readonly sql: string; readonly limit: number } {
  const limit = Math.trunc(options.limit ?? usuallyListed);
  if (!(limit >= 1 && limit <= mostListed))
    throw new PitwallError({
      code: 'events.invalid',
      problem: `expected a limit from 1 to ${mostListed}, found ${options.limit}`,
      fix: 'Ask for one page after the other with the cursor',
      place: { field: 'limit' },
    });
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor, options);
  const newest = options.order === 'newest';
  const direction = newest ? 'DESC' : 'ASC';
  const order = `time ${direction}, position ${direction}, nr ${direction}`;
  const { labelled } = options;
  const conditions = [
    ...ofPredictions(options),
    ...(labelled === undefined
      ? []
      : [`${labelled ? '' : 'NOT '}EXISTS (SELECT 1 FROM label WHERE label.key = p.key)`]),
    ...(after
      ? [
          // said twice: whole blocks of the table are passed over by the time alone
          `p.time ${newest ? '<' : '>'}= make_timestamp(${after[0]})`,
          `(epoch_us(p.time), p.position, p.nr) ${newest ? '<' : '>'} (${after.join(', ')})`,
        ]
      : []),
  ];
  // which rows they are is found out from a few columns; only those of the page are read and joined
  const sql =
    `WITH chosen AS (SELECT p.rowid AS place, p.key AS key FROM prediction p WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit + 1}) ` +
    `SELECT model, id, ${iso('time')}, ${iso('received')}, prediction, features, version, segment, "user", item, odds, closing, stake, ` +
    `weight, label, ${iso('label_time')}, corrections, CAST(epoch_us(time) AS VARCHAR), CAST(position AS DOUBLE), nr ` +
    `FROM (${joinedColumns} FROM (SELECT * FROM prediction WHERE rowid IN (SELECT place FROM chosen)) p ` +
    `LEFT JOIN (SELECT * FROM label WHERE key IN (SELECT key FROM chosen)) l ON p.key = l.key) ORDER BY ${order}`;
  return { sql, limit };
}

/** From the rows of `pageSql`, which asks for one more than the page has. */
export function toPage(rows: readonly (readonly unknown[])[], options: ListOptions, limit: number): Page {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const [micros, position, nr] = last?.slice(-3) ?? [];
  return {
    predictions: shown.map(toPrediction),
    next:
      rows.length > limit && last ? writeCursor([String(micros), Number(position), Number(nr)], options) : undefined,
  };
}

function toPrediction(row: readonly unknown[]): ListedPrediction {
  const text = (index: number): string | null => (row[index] === null ? null : String(row[index]));
  const number = (index: number): number | null => (row[index] === null ? null : Number(row[index]));
  const json = (index: number): unknown => (row[index] === null ? null : JSON.parse(String(row[index])));
  return {
    model: String(row[0]),
    id: String(row[1]),
    at: String(row[2]),
    received: String(row[3]),
    prediction: json(4),
    features: json(5),
    version: text(6),
    segment: text(7),
    user: text(8),
    item: text(9),
    odds: number(10),
    closing: number(11),
    stake: number(12),
    weight: number(13),
    label: json(14),
    labelAt: text(15),
    corrections: Number(row[16]),
  };
}

const writeCursor = (place: Place, selection: ListOptions): string =>
  Buffer.from(JSON.stringify([...place, fingerprint(selection)])).toString('base64url');

/** A cursor goes on only with the question it came from. */
const fingerprint = ({ model, from, to, labelled, version, order = 'oldest' }: ListOptions): string =>
  JSON.stringify([model, from?.getTime(), to?.getTime(), labelled, version, order]);

function readCursor(cursor: string, selection: ListOptions): Place {
  const parts = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [micros, position, nr, of] = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
  if (
    typeof micros !== 'string' ||
    !/^-?\d{1,18}$/.test(micros) ||
    !Number.isSafeInteger(position) ||
    !Number.isSafeInteger(nr)
  )
    throw badCursor('found something else');
  if (of !== fingerprint(selection)) throw badCursor('found one of another question');
  return [micros, Number(position), Number(nr)];
}

const badCursor = (found: string) =>
  new PitwallError({
    code: 'events.cursor',
    problem: `expected the cursor of the page before, ${found}`,
    fix: 'Leave it out to begin with the first page',
    place: { field: 'cursor' },
  });
