import { closest } from '../../core/suggest.ts';
import type { ColumnType } from '../config.ts';
import { typedCall } from './calls.ts';
import { alike, isTemporal, settle } from './conversion.ts';
import { formatExpression } from './format.ts';
import { arithmetic, negative } from './functions.ts';
import { mistake } from './mistake.ts';
import type { Between, ColumnReference, Comparison, Expression } from './syntax.ts';
import { kindNames, kindOfColumn, type Typed } from './typed.ts';

type Columns = ReadonlyMap<string, ColumnType>;

/** Throws a PitwallError when a name is unknown, when types do not fit, or when the whole is not a condition. */
export function checkExpression(expression: Expression, columns: Columns): void {
  typedCondition(expression, columns);
}

/** The expression with every type settled and every conversion written out. */
export function typedCondition(expression: Expression, columns: Columns): Typed {
  const whole = infer(expression, columns);
  if (whole && whole.type !== 'boolean') {
    throw mistake(
      expression.offset,
      `a rule must be true or false for each row, but \`${formatExpression(expression)}\` is ${kindNames[whole.type]}`,
      'Compare it with something, like `closing > 1`',
    );
  }
  return settle(whole, 'boolean');
}

/** Nothing stands for a null that is written out: it takes whatever type is needed where it stands. */
function infer(expression: Expression, columns: Columns): Typed | undefined {
  switch (expression.kind) {
    case 'literal':
      return constant(expression.value);
    case 'column':
      return column(expression, columns);
    case 'negative': {
      const operands = [ofKind('number', '-', expression.operand, columns)];
      return { kind: 'operation', type: 'number', operation: negative, operands };
    }
    case 'arithmetic': {
      const { operator, left, right } = expression;
      const operands = [left, right].map((operand) => ofKind('number', operator, operand, columns));
      return { kind: 'operation', type: 'number', operation: arithmetic[operator], operands };
    }
    case 'call': {
      const operands = expression.operands.map((operand) => infer(operand, columns));
      return typedCall(expression, operands);
    }
    case 'comparison':
      return comparison(expression, columns);
    case 'between':
      return between(expression, columns);
    case 'in': {
      const { operand, others } = comparable('in', expression.operand, expression.values, columns);
      return negatedIf(expression.negated, { kind: 'in', type: 'boolean', operand, values: others });
    }
    case 'is null': {
      const operand = settle(infer(expression.operand, columns), 'boolean');
      return negatedIf(expression.negated, { kind: 'is null', type: 'boolean', operand });
    }
    case 'not':
      return negatedIf(true, ofKind('boolean', 'not', expression.operand, columns));
    case 'and':
    case 'or': {
      const { kind } = expression;
      const operands = expression.operands.map((operand) => ofKind('boolean', kind, operand, columns));
      return { kind, type: 'boolean', operands };
    }
    case 'implies': {
      const left = ofKind('boolean', 'implies', expression.left, columns);
      const right = ofKind('boolean', 'implies', expression.right, columns);
      return { kind: 'or', type: 'boolean', operands: [negatedIf(true, left), right] };
    }
  }
}

function constant(value: string | number | boolean | null): Typed | undefined {
  if (value === null) return undefined;
  const type = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
  return { kind: 'constant', type, value };
}

function column({ name, offset }: ColumnReference, columns: Columns): Typed {
  const columnType = columns.get(name);
  if (columnType) return { kind: 'column', type: kindOfColumn[columnType], name, columnType };
  const near = closest(name, columns.keys());
  throw mistake(
    offset,
    `there is no column \`${name}\``,
    near
      ? `Did you mean \`${near}\``
      : "Name a column of the contract, and put text between single quotes, like 'final'",
  );
}

const fixes = {
  boolean: 'Compare it with something, like `closing > 1`',
  number: 'Calculate with numbers only',
  moment: 'Take the days between two dates with `days_between(start, end)`',
} as const;

function ofKind(kind: 'number' | 'boolean', user: string, expression: Expression, columns: Columns): Typed {
  const typed = infer(expression, columns);
  if (typed && typed.type !== kind) {
    throw mistake(
      expression.offset,
      `\`${user}\` needs ${kindNames[kind]}, but \`${formatExpression(expression)}\` is ${kindNames[typed.type]}`,
      fixes[isTemporal(typed.type) && kind === 'number' ? 'moment' : kind],
    );
  }
  return settle(typed, kind);
}

function comparison({ operator, left, right, offset }: Comparison, columns: Columns): Typed {
  const { operand, others } = comparable(operator, left, [right], columns);
  if (operand.type === 'boolean' && operator !== '=' && operator !== '<>') {
    throw mistake(offset, `\`${operator}\` needs values with an order, but true and false have none`, 'Use = or <>');
  }
  return allOf(others.map((other) => ({ kind: 'comparison', type: 'boolean', operator, left: operand, right: other })));
}

function between({ operand: value, low, high, negated, offset }: Between, columns: Columns): Typed {
  const { operand, others } = comparable('between', value, [low, high], columns);
  if (operand.type === 'boolean') {
    throw mistake(offset, '`between` needs values with an order, but true and false have none', 'Use = or <>');
  }
  const bounds = others.map((right, index): Typed => {
    return { kind: 'comparison', type: 'boolean', operator: index === 0 ? '>=' : '<=', left: operand, right };
  });
  return negatedIf(negated, allOf(bounds));
}

interface Comparable {
  readonly operand: Typed;
  readonly others: readonly Typed[];
}

/** Operands of one type. A written null among them would make the condition unknown for every row: a mistake. */
function comparable(user: string, operand: Expression, others: readonly Expression[], columns: Columns): Comparable {
  const expressions = [operand, ...others];
  const written = expressions.find((expression) => expression.kind === 'literal' && expression.value === null);
  if (written) {
    throw mistake(
      written.offset,
      `\`${user}\` with null is never true or false, because a missing value has nothing to compare`,
      'Test for missing values with `is null` or `is not null`',
    );
  }
  const given = expressions.map((expression) => ({ expression, typed: infer(expression, columns) }));
  const [first, ...rest] = alike(user, given)?.operands ?? [];
  return { operand: settle(first, 'boolean'), others: rest };
}

function allOf(conditions: readonly Typed[]): Typed {
  const [first] = conditions;
  return first && conditions.length === 1 ? first : { kind: 'and', type: 'boolean', operands: conditions };
}

function negatedIf(negated: boolean, operand: Typed): Typed {
  return negated ? { kind: 'not', type: 'boolean', operand } : operand;
}
