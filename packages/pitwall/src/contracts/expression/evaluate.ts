import type { ColumnType } from '../config.ts';
import { dateToTimestamp } from './moment.ts';
import type { ComparisonOperator, Expression } from './syntax.ts';
import { compareText } from './text.ts';
import { constantsOf, type Typed, type Value } from './typed.ts';
import { typedCondition } from './types.ts';

type Read = (name: string) => Value;
type Columns = ReadonlyMap<string, ColumnType>;

/** Whether a row meets the condition, or null where that is unknown. For many rows, `evaluator` is quicker. */
export function evaluate(expression: Expression, columns: Columns, read: Read): boolean | null {
  return evaluator(expression, columns)(read);
}

/** Checks and prepares the condition once, for any number of rows. */
export function evaluator(expression: Expression, columns: Columns): (read: Read) => boolean | null {
  const run = prepare(typedCondition(expression, columns));
  return (read) => {
    const value = run(read);
    return value === null ? null : value === true;
  };
}

type Run = (read: Read) => Value;

function prepare(typed: Typed): Run {
  switch (typed.kind) {
    case 'constant':
      return () => typed.value;
    case 'column':
      return (read) => read(typed.name);
    case 'date as timestamp': {
      const operand = prepare(typed.operand);
      return (read) => {
        const value = operand(read);
        return typeof value === 'number' ? dateToTimestamp(value) : null;
      };
    }
    case 'operation':
      return prepareOperation(typed);
    case 'comparison':
      return prepareComparison(typed.operator, prepare(typed.left), prepare(typed.right));
    case 'in': {
      const operand = prepare(typed.operand);
      const values = new Set(constantsOf(typed.values));
      return (read) => {
        const value = operand(read);
        return isUnknown(value) ? null : values.has(value);
      };
    }
    case 'is null': {
      const operand = prepare(typed.operand);
      return (read) => operand(read) === null;
    }
    case 'not': {
      const operand = prepare(typed.operand);
      return (read) => {
        const value = operand(read);
        return value === null ? null : !value;
      };
    }
    case 'and':
      return prepareJunction(typed.operands.map(prepare), false);
    case 'or':
      return prepareJunction(typed.operands.map(prepare), true);
  }
}

function prepareOperation({ operation, operands }: Extract<Typed, { kind: 'operation' }>): Run {
  const calculate = operation.evaluator(constantsOf(operands));
  const runs = operands.map(prepare);
  return (read) => {
    const values = runs.map((run) => run(read));
    return !operation.seesNulls && values.includes(null) ? null : calculate(values);
  };
}

function prepareComparison(operator: ComparisonOperator, left: Run, right: Run): Run {
  const holds = comparisons[operator];
  return (read) => {
    const [a, b] = [left(read), right(read)];
    return isUnknown(a) || isUnknown(b) ? null : holds(order(a, b));
  };
}

const comparisons: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function order(left: Exclude<Value, null>, right: Exclude<Value, null>): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** NaN compares with nothing, like null: see unknownForNaN in sql.ts. */
function isUnknown(value: Value): value is null {
  return value === null || Number.isNaN(value);
}

/** `decisive` settles the whole, whatever the other operands are; otherwise one null makes it unknown. */
function prepareJunction(operands: readonly Run[], decisive: boolean): Run {
  return (read) => {
    let result: boolean | null = !decisive;
    for (const operand of operands) {
      const value = operand(read);
      if (value === decisive) return decisive;
      if (value === null) result = null;
    }
    return result;
  };
}
