import { PitwallError } from '../core/errors.ts';
import type { ModelSettings } from './config.ts';
import { type Coder, type GrowingColumns, growingColumns } from './growing-columns.ts';
import { countPredictions, countStrangers, type Joined, type ModelTables, type Strangers } from './joined.ts';
import { championRolesOf, lateRoles, type ReadRole, type Role, rolesOf } from './roles.ts';

/** A further column of numbers, by what it is in SQL over the joined rows. */
export interface Further {
  readonly as: string;
  readonly sql: string;
}

/** The same, of which only a code is kept. */
export interface Coded extends Further, Coder {}

/** Rows as columns of numbers, in order of time or of the files; NaN for what may be missing. */
export interface Rows {
  readonly rows: number;
  readonly columns: Readonly<Partial<Record<Role, Float64Array>>>;
  /** Of the same rows, what was asked for beyond the roles. */
  readonly further: Readonly<Record<string, Float64Array>>;
  readonly codes: Readonly<Record<string, Uint8Array>>;
}

export const noRows: Rows = { rows: 0, columns: {}, further: {}, codes: {} };

/** Some of the rows, in their order, without copying them. */
export function rowsFrom(rows: Rows, start: number, end: number): Rows {
  return { ...eachColumn(rows, (values) => values.subarray(start, end)), rows: end - start };
}

/** Those rows for which `keeps` is true. */
export function rowsWhere(rows: Rows, keeps: (row: number) => boolean): Rows {
  const kept = Uint32Array.from({ length: rows.rows }, (_, row) => row).filter(keeps);
  return { ...eachColumn(rows, (values) => picked(values, kept)), rows: kept.length };
}

function picked(values: Column, kept: Uint32Array): Column {
  const some = values instanceof Float64Array ? new Float64Array(kept.length) : new Uint8Array(kept.length);
  for (let index = 0; index < kept.length; index += 1) some[index] = values[kept[index] ?? 0] ?? 0;
  return some;
}

type Column = Float64Array | Uint8Array;

function eachColumn(rows: Rows, change: (values: Column) => Column): Rows {
  const all = <Columns extends object>(columns: Columns): Columns =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, change(values as Column)])) as Columns;
  return { rows: rows.rows, columns: all(rows.columns), further: all(rows.further), codes: all(rows.codes) };
}

export interface ModelRows {
  /** Rows with predictions, whatever is in them. */
  readonly predictions: number;
  /** Those of them that a label was found for. */
  readonly labelled: number;
  /** Those whose id comes more than once on one side, or is missing, so that nobody can say which label is meant. */
  readonly ambiguous: number;
  readonly strangers: Strangers;
  /** Labels that came instead of the positive one, the most frequent first; none where it came, and where none is named. */
  readonly notPositive: readonly string[];
  /** Those that have a usable prediction and a usable label. */
  readonly judged: Rows;
  /** Those that have a usable prediction and wait for their label; none where nobody asked for them. */
  readonly waiting: Rows;
  /**
   * What another model said of the judged rows, NaN where it said nothing usable; of a ranking, its own rows that can be
   * judged. Undefined where there is no other model.
   */
  readonly champion: Rows | undefined;
  /** Names of the classes, whose numbers the columns hold; none where the task has no classes. */
  readonly classes: readonly string[];
}

export interface RowsOptions {
  readonly further?: readonly Further[];
  readonly codes?: readonly Coded[];
  /** Whether rows that wait for their label are wanted. */
  readonly waiting?: boolean;
}

/** What a row is good for. */
const use = { judge: 0, wait: 1, nothing: 2, nothingYet: 3, compare: 4, ambiguous: 5 } as const;

/** Every row once: to be judged, waiting for its label, or of no use. */
export async function readRows(
  joined: Joined,
  { further = [], codes = [], waiting = false }: RowsOptions = {},
): Promise<ModelRows> {
  const { engine, settings, tables } = joined;
  const classes = await classesOf(joined);
  const roles = rolesOf(settings, engine.dialect, classes);
  const isPaired = tables.champion !== undefined && settings.task !== 'ranking';
  const pairs = isPaired ? championRolesOf(settings, engine.dialect, classes) : [];
  const cells: readonly Further[] = [
    ...roles.map(({ role, sql }) => ({ as: role, sql })),
    ...pairs.map((role) => ({ as: `champion_${role.role}`, sql: orNull(role) })),
    ...further,
  ];
  const [judged, open, compared] = [codes, [], []].map((own) => growingColumns(cells.length, own));
  const counts = new Map<number, number>();
  await engine.streamNumbers(selectOf(joined, roles, [...cells, ...codes]), ([uses, ...streamed], rows) => {
    if (!uses) return;
    for (let row = 0; row < rows; row += 1) {
      const own = uses.values[row] ?? use.nothing;
      counts.set(own, (counts.get(own) ?? 0) + 1);
    }
    judged?.take(streamed, uses.values, rows, use.judge);
    compared?.take(streamed, uses.values, rows, use.compare);
    if (waiting) open?.take(streamed, uses.values, rows, use.wait);
  });
  const counted = (...uses: readonly number[]): number => uses.reduce((sum, own) => sum + (counts.get(own) ?? 0), 0);
  // A join leaves out rows whose id is missing or comes twice; else every row has gone by.
  const isJoined = tables.labels !== undefined || tables.champion !== undefined;
  const predictions = isJoined ? await countPredictions(joined) : counted(...counts.keys());
  const rowsOf = (taken: GrowingColumns | undefined, of: readonly ReadRole[] = roles, from = 0): Rows => ({
    rows: taken?.rows ?? 0,
    columns: Object.fromEntries(of.map(({ role }, index) => [role, taken?.numbers[from + index]])),
    further: Object.fromEntries(
      further.map(({ as }, index) => [as, taken?.numbers[roles.length + pairs.length + index] ?? none]),
    ),
    codes: Object.fromEntries(
      codes.flatMap(({ as }, index) => (taken?.codes[index] ? [[as, taken.codes[index]]] : [])),
    ),
  });
  const champion = isPaired ? rowsOf(judged, pairs, roles.length) : rowsOf(compared);
  const isPositive = settings.label.positive === undefined || rowsOf(judged).columns.label?.includes(1);
  return {
    predictions,
    notPositive: isPositive ? [] : await labelsIn(joined),
    labelled: counted(use.judge, use.nothing),
    ambiguous: predictions - counted(use.judge, use.nothing, use.wait, use.nothingYet),
    strangers: await countStrangers(joined),
    judged: rowsOf(judged),
    waiting: rowsOf(open),
    champion: tables.champion && champion,
    classes,
  };
}

