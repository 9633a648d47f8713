import type { Dialect } from '../data/dialect.ts';
import type { Column } from './config.ts';
import { re2Pattern } from './re2.ts';

/** A rule about single cells of a column, as SQL. */
export interface CellRule {
  readonly metric: string;
  /** True where the cell breaks the rule. */
  readonly broken: string;
  readonly expected: string;
  /** Rules about the value count out of the values that are there; the rule about nulls, out of all rows. */
  readonly aboutValue: boolean;
  /** Largest share that is fine. */
  readonly tolerance: number;
}

interface Cell {
  readonly present: string;
  readonly typed: string;
  readonly dialect: Dialect;
}

/** In the order in which they are reported. A cell of the wrong type is not also out of range. */
export function cellRules(column: Column, cell: Cell): CellRule[] {
  const rules = [
    nulls(column, cell),
    type(column, cell),
    finite(column, cell),
    range(column, cell),
    length(column, cell),
    pattern(column, cell),
    allowed(column, cell),
  ];
  return rules.filter((rule) => rule !== undefined);
}

type MaybeRule = CellRule | undefined;

function nulls({ nulls }: Column, { present }: Cell): MaybeRule {
  if (nulls >= 1) return undefined;
  return {
    metric: 'contract.nulls',
    broken: `NOT ${present}`,
    expected: nulls === 0 ? 'no missing values' : `at most ${formatShare(nulls)} missing`,
    aboutValue: false,
    tolerance: nulls,
  };
}

function type({ type, tolerance }: Column, { present, typed }: Cell): MaybeRule {
  return {
    metric: 'contract.type',
    broken: `(${present} AND ${typed} IS NULL)`,
    expected: typeWords[type],
    aboutValue: true,
    tolerance,
  };
}

export const typeWords = {
  string: 'text',
  category: 'text',
  integer: 'whole numbers that fit 64 bits',
  number: 'numbers',
  boolean: 'true or false',
  date: 'ISO days like 2025-03-01',
  timestamp: 'ISO timestamps like 2025-03-01T19:30:00Z',
} as const;

function finite({ type, finite, tolerance }: Column, { typed, dialect }: Cell): MaybeRule {
  if (type !== 'number' || !finite) return undefined;
  return {
    metric: 'contract.finite',
    broken: `NOT ${dialect.isFinite(typed)}`,
    expected: 'no NaN and no infinity',
    aboutValue: true,
    tolerance,
  };
}

function range(column: Column, { typed, dialect }: Cell): MaybeRule {
  const { type, min, max, above, below, finite, tolerance } = column;
  const bounds = [
    min !== undefined && `${typed} < ${dialect.literal(type, min)}`,
    max !== undefined && `${typed} > ${dialect.literal(type, max)}`,
    above !== undefined && `${typed} <= ${dialect.literal(type, above)}`,
    below !== undefined && `${typed} >= ${dialect.literal(type, below)}`,
  ].filter((bound) => bound !== false);
  if (bounds.length === 0) return undefined;
  const outside = `(${bounds.join(' OR ')})`;
  // NaN has no place in an order; infinity counts once, under its own rule
  const comparable = type !== 'number' ? undefined : finite ? dialect.isFinite(typed) : `NOT ${dialect.isNaN(typed)}`;
  return {
    metric: 'contract.range',
    broken: comparable ? `(${comparable} AND ${outside})` : outside,
    expected: rangeWords(column),
    aboutValue: true,
    tolerance,
  };
}

export function rangeWords({ min, max, above, below }: Column): string {
  if (min !== undefined && max !== undefined && above === undefined && below === undefined) return `${min} to ${max}`;
  return [
    min !== undefined && `at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ]
    .filter((words) => words !== false)
    .join(' and ');
}

function length({ length, tolerance }: Column, { typed, dialect }: Cell): MaybeRule {
  const { min, max } = length ?? {};
  const bounds = [
    min !== undefined && `${dialect.length(typed)} < ${min}`,
    max !== undefined && `${dialect.length(typed)} > ${max}`,
  ].filter((bound) => bound !== false);
  if (bounds.length === 0) return undefined;
  return {
    metric: 'contract.length',
    broken: `(${bounds.join(' OR ')})`,
    expected: lengthWords({ min, max }),
    aboutValue: true,
    tolerance,
  };
}

export function lengthWords({ min, max }: NonNullable<Column['length']>): string {
  if (min !== undefined && max !== undefined && min !== max) return `${min} to ${max} characters`;
  const size = min ?? max ?? 0;
  return `${min === max ? '' : min === undefined ? 'at most ' : 'at least '}${size} character${size === 1 ? '' : 's'}`;
}

function pattern({ pattern, tolerance }: Column, { typed, dialect }: Cell): MaybeRule {
  if (pattern === undefined) return undefined;
  return {
    metric: 'contract.pattern',
    broken: `NOT ${dialect.matches(typed, re2Pattern(pattern))}`,
    expected: `text that matches ${pattern}`,
    aboutValue: true,
    tolerance,
  };
}

const listedValues = 10;

function allowed(column: Column, { typed, dialect }: Cell): MaybeRule {
  const { type, in: only, not_in: never, tolerance } = column;
  if (!only && !never) return undefined;
  const list = (values: readonly (string | number | boolean)[]): string =>
    values.map((value) => dialect.literal(type, value)).join(', ');
  const broken = [only && `${typed} NOT IN (${list(only)})`, never && `${typed} IN (${list(never)})`].filter(
    (part) => part !== undefined,
  );
  return {
    metric: 'contract.allowed',
    broken: `(${broken.join(' OR ')})`,
    expected: allowedWords(column),
    aboutValue: true,
    tolerance,
  };
}

export function allowedWords({ in: only, not_in: never }: Pick<Column, 'in' | 'not_in'>): string {
  return [only && `one of ${formatList(only)}`, never && `none of ${formatList(never)}`]
    .filter((part) => part !== undefined)
    .join(', ');
}

function formatList(values: readonly (string | number | boolean)[]): string {
  const shown = values.slice(0, listedValues).map(String).join(', ');
  return values.length > listedValues ? `${shown} and ${values.length - listedValues} more` : shown;
}

/** Exact enough to tell a small share from none. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return `${Number(percent.toPrecision(1))} %`;
  return `${Number(percent.toFixed(2))} %`;
}
