import { PitwallError } from '../../core/errors.ts';
import { type ColumnType, type ContractInput, columnSchema, type Rule } from '../config.ts';
import { compareValues } from '../diff/edge.ts';
import { columnTypesOf, readRule } from '../references.ts';
import type { Plain } from './compact.ts';

/** Something that another format states and that did not make it into the contract, or not exactly. */
export interface IgnoredItem {
  /** The place in the document, like `schema.games.season.quality[0]`. */
  readonly where: string;
  /** What stands there. */
  readonly what: string;
  readonly why: string;
}

/** One statement of another format, as the part of a column that says the same. */
export interface StatedRule {
  readonly where: string;
  readonly what: string;
  readonly patch: Plain;
  /** Absent for what a tolerance is not about: missing values, uniqueness. */
  readonly tolerance?: number;
}

export interface ImportedColumn {
  readonly column: Plain;
  readonly ignored: readonly IgnoredItem[];
}

/**
 * All rules of a column together. A column has one tolerance: where the rules differ in it, the strictest are kept,
 * because a looser rule kept with less tolerance would raise false alarms, and a strict one with more would miss.
 */
export function columnFromRules(type: ColumnType, base: Plain, rules: readonly StatedRule[]): ImportedColumn {
  const ignored: IgnoredItem[] = [];
  const ignore = ({ where, what }: StatedRule, why: string): void => void ignored.push({ where, what, why });
  const possible = rules.filter((rule) => {
    const problem = columnProblem({ type, ...rule.patch });
    if (problem !== undefined) ignore(rule, problem);
    return problem === undefined;
  });
  const tolerances = possible.flatMap(({ tolerance }) => tolerance ?? []);
  const tolerance = tolerances.length === 0 ? 0 : Math.min(...tolerances);
  let column: Plain = { type, ...base, ...(tolerance > 0 && { tolerance }) };
  for (const rule of possible) {
    if ((rule.tolerance ?? tolerance) > tolerance) {
      ignore(rule, `a column has one tolerance, and another rule of it allows only ${tolerance}`);
      continue;
    }
    const tightened = tighten(column, rule.patch);
    if (typeof tightened === 'string') ignore(rule, tightened);
    else column = tightened;
  }
  return { column, ignored };
}

/** The column with one more rule, or why that cannot be. */
function tighten(column: Plain, patch: Plain): Plain | string {
  const merged: Record<string, unknown> = { ...column };
  for (const [key, value] of Object.entries(patch)) {
    const present = column[key];
    const both = present === undefined ? value : mergeValue(key, present, value);
    if (both === undefined) return `a column has one \`${key}\`, and another is stated already`;
    merged[key] = both;
  }
  return columnProblem(merged) ?? merged;
}

function columnProblem(column: Plain): string | undefined {
  const issue = columnSchema.safeParse(column).error?.issues[0];
  return (
    issue && (issue.code === 'custom' ? issue.message : `\`${issue.path.join('.')}\` cannot be that: ${issue.message}`)
  );
}

/** What holds when both hold; undefined when one value cannot say that. */
function mergeValue(key: string, one: unknown, other: unknown): unknown {
  switch (key) {
    case 'min':
    case 'above':
      return compareValues(one as Bound, other as Bound) >= 0 ? one : other;
    case 'max':
    case 'below':
      return compareValues(one as Bound, other as Bound) <= 0 ? one : other;
    case 'nulls':
      return Math.min(Number(one), Number(other));
    case 'unique':
      return one === true || other === true;
    case 'in':
      return (one as unknown[]).filter((value) => (other as unknown[]).includes(value));
    case 'not_in':
      return [...new Set([...(one as unknown[]), ...(other as unknown[])])];
    case 'length':
      return mergeLimits(one as Limits, other as Limits);
    default:
      return one === other ? one : undefined;
  }
}

type Bound = number | string;

export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function mergeLimits(one: Limits, other: Limits): Limits {
  const mins = [one.min, other.min].filter((value) => value !== undefined);
  const maxs = [one.max, other.max].filter((value) => value !== undefined);
  return { ...(mins.length > 0 && { min: Math.max(...mins) }), ...(maxs.length > 0 && { max: Math.min(...maxs) }) };
}

export interface StatedCondition {
  readonly where: string;
  readonly what: string;
  readonly rule: { readonly expect: string } & Partial<Rule>;
}

export interface ImportedRules {
  readonly rules: NonNullable<ContractInput['rules']>;
  readonly ignored: readonly IgnoredItem[];
}

/** The conditions that can be said about these columns. */
export function rulesFrom(
  columns: Readonly<Record<string, Plain>>,
  conditions: readonly StatedCondition[],
): ImportedRules {
  const types = columnTypesOf({ columns: columns as Readonly<Record<string, { type: ColumnType }>> });
  const rules: StatedCondition['rule'][] = [];
  const ignored: IgnoredItem[] = [];
  for (const { where, what, rule } of conditions) {
    try {
      readRule(rule.expect, types);
      rules.push(rule);
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      ignored.push({ where, what, why: error.problem });
    }
  }
  return { rules, ignored };
}

/** `"a ""b"""`: a column in an expression, whatever it is called. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function importError(problem: string, fix: string): PitwallError {
  return new PitwallError({ code: 'contract.import', problem, fix });
}
