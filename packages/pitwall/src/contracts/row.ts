import type { ColumnType } from '../data/types.ts';
import { rangeWords } from './cell-rules.ts';
import { type Column, type Contract, isoDatePattern, isoTimestampPattern } from './config.ts';
import { columnsOf, evaluator, type Value } from './expression/index.ts';
import { compilePattern } from './pattern.ts';
import { columnTypesOf, readRule } from './references.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface RowError {
  /** The column, or the columns that a rule speaks of. */
  readonly field: string;
  readonly metric: string;
  readonly expected: string;
  readonly value: unknown;
}

/** Judges single rows by the same rules as whole tables, in JavaScript. */
export type RowJudge = (row: Row) => RowError[];

/** Patterns and rules are read once. Rules over many rows (unique, key, freshness, series) have no say about one. */
export function compileRowJudge(contract: Contract): RowJudge {
  const columns = Object.entries(contract.columns).map(([name, column]) => ({ name, column, judge: compileCell(column) }));
  const types = columnTypesOf(contract);
  const rules = contract.rules.map((rule) => {
    const expression = readRule(rule.expect, types);
    return { holds: evaluator(expression, types), fields: columnsOf(expression), expected: rule.name ?? rule.expect };
  });
  return (row) => {
    const errors: RowError[] = [];
    const values = new Map<string, Value>();
    for (const { name, column, judge } of columns) {
      const given = Object.hasOwn(row, name) ? row[name] : undefined;
      const { typed, broken } = judge(given);
      values.set(name, typed);
      const field = (metric: string, expected: string): RowError => ({ field: name, metric, expected, value: given });
      if (given === undefined && column.required && !Object.hasOwn(row, name)) errors.push(field('contract.columns', `a column ${name} (${column.type})`));
      else errors.push(...broken.map(({ metric, expected }) => field(metric, expected)));
    }
    for (const { holds, fields, expected } of rules) {
      // a rule about a missing value is not broken
      if (holds((name) => values.get(name) ?? null) !== false) continue;
      errors.push({ field: fields.join(', '), metric: 'contract.rule', expected, value: Object.fromEntries(fields.map((name) => [name, row[name]])) });
    }
    return errors;
  };
}

interface CellVerdict {
  readonly typed: Value;
  readonly broken: readonly { readonly metric: string; readonly expected: string }[];
}

function compileCell(column: Column): (value: unknown) => CellVerdict {
  const pattern = column.pattern === undefined ? undefined : compilePattern(column.pattern);
  const bounds = { min: asBound(column, column.min), max: asBound(column, column.max), above: asBound(column, column.above), below: asBound(column, column.below) };
  return (value) => {
    if (value === undefined || value === null) {
      return { typed: null, broken: column.nulls === 0 ? [{ metric: 'contract.nulls', expected: 'no missing values' }] : [] };
    }
    const typed = toTyped(column.type, value);
    if (typed === undefined) return { typed: null, broken: [{ metric: 'contract.type', expected: column.type }] };
    const broken = [
      column.finite && typeof typed === 'number' && !Number.isFinite(typed) && { metric: 'contract.finite', expected: 'no NaN and no infinity' },
      outside(column, bounds, typed) && { metric: 'contract.range', expected: rangeWords(column) },
      typeof typed === 'string' && wrongLength(column, typed) && { metric: 'contract.length', expected: 'the length of the contract' },
      typeof typed === 'string' && pattern && !pattern.test(typed) && { metric: 'contract.pattern', expected: `text that matches ${column.pattern}` },
      refused(column, typed) && { metric: 'contract.allowed', expected: 'an allowed value' },
    ];
    return { typed, broken: broken.filter((problem) => typeof problem === 'object') };
  };
}

type Bounds = Readonly<Record<'min' | 'max' | 'above' | 'below', Value | undefined>>;

const asBound = ({ type }: Column, bound: string | number | undefined): Value | undefined => (bound === undefined ? undefined : toTyped(type, bound, true));

function outside({ type, finite }: Column, { min, max, above, below }: Bounds, value: Value): boolean {
  if (value === null || (type === 'number' && (finite ? !Number.isFinite(value) : Number.isNaN(value)))) return false;
  return (
    (min !== undefined && min !== null && value < min) ||
    (max !== undefined && max !== null && value > max) ||
    (above !== undefined && above !== null && value <= above) ||
    (below !== undefined && below !== null && value >= below)
  );
}

function wrongLength({ length }: Column, text: string): boolean {
  const size = [...text].length;
  return size < (length?.min ?? 0) || size > (length?.max ?? Number.POSITIVE_INFINITY);
}

function refused(column: Column, value: Value): boolean {
  const same = (listed: string | number | boolean): boolean => toTyped(column.type, listed, true) === value;
  return (column.in !== undefined && !column.in.some(same)) || (column.not_in?.some(same) ?? false);
}

/** Integers of a table have 64 bits. */
const integerLimit = 2 ** 63;

/**
 * The value as its declared type, times as milliseconds since 1970; undefined where it is not of that type. As
 * strict as JSON: "2024" is not an integer and true is not 1. Bounds of timestamps may be days.
 */
function toTyped(type: ColumnType, value: unknown, bound = false): Value | undefined {
  switch (type) {
    case 'string':
    case 'category':
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < integerLimit ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      if (value instanceof Date) return value.getTime() % 86_400_000 === 0 ? value.getTime() : undefined;
      return typeof value === 'string' && isoDatePattern.test(value) ? calendarDay(value) : undefined;
    case 'timestamp':
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
      if (bound && typeof value === 'string' && isoDatePattern.test(value)) return calendarDay(value);
      return typeof value === 'string' && isoTimestampPattern.test(value) ? instant(value) : undefined;
  }
}

/** JavaScript takes 2024-02-30 for the first of March. */
function calendarDay(text: string): number | undefined {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && !text.startsWith('0000') && new Date(time).toISOString().startsWith(text) ? time : undefined;
}

/** Without an offset the time is UTC. */
function instant(text: string): number | undefined {
  if (calendarDay(text.slice(0, 10)) === undefined) return undefined;
  const zoned = /(Z|[+-]\d{2}(:?\d{2})?)$/.exec(text.slice(10))?.[0];
  const offset = zoned === undefined || zoned === 'Z' ? 'Z' : zoned.length === 3 ? `${zoned}:00` : zoned.replace(/^(...)(\d\d)$/, '$1:$2');
  const local = text.slice(0, zoned === undefined ? undefined : -zoned.length).replace(' ', 'T');
  const time = Date.parse(`${local.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}
