import type { Dialect } from '../data/dialect.ts';
import { scanWhole } from '../data/open.ts';
import type { Table } from '../data/table.ts';
import type { ModelSettings } from './config.ts';
import { relationOf, type UsedColumn } from './relation.ts';

/** What is read of each row, by the name it has here. */
export type Role = 'label' | 'prediction' | 'decision' | 'odds' | 'closing' | 'stake' | 'weight';

export interface ModelRows {
  /** Rows with predictions, whatever is in them. */
  readonly predictions: number;
  /** Those of them that a label was found for. */
  readonly labelled: number;
  /** Rows of labels that no prediction belongs to; 0 where the labels are beside the predictions. */
  readonly strangers: number;
  /** Of each row that can be judged, in order of time or of the files; NaN for what may be missing. */
  readonly columns: Readonly<Partial<Record<Role, Float64Array>>>;
  readonly judged: number;
}

/** Every row that has a usable prediction and a usable label, as columns of numbers. */
export function readRows(predictions: Table, labels: Table | undefined, settings: ModelSettings): Promise<ModelRows> {
  const read = () => readJoined(predictions, labels, settings);
  return scanWhole(predictions, labels ? () => scanWhole(labels, read) : read);
}

async function readJoined(predictions: Table, labels: Table | undefined, settings: ModelSettings): Promise<ModelRows> {
  const { engine } = predictions;
  const said = relationOf(predictions, [...usedOf(settings), ...(labels ? [] : labelOf(settings))]);
  const joined = labels ? join(said, relationOf(labels, [...idOf(settings), ...labelOf(settings)])) : said;
  const roles = rolesOf(settings, engine.dialect);
  const values = `SELECT ${[...roles.map(({ role, sql }) => `CAST(${sql} AS DOUBLE) AS ${role}`), 'moment', 'nr'].join(', ')} FROM (${withTime(joined, settings)})`;
  const usable = roles.flatMap(({ role, usable: condition }) =>
    condition === undefined ? [] : [`(${condition(role)})`],
  );
  const isUsable = usable.join(' AND ');
  const [counts = {}] = await engine.query(
    `SELECT count(*) AS labelled, ${engine.dialect.countIf(isUsable)} AS judged FROM (${values}) WHERE label IS NOT NULL`,
  );
  const [all = {}] = await engine.query(`SELECT count(*) AS n FROM (${said})`);
  const judged = Number(counts.judged);
  const columns = roles.map(() => new Float64Array(judged));
  let done = 0;
  await engine.streamNumbers(
    `SELECT ${roles.map(({ role }) => role).join(', ')} FROM (${values}) WHERE ${isUsable} ORDER BY moment, nr`,
    (streamed, rows) => {
      columns.forEach((column, index) => {
        const part = streamed[index];
        if (part) column.set(part.values, done);
        part?.missing?.forEach((isMissing, row) => {
          if (isMissing) column[done + row] = Number.NaN;
        });
      });
      done += rows;
    },
  );
  return {
    predictions: Number(all.n),
    labelled: Number(counts.labelled),
    strangers: labels ? await countStrangers(said, relationOf(labels, idOf(settings)), predictions) : 0,
    judged,
    columns: Object.fromEntries(roles.map(({ role }, index) => [role, columns[index] ?? new Float64Array(0)])),
  };
}

/** An id that comes twice names no row: which of the two would be meant? */
const once = (relation: string): string =>
  `SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY id) AS times FROM (${relation}) WHERE id IS NOT NULL) WHERE times = 1`;

const join = (predictions: string, labels: string): string =>
  `SELECT p.*, l.* EXCLUDE (id, nr, times) FROM (${once(predictions)}) p JOIN (${once(labels)}) l ON p.id = l.id`;

async function countStrangers(predictions: string, labels: string, { engine }: Table): Promise<number> {
  const [row = {}] = await engine.query(
    `SELECT count(*) AS n FROM (${labels}) WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM (${predictions}) WHERE id IS NOT NULL)`,
  );
  return Number(row.n);
}

const withTime = (relation: string, { time }: ModelSettings): string =>
  `SELECT *${time === undefined ? ', 0 AS moment' : ''} FROM (${relation})`;

const idOf = ({ id }: ModelSettings): UsedColumn[] =>
  id === undefined ? [] : [{ as: 'id', column: id, type: 'text' }];

function usedOf(settings: ModelSettings): UsedColumn[] {
  const { prediction, odds, stake, weight, time } = settings;
  const numbers: readonly (readonly [Role, string | undefined])[] = [
    ['prediction', prediction.column],
    ['decision', prediction.decision],
    ['odds', odds?.column],
    ['closing', odds?.closing],
    ['stake', stake],
    ['weight', weight],
  ];
  return [
    ...idOf(settings),
    ...numbers.flatMap(([as, column]): UsedColumn[] => (column === undefined ? [] : [{ as, column, type: 'number' }])),
    ...(time === undefined ? [] : [{ as: 'moment', column: time, type: 'timestamp' } as const]),
  ];
}

const labelOf = ({ label: { column, positive } }: ModelSettings): UsedColumn[] => [
  { as: 'answer', column, type: positive === undefined ? 'number' : 'text' },
];

interface ReadRole {
  readonly role: Role;
  readonly sql: string;
  /** When a row can be judged; always where not said. */
  readonly usable?: (column: string) => string;
}

const finite = (column: string): string => `isfinite(${column})`;
const amount = (column: string): string => `isfinite(${column}) AND ${column} >= 0`;
const zeroOrOne = (column: string): string => `${column} IN (0, 1)`;

function rolesOf(settings: ModelSettings, dialect: Dialect): ReadRole[] {
  const { task, prediction, odds, stake, weight, label } = settings;
  const share = (column: string): string => `${column} >= 0 AND ${column} <= 1`;
  const roles: readonly (ReadRole & { readonly given: unknown })[] = [
    { role: 'label', sql: labelSql(settings, dialect), usable: task === 'binary' ? zeroOrOne : finite, given: label },
    { role: 'prediction', sql: 'prediction', usable: task === 'binary' ? share : finite, given: prediction.column },
    { role: 'decision', sql: 'decision', usable: zeroOrOne, given: prediction.decision },
    { role: 'odds', sql: 'odds', usable: (column) => isOdds(column, odds?.format), given: odds },
    {
      role: 'closing',
      sql: 'closing',
      usable: (column) => `${column} IS NULL OR ${isOdds(column, odds?.format)}`,
      given: odds?.closing,
    },
    { role: 'stake', sql: 'stake', usable: amount, given: stake },
    { role: 'weight', sql: 'weight', usable: amount, given: weight },
  ];
  return roles.filter(({ given }) => given !== undefined);
}

function isOdds(column: string, format: string | undefined): string {
  if (format === 'american') return `isfinite(${column}) AND abs(${column}) >= 100`;
  return `isfinite(${column}) AND ${column} > ${format === 'net' ? 0 : 1}`;
}

function labelSql({ label: { positive } }: ModelSettings, dialect: Dialect): string {
  if (positive === undefined) return 'answer';
  return `CASE WHEN answer IS NOT NULL THEN CASE WHEN answer = ${dialect.text(String(positive))} THEN 1 ELSE 0 END END`;
}
