import type { ColumnType } from '../config.ts';
import type { ComparisonOperator } from './syntax.ts';

/** A value of one row. Dates and timestamps are milliseconds since 1970 UTC, with microseconds in the fraction. */
export type Value = string | number | boolean | null;

/** What the language distinguishes: string and category are text, integer and number are numbers. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'timestamp';

export const kindNames: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  timestamp: 'a timestamp',
};

export const kindOfColumn: Readonly<Record<ColumnType, Kind>> = {
  string: 'text',
  category: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

/** The operands that are written in the expression, with a gap for each that depends on the row. */
export type Constants = readonly (Value | undefined)[];

/** What both backends do with values whose types are settled. */
export interface Operation {
  readonly sql: (operands: readonly string[], constants: Constants) => string;
  readonly evaluator: (constants: Constants) => (operands: readonly Value[]) => Value;
  /** Sees null operands itself; for every other operation one null operand makes the result null. */
  readonly seesNulls?: true;
}

export interface Constant {
  readonly kind: 'constant';
  readonly type: Kind;
  readonly value: Value;
}

/** An expression whose types fit, with every conversion written out. Both backends read this and nothing else. */
export type Typed =
  | Constant
  | { readonly kind: 'column'; readonly type: Kind; readonly name: string; readonly columnType: ColumnType }
  | { readonly kind: 'date as timestamp'; readonly type: 'timestamp'; readonly operand: Typed }
  | {
      readonly kind: 'operation';
      readonly type: Kind;
      readonly operation: Operation;
      readonly operands: readonly Typed[];
    }
  | {
      readonly kind: 'comparison';
      readonly type: 'boolean';
      readonly operator: ComparisonOperator;
      readonly left: Typed;
      readonly right: Typed;
    }
  | { readonly kind: 'in'; readonly type: 'boolean'; readonly operand: Typed; readonly values: readonly Typed[] }
  | { readonly kind: 'is null'; readonly type: 'boolean'; readonly operand: Typed }
  | { readonly kind: 'not'; readonly type: 'boolean'; readonly operand: Typed }
  | { readonly kind: 'and' | 'or'; readonly type: 'boolean'; readonly operands: readonly Typed[] };

export function constantsOf(operands: readonly Typed[]): Constants {
  return operands.map((operand) => (operand.kind === 'constant' ? operand.value : undefined));
}
