import type { Expression } from './syntax.ts';
import { isBareName } from './tokens.ts';

/** How tightly each kind of node binds, in the order of the grammar. */
const binding = {
  implies: 1,
  or: 2,
  and: 3,
  not: 4,
  condition: 5,
  sum: 6,
  product: 7,
  negative: 8,
  primary: 9,
} as const;

/**
 * Canonical text: one spelling for each operator, and parentheses only where the tree needs them. It parses back to
 * the same tree, unless the spaces that it adds to a text without any take it over the length that a text may have.
 */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return formatLiteral(expression.value);
    case 'column':
      return isBareName(expression.name) ? expression.name : `"${expression.name.replaceAll('"', '""')}"`;
    case 'negative': {
      const operand = within(expression.operand, binding.negative);
      return operand.startsWith('-') ? `- ${operand}` : `-${operand}`;
    }
    case 'arithmetic': {
      const own = bindingOf(expression);
      return `${within(expression.left, own)} ${expression.operator} ${within(expression.right, own + 1)}`;
    }
    case 'call':
      return `${expression.name}(${expression.operands.map(formatExpression).join(', ')})`;
    case 'comparison':
      return `${within(expression.left, binding.sum)} ${expression.operator} ${within(expression.right, binding.sum)}`;
    case 'between': {
      const [operand, low, high] = [expression.operand, expression.low, expression.high].map((node) =>
        within(node, binding.sum),
      );
      return `${operand}${expression.negated ? ' not' : ''} between ${low} and ${high}`;
    }
    case 'in': {
      const values = expression.values.map(({ value }) => formatLiteral(value)).join(', ');
      return `${within(expression.operand, binding.sum)}${expression.negated ? ' not' : ''} in (${values})`;
    }
    case 'is null':
      return `${within(expression.operand, binding.sum)} is${expression.negated ? ' not' : ''} null`;
    case 'not':
      return `not ${within(expression.operand, binding.not)}`;
    case 'and':
    case 'or': {
      const own = binding[expression.kind];
      return expression.operands.map((operand) => within(operand, own + 1)).join(` ${expression.kind} `);
    }
    case 'implies':
      return `${within(expression.left, binding.or)} implies ${within(expression.right, binding.implies)}`;
  }
}

function within(expression: Expression, atLeast: number): string {
  const text = formatExpression(expression);
  return bindingOf(expression) < atLeast ? `(${text})` : text;
}

function bindingOf(expression: Expression): number {
  switch (expression.kind) {
    case 'comparison':
    case 'between':
    case 'in':
    case 'is null':
      return binding.condition;
    case 'arithmetic':
      return expression.operator === '+' || expression.operator === '-' ? binding.sum : binding.product;
    case 'literal':
    case 'column':
    case 'call':
      return binding.primary;
    default:
      return binding[expression.kind];
  }
}

function formatLiteral(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
