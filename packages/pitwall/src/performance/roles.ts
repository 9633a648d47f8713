import type { Dialect } from '../data/dialect.ts';
import type { ModelSettings } from './config.ts';
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
  | `class${number}`;

export interface ReadRole {
  readonly role: Role;
  readonly sql: string;
  /** When a row can be judged; always where not said. */
  readonly usable?: (column: string) => string;
}

/** Columns of the predictions, by the names they have in SQL. */
export function usedOf(settings: ModelSettings): UsedColumn[] {
  const { task, prediction, odds, stake, weight, time, user, item } = settings;
  const answered = task === 'multiclass' ? 'text' : 'number';
  const columns: readonly (readonly [string, string | undefined, UsedColumn['type']])[] = [
    ['prediction', prediction.column, answered],
    ['decision', prediction.decision, 'number'],
    ['odds', odds?.column, 'number'],
    ['closing', odds?.closing, 'number'],
    ['stake', stake, 'number'],
    ['weight', weight, 'number'],
    ['member', user, 'text'],
    ['item', item, 'text'],
    ['moment', time, 'timestamp'],
    ...Object.values(prediction.probabilities ?? {}).map(
      (column, index) => [`class${index}`, column, 'number'] as const,
    ),
  ];
  return [
    ...idOf(settings),
    ...columns.flatMap(([as, column, type]) => (column === undefined ? [] : [{ as, column, type }])),
  ];
}

export const idOf = ({ id }: ModelSettings): UsedColumn[] =>
  id === undefined ? [] : [{ as: 'id', column: id, type: 'text' }];

/** What then was so: a number, or a word that stands for a class. */
export const labelOf = ({ task, label: { column, positive } }: ModelSettings): UsedColumn[] => [
  { as: 'answer', column, type: task === 'multiclass' || positive !== undefined ? 'text' : 'number' },
];

const finite = (column: string): string => `isfinite(${column})`;
const amount = (column: string): string => `isfinite(${column}) AND ${column} >= 0`;
const share = (column: string): string => `${column} >= 0 AND ${column} <= 1`;
const zeroOrOne = (column: string): string => `${column} IN (0, 1)`;
const there = (column: string): string => `${column} IS NOT NULL`;

/** The roles that a model of this kind has, `classes` being those of several. */
export function rolesOf(settings: ModelSettings, dialect: Dialect, classes: readonly string[]): ReadRole[] {
  const { odds, stake, weight } = settings;
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
  ];
  return [...answerRoles(settings, dialect, classes), ...money.filter(({ given }) => given !== undefined)];
}

function answerRoles(settings: ModelSettings, dialect: Dialect, classes: readonly string[]): ReadRole[] {
  const { task, prediction } = settings;
  switch (task) {
    case 'binary':
      return [
        { role: 'label', sql: positiveSql(settings, dialect), usable: zeroOrOne },
        ...(prediction.column === undefined ? [] : [{ role: 'prediction', sql: 'prediction', usable: share } as const]),
        ...(prediction.decision === undefined
          ? []
          : [{ role: 'decision', sql: 'decision', usable: zeroOrOne } as const]),
      ];
    case 'regression':
      return [
        { role: 'label', sql: 'answer', usable: finite },
        { role: 'prediction', sql: 'prediction', usable: finite },
      ];
    case 'multiclass': {
      const list = `[${classes.map((name) => dialect.text(name)).join(', ')}]`;
      const numbered = (text: string): string => `list_position(${list}, ${text}) - 1`;
      return [
        { role: 'label', sql: numbered('answer'), usable: there },
        ...(prediction.column === undefined
          ? []
          : [{ role: 'prediction', sql: numbered('prediction'), usable: there } as const]),
        ...Object.keys(prediction.probabilities ?? {}).map(
          (_, index): ReadRole => ({ role: `class${index}`, sql: `class${index}`, usable: share }),
        ),
      ];
    }
    case 'ranking':
      return [
        { role: 'label', sql: 'answer', usable: amount },
        { role: 'prediction', sql: 'prediction', usable: finite },
        {
          role: 'member',
          sql: 'CASE WHEN member IS NOT NULL THEN dense_rank() OVER (ORDER BY member) END',
          usable: there,
        },
        { role: 'item', sql: 'CASE WHEN item IS NOT NULL THEN dense_rank() OVER (ORDER BY item) END', usable: there },
      ];
  }
}

function isOdds(column: string, format: string | undefined): string {
  if (format === 'american') return `isfinite(${column}) AND abs(${column}) >= 100`;
  return `isfinite(${column}) AND ${column} > ${format === 'net' ? 0 : 1}`;
}

function positiveSql({ label: { positive } }: ModelSettings, dialect: Dialect): string {
  if (positive === undefined) return 'answer';
  return `CASE WHEN answer IS NOT NULL THEN CASE WHEN answer = ${dialect.text(String(positive))} THEN 1 ELSE 0 END END`;
}
