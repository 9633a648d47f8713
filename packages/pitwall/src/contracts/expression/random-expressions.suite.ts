import fc from 'fast-check';
import type { ColumnType } from '../config.ts';
import { integer, magnitude, text } from './random-values.suite.ts';
import type { ComparisonOperator, Expression, Literal } from './syntax.ts';

export const columns: ReadonlyMap<string, ColumnType> = new Map([
  ['team', 'string'],
  ['"; drop table t; --', 'category'],
  ['goals', 'integer'],
  ['naïve score 😀', 'integer'],
  ['odds', 'number'],
  ['not', 'number'],
  ['final', 'boolean'],
  ['pitwall_operand', 'boolean'],
  ['day', 'date'],
  ['season start', 'date'],
  ['tipoff', 'timestamp'],
  ['seen', 'timestamp'],
]);

const namesOf = (...types: ColumnType[]): string[] =>
  [...columns].filter(([, type]) => types.includes(type)).map(([name]) => name);

const offset = 0;
const literal = (value: Literal['value']): Literal => ({ kind: 'literal', value, offset });
const oneColumn = (...types: ColumnType[]) =>
  fc.constantFrom(...namesOf(...types)).map((name): Expression => ({ kind: 'column', name, offset }));
const called = (name: string, ...operands: fc.Arbitrary<Expression>[]) =>
  fc.tuple(...operands).map((given): Expression => ({ kind: 'call', name, operands: given, offset }));
const calledWithMany = (name: string, operand: fc.Arbitrary<Expression>) =>
  fc
    .array(operand, { minLength: 2, maxLength: 3 })
    .map((operands): Expression => ({ kind: 'call', name, operands, offset }));

const operator = fc.constantFrom<ComparisonOperator>('=', '<>', '<', '<=', '>', '>=');
const equality = fc.constantFrom<ComparisonOperator>('=', '<>');
const pattern = fc.constantFrom(
  'a',
  '[a-z]*',
  '.',
  '.*',
  '(a|A).?',
  '\\w{1,3}',
  '[^a]+',
  '\\u0061.',
  '[]|a',
  '[^]',
  'fin\\D{2}',
  '\\u{1F600}',
);
const textLiteral = text.map(literal);
const momentLiteral = fc
  .oneof(
    fc.constantFrom(
      '2025-02-28',
      '2025-03-01',
      '2025-03-02T00:00:00Z',
      '2025-03-02 01:30+02:00',
      '0000-01-01',
      '9999-12-31',
    ),
    fc.constantFrom(
      '1970-01-01T00:00',
      '1969-12-31T23:59:59.999999Z',
      '2024-02-29 12:00:00.123456-0330',
      '0000-01-01T00:00+23',
    ),
  )
  .map(literal);

/** Well-typed conditions on these columns, as the parser would make them. */
export const { condition } = fc.letrec<Record<'condition' | 'calculation' | 'wording' | 'moment', Expression>>(
  (tie) => {
    const deep = { maxDepth: 5, depthSize: 'medium', depthIdentifier: 'expression' } as const;
    const {
      condition: inner,
      calculation,
      wording,
      moment,
    } = {
      condition: tie('condition'),
      calculation: tie('calculation'),
      wording: tie('wording'),
      moment: tie('moment'),
    };
    const besideMoment = fc.oneof({ weight: 2, arbitrary: moment }, { weight: 1, arbitrary: momentLiteral });
    const compared = (one: fc.Arbitrary<Expression>, other: fc.Arbitrary<Expression>, by = operator) =>
      fc.record({
        kind: fc.constant('comparison' as const),
        operator: by,
        left: one,
        right: other,
        offset: fc.constant(offset),
      });
    const between = (one: fc.Arbitrary<Expression>, other: fc.Arbitrary<Expression>) =>
      fc
        .tuple(one, other, other, fc.boolean())
        .map(([operand, low, high, negated]): Expression => ({ kind: 'between', operand, low, high, negated, offset }));
    const oneOf = (operand: fc.Arbitrary<Expression>, listed: fc.Arbitrary<Literal>) =>
      fc
        .tuple(operand, fc.array(listed, { minLength: 1, maxLength: 4 }), fc.boolean())
        .map(([tested, list, negated]): Expression => ({ kind: 'in', operand: tested, values: list, negated, offset }));
    const nullTest = fc
      .tuple(fc.oneof(inner, calculation, wording, moment, fc.constant(literal(null))), fc.boolean())
      .map(([operand, negated]): Expression => ({ kind: 'is null', operand, negated, offset }));
    const junction = fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(inner, { minLength: 2, maxLength: 3 }))
      .map(([kind, operands]): Expression => ({ kind, operands, offset }));
    const arithmetic = fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), calculation, calculation)
      .map(([sign, left, right]): Expression => ({ kind: 'arithmetic', operator: sign, left, right, offset }));
    const listedNumber = fc.oneof(integer, magnitude).map((value) => literal(value === 0 ? 0 : value));

    return {
      condition: fc.oneof(
        deep,
        oneColumn('boolean'),
        fc.constantFrom(true, false, null).map(literal),
        compared(calculation, calculation),
        compared(wording, wording),
        compared(moment, besideMoment),
        compared(momentLiteral, moment),
        compared(
          inner.filter((operand) => operand.kind !== 'literal' || operand.value !== null),
          oneColumn('boolean'),
          equality,
        ),
        between(calculation, calculation),
        between(wording, wording),
        between(moment, besideMoment),
        oneOf(calculation, listedNumber),
        oneOf(wording, textLiteral),
        oneOf(moment, momentLiteral),
        oneOf(oneColumn('boolean'), fc.boolean().map(literal)),
        nullTest,
        inner.map((operand): Expression => ({ kind: 'not', operand, offset })),
        junction,
        fc.tuple(inner, inner).map(([left, right]): Expression => ({ kind: 'implies', left, right, offset })),
        called('starts_with', wording, wording),
        called('ends_with', wording, wording),
        called('contains', wording, wording),
        called('matches', wording, pattern.map(literal)),
        calledWithMany('coalesce', inner),
      ),
      calculation: fc.oneof(
        deep,
        oneColumn('integer', 'number'),
        magnitude.map(literal),
        arithmetic,
        calculation.map((operand): Expression => ({ kind: 'negative', operand, offset })),
        ...['abs', 'round', 'floor', 'ceil', 'sqrt'].map((name) => called(name, calculation)),
        called('round', calculation, fc.integer({ min: 0, max: 15 }).map(literal)),
        called('length', wording),
        ...['year', 'month', 'day', 'weekday'].map((name) => called(name, besideMoment)),
        called('days_between', besideMoment, besideMoment),
        ...['coalesce', 'least', 'greatest'].map((name) => calledWithMany(name, calculation)),
      ),
      wording: fc.oneof(
        deep,
        oneColumn('string', 'category'),
        textLiteral,
        ...['lower', 'upper', 'trim'].map((name) => called(name, wording)),
        ...['coalesce', 'least', 'greatest'].map((name) => calledWithMany(name, wording)),
      ),
      moment: fc.oneof(
        deep,
        oneColumn('date', 'timestamp'),
        ...['coalesce', 'least', 'greatest'].map((name) =>
          fc
            .tuple(moment, besideMoment)
            .map((operands): Expression => ({ kind: 'call', name, operands: [...operands], offset })),
        ),
      ),
    };
  },
);
