import { allowedWords, lengthWords, rangeWords, typeWords } from './cell-rules.ts';
import type { Column, Contract } from './config.ts';
import { columnsOf, evaluator, type Value } from './expression/index.ts';
import { compilePattern } from './pattern.ts';
import { columnTypesOf, readRule } from './references.ts';
import { statedValue, typedValue } from './typed-value.ts';

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

/**
 * Patterns, lists and rules are read once. Rules over many rows (unique, key, freshness, series) have no say about one,
 * and shares that may be broken or missing make no single row good or bad: a broken value is told, a missing one only
 * where none may be missing. A row is judged like a table of this row alone, so a name that it lacks is a missing
 * column, which an optional one may be.
 */
export function compileRowJudge(contract: Contract): RowJudge {
  const columns = Object.entries(contract.columns).map(([name, column]) => ({
    name,
    column,
    judge: compileCell(column),
  }));
  const types = columnTypesOf(contract);
  const rules = contract.rules.map((rule) => {
    const expression = readRule(rule.expect, types);
    return { holds: evaluator(expression, types), fields: columnsOf(expression), expected: rule.name ?? rule.expect };
  });
  return (row) => {
    const errors: RowError[] = [];
    const values = new Map<string, Value>();
    for (const { name, column, judge } of columns) {
      if (!Object.hasOwn(row, name)) {
        if (column.required)
          errors.push({
            field: name,
            metric: 'contract.columns',
            expected: `a column ${name} (${column.type})`,
            value: undefined,
          });
        continue;
      }
      const { typed, broken } = judge(row[name]);
      values.set(name, typed);
      errors.push(...broken.map(({ metric, expected }) => ({ field: name, metric, expected, value: row[name] })));
    }
    for (const { holds, fields, expected } of rules) {
      // a rule about a missing value is not broken
      if (holds((name) => values.get(name) ?? null) !== false) continue;
      errors.push({
        field: fields.join(', '),
        metric: 'contract.rule',
        expected,
        value: Object.fromEntries(fields.map((name) => [name, row[name]])),
      });
    }
    return errors;
  };
}

interface Broken {
  readonly metric: string;
  readonly expected: string;
}

interface CellVerdict {
  readonly typed: Value;
  readonly broken: readonly Broken[];
}

const missing: readonly Broken[] = [{ metric: 'contract.nulls', expected: 'no missing values' }];
const nothing: readonly Broken[] = [];

function compileCell(column: Column): (value: unknown) => CellVerdict {
  const rules = compileRules(column);
  const wrongType: readonly Broken[] = [{ metric: 'contract.type', expected: typeWords[column.type] }];
  return (value) => {
    if (value === undefined || value === null) return { typed: null, broken: column.nulls === 0 ? missing : nothing };
    const typed = typedValue(column.type, value);
    if (typed === undefined) return { typed: null, broken: wrongType };
    return { typed, broken: rules.filter(({ isBroken }) => isBroken(typed)) };
  };
}

interface ValueRule extends Broken {
  readonly isBroken: (value: Value) => boolean;
}

function compileRules(column: Column): ValueRule[] {
  const { pattern, length, in: only, not_in: never } = column;
  const rules: (ValueRule | undefined)[] = [
    column.finite
      ? {
          metric: 'contract.finite',
          expected: 'no NaN and no infinity',
          isBroken: (value) => typeof value === 'number' && !Number.isFinite(value),
        }
      : undefined,
    { metric: 'contract.range', expected: rangeWords(column), isBroken: outside(column) },
    length && {
      metric: 'contract.length',
      expected: lengthWords(length),
      isBroken: (value) => typeof value === 'string' && isWrongLength(length, value),
    },
    pattern === undefined
      ? undefined
      : { metric: 'contract.pattern', expected: `text that matches ${pattern}`, isBroken: mismatch(pattern) },
    only || never
      ? { metric: 'contract.allowed', expected: allowedWords(column), isBroken: refused(column) }
      : undefined,
  ];
  return rules.filter((rule) => rule !== undefined);
}

function mismatch(pattern: string): (value: Value) => boolean {
  const expression = compilePattern(pattern);
  return (value) => typeof value === 'string' && !expression.test(value);
}

/** NaN has no place in an order; infinity counts once, under its own rule. */
function outside({ type, min, max, above, below, finite }: Column): (value: Value) => boolean {
  const [least, most, over, under] = [min, max, above, below].map((bound) =>
    bound === undefined ? undefined : statedValue(type, bound),
  );
  return (value) => {
    if (value === null || (type === 'number' && (finite ? !Number.isFinite(value) : Number.isNaN(value)))) return false;
    return (
      (least !== undefined && least !== null && value < least) ||
      (most !== undefined && most !== null && value > most) ||
      (over !== undefined && over !== null && value <= over) ||
      (under !== undefined && under !== null && value >= under)
    );
  };
}

function isWrongLength(
  { min = 0, max = Number.POSITIVE_INFINITY }: NonNullable<Column['length']>,
  text: string,
): boolean {
  const size = [...text].length;
  return size < min || size > max;
}

function refused({ type, in: only, not_in: never }: Column): (value: Value) => boolean {
  const list = (values: readonly (string | number | boolean)[] | undefined) =>
    values && new Set(values.map((value) => statedValue(type, value)));
  const [allowed, forbidden] = [list(only), list(never)];
  return (value) => (allowed !== undefined && !allowed.has(value)) || (forbidden?.has(value) ?? false);
}
