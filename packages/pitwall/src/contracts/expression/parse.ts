import { mistake } from './mistake.ts';
import type { ArithmeticOperator, ComparisonOperator, Expression, Literal } from './syntax.ts';
import { type Keyword, type SymbolText, type Token, tokenize } from './tokens.ts';

/** Parentheses, calls, `not`, unary minus and the right side of `implies` each open a level. */
export const maximumNesting = 64;
/** A chain of sums is as deep as it is long, and both backends walk it by recursion. */
export const maximumArithmetic = 250;

interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
  nesting: number;
  arithmetic: number;
}

/** The tree that a text means; throws a PitwallError that names the place where the text is not an expression. */
export function parseExpression(text: string): Expression {
  const cursor: Cursor = { tokens: tokenize(text), next: 0, nesting: 0, arithmetic: 0 };
  const expression = implication(cursor);
  const token = peek(cursor);
  if (token.kind !== 'end') throw unexpected(token, 'an operator or the end', fixAfterOperand(token));
  return expression;
}

function implication(cursor: Cursor): Expression {
  const left = junction(cursor, 'or', (inner) => junction(inner, 'and', negation));
  if (!takeKeyword(cursor, 'implies')) return left;
  const right = nested(cursor, implication);
  return { kind: 'implies', left, right, offset: left.offset };
}

function junction(cursor: Cursor, word: 'and' | 'or', operand: (cursor: Cursor) => Expression): Expression {
  const first = operand(cursor);
  const operands = [first];
  while (takeKeyword(cursor, word)) operands.push(operand(cursor));
  return operands.length === 1 ? first : { kind: word, operands, offset: first.offset };
}

function negation(cursor: Cursor): Expression {
  const { offset } = peek(cursor);
  if (!takeKeyword(cursor, 'not')) return comparison(cursor);
  return { kind: 'not', operand: nested(cursor, negation), offset };
}