function selectOf(
  { settings, tables, relation }: Joined,
  roles: readonly ReadRole[],
  cells: readonly Further[],
): string {
  const moment = settings.time === undefined ? '0 AS moment' : 'moment';
  const answeredAt = settings.label.time === undefined ? [] : ['answered_at'];
  const ofChampion = tables.champion && settings.task === 'ranking' ? 'of_champion' : 'false AS of_champion';
  const values = cells.map(({ as, sql }) => `CAST(${sql} AS DOUBLE) AS ${as}`);
  // A scan keeps the order of the files; a join and lists do not, and a time is an order of its own.
  const isScanned = !tables.labels && !tables.champion && settings.task !== 'ranking';
  const isInOrder = isScanned && settings.time === undefined;
  const ambiguous = `${settings.task === 'ranking' ? `(label_twice OR ${listedTwice(tables)})` : 'label_twice'} AS ambiguous`;
  return `SELECT CAST(${useOf(roles, settings)} AS DOUBLE), ${cells.map(({ as }) => as).join(', ')}
    FROM (SELECT ${[...values, 'said', ...answeredAt, ambiguous, ofChampion, moment, 'nr'].join(', ')} FROM (${relation}))
    ${isInOrder ? '' : 'ORDER BY moment, nr'}`;
}

/** An item that a list has twice has no place in it: which of the two would be meant? */
const listedTwice = ({ champion }: ModelTables): string =>
  `(member IS NOT NULL AND item IS NOT NULL AND count(*) OVER (PARTITION BY ${champion ? 'of_champion, ' : ''}member, item) > 1)`;

/** What cannot be used of a champion is missing: the row is judged all the same, and left out of the comparison. */
function orNull({ sql, usable }: ReadRole): string {
  const isUsable = usable ? ` AND ${usable(`CAST(${sql} AS DOUBLE)`)}` : '';
  return `CASE WHEN NOT champion_twice${isUsable} THEN ${sql} END`;
}

const none = new Float64Array(0);

/** A row waits where its prediction could be judged and no label came. */
function useOf(roles: readonly ReadRole[], { label }: ModelSettings): string {
  // What was known already is no prediction.
  const isForetold = label.time === undefined ? 'false' : 'coalesce(answered_at < moment, false)';
  const usable = (some: readonly ReadRole[]): string =>
    some
      .flatMap(({ role, usable: condition }) => (condition === undefined ? [] : [`(${condition(role)})`]))
      .join(' AND ') || 'true';
  const others = roles.filter(({ role }) => !lateRoles.includes(role));
  return `CASE
    WHEN of_champion THEN CASE WHEN NOT ambiguous AND ${usable(roles)} THEN ${use.compare} ELSE ${use.ambiguous} END
    WHEN ambiguous THEN ${use.ambiguous}
    WHEN (said IS NULL AND NOT coalesce(${usable(others)}, false)) THEN ${use.nothingYet}
    WHEN said IS NULL THEN ${use.wait}
    WHEN ${isForetold} THEN ${use.nothing}
    WHEN ${usable(roles)} THEN ${use.judge}
    ELSE ${use.nothing} END`;
}

const shownLabels = 5;

async function labelsIn({ engine, relation }: Joined): Promise<string[]> {
  const rows = await engine.query(
    `SELECT said FROM (${relation}) WHERE said IS NOT NULL GROUP BY said ORDER BY count(*) DESC, said LIMIT ${shownLabels}`,
  );
  return rows.map(({ said }) => String(said));
}

/** More classes than these are names, not classes. */
const mostClasses = 1_000;

/** Those that probabilities were given for, else all that came. */
async function classesOf({ engine, settings: { task, prediction }, tables, relation }: Joined): Promise<string[]> {
  if (task !== 'multiclass') return [];
  if (prediction.probabilities) return Object.keys(prediction.probabilities);
  const columns = [
    'answer',
    ...(prediction.column === undefined ? [] : ['prediction']),
    ...(tables.champion && prediction.column !== undefined ? ['champion_prediction'] : []),
  ];
  const names = columns.map((column) => `SELECT ${column} AS name FROM (${relation})`).join(' UNION ');
  const rows = await engine.query(
    `SELECT name FROM (${names}) WHERE name IS NOT NULL ORDER BY name LIMIT ${mostClasses + 1}`,
  );
  if (rows.length <= mostClasses) return rows.map(({ name }) => String(name));
  throw new PitwallError({
    code: 'data.format',
    problem: `expected at most ${mostClasses} classes, found more`,
    fix: 'Name the columns of the classes; a number that grows is the task regression',
  });
}
