import type { Engine } from '../data/engine.ts';
import { scanWhole } from '../data/open.ts';
import type { Table } from '../data/table.ts';
import type { ModelSettings } from './config.ts';
import { relationOf, type UsedColumn } from './relation.ts';
import { championOf, idOf, labelOf, usedOf } from './roles.ts';

/** Where the rows of a model come from. */
export interface ModelTables {
  readonly predictions: Table;
  /** Undefined where the labels are beside the predictions. */
  readonly labels?: Table | undefined;
  /** What another model said of the same rows. */
  readonly champion?: Table | undefined;
}

/** Predictions with what then was so beside them, to be asked for numbers. */
export interface Joined {
  readonly engine: Engine;
  readonly tables: ModelTables;
  readonly settings: ModelSettings;
  /**
   * One row for each prediction that can be told from the others, in columns named after their roles; `said` is the
   * label as a text, null where none came; `nr` is the place among the predictions. What a champion said of the same
   * row begins with `champion_`; of a ranking it has rows of its own, which `of_champion` marks.
   */
  readonly relation: string;
}

/** Reads from all tables in one go: where a file turns out to be broken it is mended, and `read` runs again. */
export function withJoined<Result>(
  tables: ModelTables,
  settings: ModelSettings,
  further: readonly UsedColumn[],
  read: (joined: Joined) => Promise<Result>,
): Promise<Result> {
  const { predictions, labels, champion } = tables;
  const joined = { engine: predictions.engine, tables, settings, relation: join(tables, settings, further) };
  return [labels, champion, predictions].reduce<() => Promise<Result>>(
    (run, table) => (table ? () => scanWhole(table, run) : run),
    () => read(joined),
  )();
}

function join(tables: ModelTables, settings: ModelSettings, further: readonly UsedColumn[]): string {
  const { predictions, champion } = tables;
  const answered = withLabels(predictions, tables, settings, further);
  if (!champion) return answered;
  // Two models list other items to the same users, so each row of a ranking is of one model only.
  if (settings.task === 'ranking') {
    const others = withLabels(champion, tables, settings, []);
    return `SELECT *, false AS of_champion FROM (${answered}) UNION ALL BY NAME SELECT *, true AS of_champion FROM (${others})`;
  }
  return joinById(answered, byId(relationOf(champion, championOf(settings)), 'champion_twice'));
}

function withLabels(
  rows: Table,
  { labels, champion }: ModelTables,
  settings: ModelSettings,
  further: readonly UsedColumn[],
): string {
  const said = relationOf(rows, [...usedOf(settings), ...(labels ? [] : labelOf(settings)), ...further]);
  const isJoined = labels !== undefined || (champion !== undefined && settings.task !== 'ranking');
  const told = isJoined ? `SELECT * EXCLUDE (twice) FROM (${byId(said, 'twice')}) WHERE NOT twice` : said;
  return labels
    ? joinById(told, byId(relationOf(labels, [...idOf(settings), ...labelOf(settings)]), 'label_twice'))
    : `SELECT *, false AS label_twice FROM (${told})`;
}

/** A row for each id. One that comes twice names no row: which of the two would be meant? */
const byId = (relation: string, twice: string): string =>
  `SELECT * EXCLUDE (times, place), times > 1 AS ${twice} FROM (SELECT *, count(*) OVER (PARTITION BY id) AS times, row_number() OVER (PARTITION BY id) AS place FROM (${relation}) WHERE id IS NOT NULL) WHERE place = 1`;

const joinById = (rows: string, more: string): string =>
  `SELECT a.*, b.* EXCLUDE (id, nr) FROM (${rows}) a LEFT JOIN (${more}) b ON a.id = b.id`;

/** Rows of labels, and of a champion, that no prediction belongs to; and ids of some that found no partner. */
export interface Strangers {
  readonly labels: number;
  readonly champion: number;
  readonly ids: { readonly labels: readonly string[]; readonly predictions: readonly string[] };
}

export const noStrangers: Strangers = { labels: 0, champion: 0, ids: { labels: [], predictions: [] } };

export async function countPredictions({ engine, tables: { predictions } }: Joined): Promise<number> {
  const rows = predictions.parts.map(({ scan }) => `SELECT 1 FROM ${scan}`).join(' UNION ALL ');
  const [row = {}] = await engine.query(`SELECT count(*) AS n FROM (${rows})`);
  return Number(row.n);
}

const shownIds = 3;

export async function countStrangers({ engine, tables, settings }: Joined): Promise<Strangers> {
  const { predictions, labels, champion } = tables;
  if (!labels && !champion) return noStrangers;
  const named = (table: Table): string =>
    `SELECT id, nr FROM (${relationOf(table, idOf(settings))}) WHERE id IS NOT NULL`;
  const without = (table: Table, partners: Table): string =>
    `${named(table)} AND id NOT IN (SELECT id FROM (${named(partners)}))`;
  const count = async (table: Table | undefined): Promise<number> => {
    if (!table) return 0;
    const [row = {}] = await engine.query(`SELECT count(*) AS n FROM (${without(table, predictions)})`);
    return Number(row.n);
  };
  const some = async (table: Table, partners: Table): Promise<string[]> => {
    const rows = await engine.query(`SELECT id FROM (${without(table, partners)}) ORDER BY nr LIMIT ${shownIds}`);
    return rows.map(({ id }) => String(id));
  };
  const ofLabels = await count(labels);
  return {
    labels: ofLabels,
    champion: settings.task === 'ranking' ? 0 : await count(champion),
    ids: {
      labels: labels && ofLabels > 0 ? await some(labels, predictions) : [],
      predictions: labels && ofLabels > 0 ? await some(predictions, labels) : [],
    },
  };
}