const comparisonOperators: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=', '='],
  ['==', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

function comparison(cursor: Cursor): Expression {
  const left = sum(cursor);
  const condition = conditionOn(cursor, left);
  const token = peek(cursor);
  const isSecond =
    (token.kind === 'symbol' && comparisonOperators.has(token.value)) ||
    (token.kind === 'keyword' && ['is', 'in', 'between', 'not'].includes(token.value));
  if (condition !== left && isSecond) {
    throw unexpected(
      token,
      '`and`, `or` or the end after a comparison',
      'Join two comparisons with `and`, or put one of them in parentheses',
    );
  }
  return condition;
}

function conditionOn(cursor: Cursor, left: Expression): Expression {
  const { offset } = left;
  const token = peek(cursor);
  const operator = token.kind === 'symbol' ? comparisonOperators.get(token.value) : undefined;
  if (operator) {
    cursor.next++;
    return { kind: 'comparison', operator, left, right: sum(cursor), offset };
  }
  if (takeKeyword(cursor, 'is')) {
    const negated = takeKeyword(cursor, 'not');
    if (!takeKeyword(cursor, 'null')) {
      throw unexpected(
        peek(cursor),
        negated ? '`null` after `is not`' : '`null` or `not null` after `is`',
        'Compare with = or <> instead',
      );
    }
    return { kind: 'is null', operand: left, negated, offset };
  }
  const negated = takeKeyword(cursor, 'not');
  if (takeKeyword(cursor, 'in')) return { kind: 'in', operand: left, values: list(cursor), negated, offset };
  if (takeKeyword(cursor, 'between')) {
    const low = sum(cursor);
    if (!takeKeyword(cursor, 'and')) {
      throw unexpected(
        peek(cursor),
        '`and` and the upper bound of `between`',
        'Write it like `closing between 1 and 10`',
      );
    }
    return { kind: 'between', operand: left, low, high: sum(cursor), negated, offset };
  }
  if (negated) throw unexpected(peek(cursor), '`in` or `between` after `not`', 'Put `not` before the whole condition');
  return left;
}

function sum(cursor: Cursor): Expression {
  return chain(cursor, ['+', '-'], (inner) => chain(inner, ['*', '/', '%'], unary));
}

function chain(
  cursor: Cursor,
  operators: readonly ArithmeticOperator[],
  operand: (cursor: Cursor) => Expression,
): Expression {
  let left = operand(cursor);
  for (;;) {
    const token = peek(cursor);
    const operator = operators.find((candidate) => token.kind === 'symbol' && token.value === candidate);
    if (!operator) return left;
    cursor.next++;
    if (++cursor.arithmetic > maximumArithmetic) {
      throw mistake(
        token.offset,
        `the expression calculates more than ${maximumArithmetic} times`,
        'Split it into several rules',
      );
    }
    left = { kind: 'arithmetic', operator, left, right: operand(cursor), offset: left.offset };
  }
}

function unary(cursor: Cursor): Expression {
  const { offset } = peek(cursor);
  if (!takeSymbol(cursor, '-')) return primary(cursor);
  return { kind: 'negative', operand: nested(cursor, unary), offset };
}

function primary(cursor: Cursor): Expression {
  const token = peek(cursor);
  const literal = takeLiteral(cursor);
  if (literal) return literal;
  if (token.kind === 'name') {
    cursor.next++;
    const following = peek(cursor);
    if (!token.quoted && following.kind === 'symbol' && following.value === '(') {
      cursor.next++;
      return {
        kind: 'call',
        name: token.value.toLowerCase(),
        operands: nested(cursor, callOperands),
        offset: token.offset,
      };
    }
    return { kind: 'column', name: token.value, offset: token.offset };
  }
  if (takeSymbol(cursor, '(')) {
    const inner = nested(cursor, implication);
    expectSymbol(cursor, ')', 'Close every parenthesis that you open');
    return inner;
  }
  throw unexpected(token, 'a column, a value or an opening parenthesis', fixBeforeOperand(token));
}

function callOperands(cursor: Cursor): Expression[] {
  const operands: Expression[] = [];
  if (takeSymbol(cursor, ')')) return operands;
  do operands.push(implication(cursor));
  while (takeSymbol(cursor, ','));
  expectSymbol(cursor, ')', 'Separate the arguments of a function with commas and close its parenthesis');
  return operands;
}

/** Values only: a list that depends on the row is better said with `or`. */
function list(cursor: Cursor): Literal[] {
  const fix = "Write it like `status in ('final', 'live')`";
  expectSymbol(cursor, '(', fix);
  const values: Literal[] = [];
  do {
    const token = peek(cursor);
    const isNegative = takeSymbol(cursor, '-');
    const value = takeLiteral(cursor);
    if (!value || (isNegative && typeof value.value !== 'number')) throw unexpected(token, 'a value in the list', fix);
    // Zero has one spelling, so that the text that formatExpression writes gives the same tree.
    values.push(
      isNegative && value.value
        ? { ...value, value: -value.value, offset: token.offset }
        : { ...value, offset: token.offset },
    );
  } while (takeSymbol(cursor, ','));
  expectSymbol(cursor, ')', fix);
  return values;
}

function takeLiteral(cursor: Cursor): Literal | undefined {
  const token = peek(cursor);
  const { offset } = token;
  if (token.kind === 'number' || token.kind === 'text') {
    cursor.next++;
    return { kind: 'literal', value: token.value, offset };
  }
  if (takeKeyword(cursor, 'true')) return { kind: 'literal', value: true, offset };
  if (takeKeyword(cursor, 'false')) return { kind: 'literal', value: false, offset };
  if (takeKeyword(cursor, 'null')) return { kind: 'literal', value: null, offset };
  return undefined;
}

function nested<T>(cursor: Cursor, parse: (cursor: Cursor) => T): T {
  if (++cursor.nesting > maximumNesting) {
    throw mistake(
      peek(cursor).offset,
      `the expression is nested more than ${maximumNesting} levels deep`,
      'Split it into several rules',
    );
  }
  const result = parse(cursor);
  cursor.nesting--;
  return result;
}

function peek(cursor: Cursor): Token {
  const token = cursor.tokens[cursor.next];
  if (!token) throw new Error('the parser read past the end of the expression');
  return token;
}

function takeKeyword(cursor: Cursor, word: Keyword): boolean {
  const token = peek(cursor);
  if (token.kind !== 'keyword' || token.value !== word) return false;
  cursor.next++;
  return true;
}

function takeSymbol(cursor: Cursor, symbol: SymbolText): boolean {
  const token = peek(cursor);
  if (token.kind !== 'symbol' || token.value !== symbol) return false;
  cursor.next++;
  return true;
}

function expectSymbol(cursor: Cursor, symbol: SymbolText, fix: string): void {
  if (!takeSymbol(cursor, symbol)) throw unexpected(peek(cursor), `\`${symbol}\``, fix);
}

function unexpected(token: Token, expected: string, fix: string): Error {
  const found = token.kind === 'end' ? 'the expression ends' : `found \`${token.source}\``;
  return mistake(token.offset, `expected ${expected}, but ${found}`, fix);
}

function fixAfterOperand(token: Token): string {
  if (token.kind === 'symbol' && token.value === ')') return 'Remove the parenthesis, or open one before';
  if (token.kind === 'symbol' && token.value === '(') return 'Write the name of a function without quotes';
  return 'Join two conditions with `and` or `or`, and put a name with spaces between double quotes';
}

function fixBeforeOperand(token: Token): string {
  if (token.kind === 'end') return 'Write a condition like `home_team <> away_team`';
  if (token.kind === 'keyword') return `Put a column called ${token.source} between double quotes`;
  return 'Write a column or a value before it';
}
