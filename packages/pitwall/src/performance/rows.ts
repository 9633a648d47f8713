import { PitwallError } from '../core/errors.ts';
import { scanWhole } from '../data/open.ts';
import type { Table } from '../data/table.ts';
import type { ModelSettings } from './config.ts';
import { relationOf } from './relation.ts';
import { idOf, labelOf, type Role, rolesOf, usedOf } from './roles.ts';

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
  /** Names of the classes, whose numbers the columns hold; none where the task has no classes. */
  readonly classes: readonly string[];
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
  const classes = await classesOf(joined, settings, predictions);
  const roles = rolesOf(settings, engine.dialect, classes);
  const values = `SELECT ${[...roles.map(({ role, sql }) => `CAST(${sql} AS DOUBLE) AS ${role}`), 'moment', 'nr'].join(', ')} FROM (${withTime(joined, settings)})`;
  const usable = roles.flatMap(({ role, usable: condition }) =>
    condition === undefined ? [] : [`(${condition(role)})`],
  );
  const isUsable = usable.join(' AND ');
  const [counts = {}] = await engine.query(
    `SELECT count(*) AS n, count(label) AS labelled, ${engine.dialect.countIf(isUsable)} AS judged FROM (${values})`,
  );
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
    predictions: labels ? await countRows(said, predictions) : Number(counts.n),
    labelled: Number(counts.labelled),
    strangers: labels ? await countStrangers(said, relationOf(labels, idOf(settings)), predictions) : 0,
    judged,
    classes,
    columns: Object.fromEntries(roles.map(({ role }, index) => [role, columns[index] ?? new Float64Array(0)])),
  };
}

/** More classes than these are names, not classes. */
const mostClasses = 1_000;

/** Those that probabilities were given for, else all that came. */
async function classesOf(joined: string, { task, prediction }: ModelSettings, { engine }: Table): Promise<string[]> {
  if (task !== 'multiclass') return [];
  if (prediction.probabilities) return Object.keys(prediction.probabilities);
  const said = prediction.column === undefined ? '' : ` UNION SELECT prediction AS name FROM (${joined})`;
  const rows = await engine.query(
    `SELECT name FROM (SELECT answer AS name FROM (${joined})${said}) WHERE name IS NOT NULL ORDER BY name LIMIT ${mostClasses + 1}`,
  );
  if (rows.length <= mostClasses) return rows.map(({ name }) => String(name));
  throw new PitwallError({
    code: 'data.format',
    problem: `expected at most ${mostClasses} classes, found more`,
    fix: 'Name the columns of the classes; a number that grows is the task regression',
  });
}

/** An id that comes twice names no row: which of the two would be meant? */
const once = (relation: string): string =>
  `SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY id) AS times FROM (${relation}) WHERE id IS NOT NULL) WHERE times = 1`;

const join = (predictions: string, labels: string): string =>
  `SELECT p.*, l.* EXCLUDE (id, nr, times) FROM (${once(predictions)}) p JOIN (${once(labels)}) l ON p.id = l.id`;

async function countRows(relation: string, { engine }: Table): Promise<number> {
  const [row = {}] = await engine.query(`SELECT count(*) AS n FROM (${relation})`);
  return Number(row.n);
}

async function countStrangers(predictions: string, labels: string, { engine }: Table): Promise<number> {
  const [row = {}] = await engine.query(
    `SELECT count(*) AS n FROM (${labels}) WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM (${predictions}) WHERE id IS NOT NULL)`,
  );
  return Number(row.n);
}

const withTime = (relation: string, { time }: ModelSettings): string =>
  `SELECT *${time === undefined ? ', 0 AS moment' : ''} FROM (${relation})`;
