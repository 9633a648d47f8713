/** Every node knows where its text starts: `offset` counts UTF-16 units from 0. */
interface At {
  readonly offset: number;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export interface Literal extends At {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

export interface ColumnReference extends At {
  readonly kind: 'column';
  readonly name: string;
}

interface Negative extends At {
  readonly kind: 'negative';
  readonly operand: Expression;
}

interface Arithmetic extends At {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Call extends At {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly operands: readonly Expression[];
}

export interface Comparison extends At {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Between extends At {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

interface Membership extends At {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly values: readonly Literal[];
  readonly negated: boolean;
}

interface NullTest extends At {
  readonly kind: 'is null';
  readonly operand: Expression;
  readonly negated: boolean;
}

interface Not extends At {
  readonly kind: 'not';
  readonly operand: Expression;
}

/** `a and b and c` is one node with three operands, so that a long list of conditions is not deep. */
interface Junction extends At {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Expression[];
}

interface Implication extends At {
  readonly kind: 'implies';
  readonly left: Expression;
  readonly right: Expression;
}

export type Expression =
  | Literal
  | ColumnReference
  | Negative
  | Arithmetic
  | Call
  | Comparison
  | Between
  | Membership
  | NullTest
  | Not
  | Junction
  | Implication;

function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'column':
      return [];
    case 'call':
    case 'and':
    case 'or':
      return expression.operands;
    case 'arithmetic':
    case 'comparison':
    case 'implies':
      return [expression.left, expression.right];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'in':
      return [expression.operand, ...expression.values];
    case 'negative':
    case 'is null':
    case 'not':
      return [expression.operand];
  }
}

/** Distinct, in order of appearance. */
export function columnsOf(expression: Expression): string[] {
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === 'column') names.add(node.name);
    operandsOf(node).forEach(visit);
  };
  visit(expression);
  return [...names];
}
