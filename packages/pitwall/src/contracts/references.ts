import { type ErrorCode, PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import type { ColumnType } from '../data/types.ts';
import { checkExpression, type Expression, parseExpression } from './expression/index.ts';

interface Referring {
  readonly columns: Readonly<Record<string, { readonly type: ColumnType }>>;
  readonly key?: readonly string[] | undefined;
  readonly freshness?: { readonly column?: string | undefined } | undefined;
  readonly series?: { readonly column: string; readonly every: string | number } | undefined;
  readonly rules: readonly { readonly expect: string }[];
}

export interface ReferenceProblem {
  readonly path: (string | number)[];
  readonly message: string;
  /** What the mistake is called and how to mend it, where that is known better than by the place. */
  readonly params?: { readonly code: ErrorCode; readonly fix: string };
}

/** What a contract says about columns that it does not have, or that cannot be so. */
export function* referenceProblems(contract: Referring): Generator<ReferenceProblem> {
  const types = columnTypesOf(contract);
  for (const [index, name] of (contract.key ?? []).entries()) {
    if (!types.has(name)) yield { path: ['key', index], message: unknownColumn(name, types) };
  }
  const { freshness, series } = contract;
  if (freshness?.column !== undefined) {
    const message = timeProblem(freshness.column, types, ['date', 'timestamp']);
    if (message) yield { path: ['freshness', 'column'], message };
  }
  if (series) {
    const allowed: readonly ColumnType[] = typeof series.every === 'number' ? ['integer'] : ['date', 'timestamp'];
    const message = timeProblem(series.column, types, allowed);
    if (message) yield { path: ['series', 'column'], message };
  }
  for (const [index, { expect }] of contract.rules.entries()) {
    try {
      readRule(expect, types);
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      yield { path: ['rules', index], message: error.problem, params: { code: error.code, fix: error.fix } };
    }
  }
}

/** A rule speaks of columns that the contract declares, since only their types are known. */
export function readRule(expect: string, types: ReadonlyMap<string, ColumnType>): Expression {
  const expression = parseExpression(expect);
  checkExpression(expression, types);
  return expression;
}

export function columnTypesOf({ columns }: Pick<Referring, 'columns'>): Map<string, ColumnType> {
  return new Map(Object.entries(columns).map(([name, { type }]) => [name, type]));
}

function unknownColumn(name: string, types: ReadonlyMap<string, ColumnType>): string {
  const meant = closest(name, types.keys());
  return `there is no column \`${name}\` in the contract${meant ? `; did you mean \`${meant}\`?` : ''}`;
}

function timeProblem(
  name: string,
  types: ReadonlyMap<string, ColumnType>,
  allowed: readonly ColumnType[],
): string | undefined {
  const type = types.get(name);
  if (!type) return unknownColumn(name, types);
  return allowed.includes(type)
    ? undefined
    : `\`${name}\` has to be a column of type ${allowed.join(' or ')}, not ${type}`;
}
