import { sumTolerance } from '@pitwall/stats';
import type { Dialect } from '../data/dialect.ts';
import { costKinds, type ModelSettings } from './config.ts';
import type { UsedColumn } from './relation.ts';

/** What is read of each row, by the name it has here. Of classes, users and items it is their number. */
export type Role =
  | 'label'
  | 'prediction'
  | 'decision'
  | 'odds'
  | 'closing'
  | 'stake'
  | 'weight'
  | 'member'
  | 'item'
  | 'category'
  | 'popularity'
  | 'listed'
  | 'brought'
  | 'amount'
  | CostRole
  | `class${number}`;

export type CostRole = `cost_${(typeof costKinds)[number]}`;

/** What is known only when the label is. */
export const lateRoles: readonly Role[] = ['label', 'brought'];

export interface ReadRole {
  readonly role: Role;
  readonly sql: string;
  /** When a row can be judged; always where not said. */
  readonly usable?: (column: string) => string;
}

/** Columns of the predictions, by the names they have in SQL. */
export function usedOf(settings: ModelSettings): UsedColumn[] {
  const { odds, weight, time, user, item, category, popularity, listed, costs } = settings;
  return [
    ...idOf(settings),
    ...answersOf(settings),
    ...costColumnsOf(costs).map(([as, column]) => ({ as, column, type: 'number' as const })),
    ...named([
      ['amount', costs?.amount, 'number'],
      ['odds', odds?.column, 'number'],
      ['closing', odds?.closing, 'number'],
      ['weight', weight, 'number'],
      ['member', user, 'text'],
      ['item', item, 'text'],
      ['category', category, 'text'],
      ['popularity', popularity, 'number'],
      ['listed', listed, 'flag'],
      ['moment', time, 'timestamp'],
    ]),
  ];
}

/** What the model answered, and what was done about it: what another model has an own opinion of. */
const answersOf = ({ task, prediction, stake }: ModelSettings): UsedColumn[] =>
  named([
    ['prediction', prediction.column, task === 'multiclass' ? 'text' : 'number'],
    ['decision', prediction.decision, 'flag'],
    ...Object.values(prediction.probabilities ?? {}).map(
      (column, index) => [`class${index}`, column, 'number'] as const,
    ),
    ['stake', stake, 'number'],
  ]);

const named = (columns: readonly (readonly [string, string | undefined, UsedColumn['type']])[]): UsedColumn[] =>
  columns.flatMap(([as, column, type]) => (column === undefined ? [] : [{ as, column, type }]));

export const idOf = ({ id }: ModelSettings): UsedColumn[] =>
  id === undefined ? [] : [{ as: 'id', column: id, type: 'text' }];

/** What then was so: a number, or a word that stands for a class; and as a text, to know whether anything was said. */
export const labelOf = ({ task, label: { column, positive, time }, profit }: ModelSettings): UsedColumn[] => [
  {
    as: 'answer',
    column,
    type: task === 'multiclass' || positive !== undefined ? 'text' : task === 'binary' ? 'flag' : 'number',
  },
  { as: 'said', column, type: 'text' },
  ...named([
    ['brought', profit?.returns ?? profit?.amounts, 'number'],
    ['answered_at', time, 'until'],
  ]),
];

/** What another model said, in columns of the same names. */
export const championOf = (settings: ModelSettings): UsedColumn[] => [
  ...idOf(settings),
  ...answersOf(settings).map((used) => ({ ...used, as: `champion_${used.as}` })),
];

/** The costs that each row has its own of. */
export const costColumnsOf = (costs: ModelSettings['costs']): [CostRole, string][] =>
  costKinds.flatMap((kind): [CostRole, string][] => {
    const cost = costs?.[kind];
    return typeof cost === 'string' ? [[`cost_${kind}`, cost]] : [];
  });

const finite = (column: string): string => `isfinite(${column})`;
const amount = (column: string): string => `isfinite(${column}) AND ${column} >= 0`;
const share = (column: string): string => `${column} >= 0 AND ${column} <= 1`;
const knownShare = (column: string): string => `${column} > 0 AND ${column} <= 1`;
const zeroOrOne = (column: string): string => `${column} IN (0, 1)`;
const there = (column: string): string => `${column} IS NOT NULL`;

/** What another model said of the same rows, as the roles that its answers have here. */
export const championRolesOf = (settings: ModelSettings, dialect: Dialect, classes: readonly string[]): ReadRole[] => [
  ...answerRoles(settings, dialect, classes, 'champion_').filter(({ role }) => role !== 'label'),
  ...(settings.stake === undefined ? [] : [{ role: 'stake', sql: 'champion_stake', usable: amount } as const]),
];

