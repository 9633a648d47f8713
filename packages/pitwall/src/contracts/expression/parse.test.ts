import { describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { formatExpression } from './format.ts';
import { maximumArithmetic, maximumNesting, parseExpression } from './parse.ts';
import { columnsOf, type Expression } from './syntax.ts';
import { maximumTextLength } from './tokens.ts';

/** The tree with every pair of parentheses written out. */
function shape(node: Expression): string {
  switch (node.kind) {
    case 'literal':
    case 'column':
      return formatExpression(node);
    case 'negative':
      return `(-${shape(node.operand)})`;
    case 'arithmetic':
    case 'comparison':
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case 'implies':
      return `(${shape(node.left)} implies ${shape(node.right)})`;
    case 'call':
      return `${node.name}(${node.operands.map(shape).join(', ')})`;
    case 'and':
    case 'or':
      return `(${node.operands.map(shape).join(` ${node.kind} `)})`;
    case 'not':
      return `(not ${shape(node.operand)})`;
    case 'is null':
      return `(${shape(node.operand)} is${node.negated ? ' not' : ''} null)`;
    case 'in':
      return `(${shape(node.operand)}${node.negated ? ' not' : ''} in [${node.values.map(shape).join(', ')}])`;
    case 'between':
      return `(${shape(node.operand)}${node.negated ? ' not' : ''} between ${shape(node.low)}..${shape(node.high)})`;
  }
}

describe('parseExpression', () => {
  it.each([
    ['a implies b implies c', '(a implies (b implies c))'],
    ['a or b implies c or d', '((a or b) implies (c or d))'],
    ['a or b and c or d', '(a or (b and c) or d)'],
    ['(a or b) and c', '((a or b) and c)'],
    ['a and b and c', '(a and b and c)'],
    ['a and (b and c)', '(a and (b and c))'],
    ['not a and b', '((not a) and b)'],
    ['not a = b', '(not (a = b))'],
    ['not not a', '(not (not a))'],
    ['not a is null', '(not (a is null))'],
    ['a + b < c * d', '((a + b) < (c * d))'],
    ['a - b - c = 0', '(((a - b) - c) = 0)'],
    ['a - (b - c) = 0', '((a - (b - c)) = 0)'],
    ['a / b * c % d = 0', '((((a / b) * c) % d) = 0)'],
    ['a + b * c = 0', '((a + (b * c)) = 0)'],
    ['-a * b = 0', '(((-a) * b) = 0)'],
    ['- -a = 1 - -1', '((-(-a)) = (1 - (-1)))'],
    ['-(a + b) = 0', '((-(a + b)) = 0)'],
    ['a between b and c and d', '((a between b..c) and d)'],
    ['a not between 1 + 1 and 2 * 3', '(a not between (1 + 1)..(2 * 3))'],
    ['a + 1 is not null', '((a + 1) is not null)'],
    ['(a = b) is null', '((a = b) is null)'],
    ['(a = b) = (c = d)', '((a = b) = (c = d))'],
    ["a not in ('x', -1, true, null)", "(a not in ['x', -1, true, null])"],
    ['round(a / b, 2) >= abs(-c)', '(round((a / b), 2) >= abs((-c)))'],
    ["status = 'final' implies score_home is not null", "((status = 'final') implies (score_home is not null))"],
  ])('reads %s as %s', (text, expected) => {
    expect(shape(parseExpression(text))).toBe(expected);
  });

  it.each([
    ['A AND b Or NOT c IMPLIES D', 'A and b or not c implies D'],
    [
      'a IS NOT NULL AND b NOT IN (TRUE,False) AND c BETWEEN 1 AND 2',
      'a is not null and b not in (true, false) and c between 1 and 2',
    ],
    ['a==b and c!=d', 'a = b and c <> d'],
    ['  a\n=\tb  ', 'a = b'],
    ['ROUND(x)=.5', 'round(x) = 0.5'],
    ['x > 1.50e3 or x < 1E-7 or x > 1e+21', 'x > 1500 or x < 1e-7 or x > 1e+21'],
    ['x in (-0, -1.0)', 'x in (0, -1)'],
    ['`a ``b` = "c ""d"', '"a `b" = "c ""d"'],
    ['"home" = `away`', 'home = away'],
    ['"and" = "1a"', '"and" = "1a"'],
    ['größe = 部', 'größe = 部'],
    ["a = 'o''brien'", "a = 'o''brien'"],
    ['((a)) = (((b)))', 'a = b'],
  ])('writes %j canonically', (text, expected) => {
    expect(formatExpression(parseExpression(text))).toBe(expected);
  });

  it('keeps where each part starts', () => {
    const tree = parseExpression('  home > 1 and  away < 2');
    expect(tree).toMatchObject({ kind: 'and', offset: 2 });
    expect(tree.kind === 'and' && tree.operands.map(({ offset }) => offset)).toEqual([2, 16]);
  });

  it('takes hostile names and texts for what they are', () => {
    const name = 'x"; drop table games; --\n😀';
    const text = "'); drop table games; --\n😀\\";
    const source = `"${name.replaceAll('"', '""')}" = '${text.replaceAll("'", "''")}'`;
    expect(parseExpression(source)).toMatchObject({ left: { name }, right: { value: text } });
  });

  it.each([
    ['', 1, 'expected a column, a value or an opening parenthesis, but the expression ends'],
    ['a >', 4, 'expected a column, a value or an opening parenthesis, but the expression ends'],
    ['a > and b', 5, 'expected a column, a value or an opening parenthesis, but found `and`'],
    ['a b', 3, 'expected an operator or the end, but found `b`'],
    ['a = 1)', 6, 'expected an operator or the end, but found `)`'],
    ['"abs"(a) = 1', 6, 'expected an operator or the end, but found `(`'],
    ['(a = 1', 7, 'expected `)`, but the expression ends'],
    ['abs(a b) = 1', 7, 'expected `)`, but found `b`'],
    ['abs(a, ) = 1', 8, 'expected a column, a value or an opening parenthesis, but found `)`'],
    ['a < b < c', 7, 'expected `and`, `or` or the end after a comparison, but found `<`'],
    ['a = b is null', 7, 'expected `and`, `or` or the end after a comparison, but found `is`'],
    ['a is null in (true)', 11, 'expected `and`, `or` or the end after a comparison, but found `in`'],
    ['a is 3', 6, 'expected `null` or `not null` after `is`, but found `3`'],
    ['a is not true', 10, 'expected `null` after `is not`, but found `true`'],
    ['a not = b', 7, 'expected `in` or `between` after `not`, but found `=`'],
    ['a between 1', 12, 'expected `and` and the upper bound of `between`, but the expression ends'],
    ['a in 1', 6, 'expected `(`, but found `1`'],
    ['a in ()', 7, 'expected a value in the list, but found `)`'],
    ['a in (b)', 7, 'expected a value in the list, but found `b`'],
    ["a in (-'x')", 7, 'expected a value in the list, but found `-`'],
    ['a in (1, 2', 11, 'expected `)`, but the expression ends'],
    ["a = 'final", 5, "the text that starts with ' has no end"],
    ['a = "final', 5, 'the name that starts with " has no end'],
    ['a = ""', 5, 'a column name is empty'],
    ['a = 1; drop table games', 6, 'expected a name, a value or an operator, but found `;`'],
    ['a && b', 3, 'expected a name, a value or an operator, but found `&&`'],
    ['a = 😀', 5, 'expected a name, a value or an operator, but found `😀`'],
    ['a = 12ab', 5, 'expected a number or a name, but found `12ab`'],
    ['a = 1_000', 5, 'expected a number or a name, but found `1_000`'],
    ['a = 1e999', 5, '`1e999` is larger than any number that can be kept'],
    ["a = '\0'", 6, 'the expression holds a character that is not text'],
    ["a = '\ud800'", 6, 'the expression holds a character that is not text'],
  ])('refuses %j and points at character %i', (text, column, problem) => {
    expect(mistakeIn(text)).toMatchObject({
      code: 'contract.expression',
      place: { column },
      problem: `${problem} (at character ${column})`,
      fix: expect.stringMatching(/^[A-Z].*[^.]$/),
    });
  });

  it('says how to mend what other languages write differently', () => {
    expect(mistakeIn('a && b').fix).toBe('Write `and`');
    expect(mistakeIn('a || b').fix).toBe('Write `or`');
    expect(mistakeIn('!a').fix).toBe('Write `not`');
    expect(mistakeIn('a = “final”').fix).toContain("'final'");
    expect(mistakeIn('in = 3').fix).toBe('Put a column called in between double quotes');
  });

  it('bounds the length of the text', () => {
    const fits = `a = '${'x'.repeat(maximumTextLength - 6)}'`;
    expect(fits).toHaveLength(maximumTextLength);
    expect(parseExpression(fits).kind).toBe('comparison');
    expect(mistakeIn(`${fits} `).problem).toContain('has 2001 characters, more than the 2000');
  });

  it.each([
    ['parentheses', '(', 'a', ')'],
    ['negations', 'not ', 'a', ''],
    ['minus signs', '-', 'a', ''],
    ['calls', 'abs(', 'a', ')'],
    ['implications', 'a implies ', 'a', ''],
  ])('bounds the nesting of %s', (_, open, inner, close) => {
    const nest = (levels: number) => open.repeat(levels) + inner + close.repeat(levels);
    expect(() => parseExpression(nest(maximumNesting))).not.toThrow();
    expect(mistakeIn(nest(maximumNesting + 1)).problem).toContain('nested more than 64 levels deep');
  });

  it('does not count neighbours as nested', () => {
    expect(parseExpression(Array(100).fill('(not a)').join(' and '))).toMatchObject({ kind: 'and' });
  });

  it('bounds how often it calculates', () => {
    const sum = (count: number) =>
      `0 = ${Array(count + 1)
        .fill('a')
        .join('+')}`;
    expect(parseExpression(sum(maximumArithmetic)).kind).toBe('comparison');
    expect(mistakeIn(sum(maximumArithmetic + 1)).problem).toContain('calculates more than 250 times');
  });
});

describe('columnsOf', () => {
  it('names each column once, in order of appearance', () => {
    const text = "b between a and c and coalesce(d, b) in (1) and not (-e is null) implies f = 'g' or a % h > 0";
    expect(columnsOf(parseExpression(text))).toEqual(['b', 'a', 'c', 'd', 'e', 'f', 'h']);
  });
});

function mistakeIn(text: string): PitwallError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof PitwallError) return error;
    throw error;
  }
  throw new Error(`no mistake was found in ${text}`);
}