/** The roles that a model of this kind has, `classes` being those of several. */
export function rolesOf(settings: ModelSettings, dialect: Dialect, classes: readonly string[]): ReadRole[] {
  const { odds, stake, weight, profit, costs } = settings;
  const money: readonly (ReadRole & { readonly given: unknown })[] = [
    { role: 'odds', sql: 'odds', usable: (column) => isOdds(column, odds?.format), given: odds },
    {
      role: 'closing',
      sql: 'closing',
      usable: (column) => `${column} IS NULL OR ${isOdds(column, odds?.format)}`,
      given: odds?.closing,
    },
    { role: 'stake', sql: 'stake', usable: amount, given: stake },
    { role: 'weight', sql: 'weight', usable: amount, given: weight },
    { role: 'brought', sql: 'brought', usable: finite, given: profit?.returns ?? profit?.amounts },
    { role: 'amount', sql: 'amount', usable: finite, given: costs?.amount },
  ];
  return [
    ...answerRoles(settings, dialect, classes),
    ...money.filter(({ given }) => given !== undefined),
    ...costColumnsOf(costs).map(([role]): ReadRole => ({ role, sql: role, usable: finite })),
  ];
}

/** `of` is what the columns of the model's answers begin with. */
function answerRoles(
  settings: ModelSettings,
  dialect: Dialect,
  classes: readonly string[],
  of: 'champion_' | '' = '',
): ReadRole[] {
  const { task, prediction } = settings;
  switch (task) {
    case 'binary':
      return [
        { role: 'label', sql: positiveSql(settings, dialect), usable: zeroOrOne },
        ...(prediction.column === undefined
          ? []
          : [{ role: 'prediction', sql: `${of}prediction`, usable: share } as const]),
        ...(prediction.decision === undefined
          ? []
          : [{ role: 'decision', sql: `${of}decision`, usable: zeroOrOne } as const]),
      ];
    case 'regression':
      return [
        { role: 'label', sql: 'answer', usable: finite },
        { role: 'prediction', sql: `${of}prediction`, usable: finite },
      ];
    case 'multiclass': {
      const list = `[${classes.map((name) => dialect.text(name)).join(', ')}]`;
      const numbered = (text: string): string => `list_position(${list}, ${text}) - 1`;
      return [
        { role: 'label', sql: numbered('answer'), usable: there },
        ...(prediction.column === undefined
          ? []
          : [{ role: 'prediction', sql: numbered(`${of}prediction`), usable: there } as const]),
        ...probabilityRoles(of, prediction),
      ];
    }
    case 'ranking': {
      const numbered = (name: string): string =>
        `CASE WHEN ${name} IS NOT NULL THEN dense_rank() OVER (ORDER BY ${name}) END`;
      return [
        { role: 'label', sql: 'answer', usable: amount },
        { role: 'prediction', sql: 'prediction', usable: finite },
        { role: 'member', sql: numbered('member'), usable: there },
        { role: 'item', sql: numbered('item'), usable: there },
        ...(settings.category === undefined
          ? []
          : [{ role: 'category', sql: numbered('category'), usable: there } as const]),
        ...(settings.popularity === undefined
          ? []
          : [{ role: 'popularity', sql: 'popularity', usable: knownShare } as const]),
        ...(settings.listed === undefined ? [] : [{ role: 'listed', sql: 'listed', usable: zeroOrOne } as const]),
      ];
    }
  }
}

/** Each a share, and all of them 1 together, which the last one is asked for. */
function probabilityRoles(of: string, { probabilities = {} }: ModelSettings['prediction']): ReadRole[] {
  const names = Object.keys(probabilities).map((_, index) => `class${index}`);
  const sum = `list_sum([${names.map((name) => `CAST(${of}${name} AS DOUBLE)`).join(', ')}])`;
  const isWhole = (column: string): string => `${share(column)} AND abs(${sum} - 1) <= ${sumTolerance}`;
  return names.map((name, index) => ({
    role: name as `class${number}`,
    sql: `${of}${name}`,
    usable: index === names.length - 1 ? isWhole : share,
  }));
}

function isOdds(column: string, format: string | undefined): string {
  if (format === 'american') return `isfinite(${column}) AND abs(${column}) >= 100`;
  return `isfinite(${column}) AND ${column} > ${format === 'net' ? 0 : 1}`;
}

function positiveSql({ label: { positive } }: ModelSettings, dialect: Dialect): string {
  if (positive === undefined) return 'answer';
  return `CASE WHEN answer IS NOT NULL THEN CASE WHEN answer = ${dialect.text(String(positive))} THEN 1 ELSE 0 END END`;
}

/** Names of all columns that have a part in judging the model. */
export const columnsInUse = (settings: ModelSettings): string[] =>
  [...usedOf(settings), ...labelOf(settings)].map(({ column }) => column);
