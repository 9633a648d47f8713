import { compilePattern } from '../pattern.ts';
import { re2Pattern } from '../re2.ts';
import { letSql } from './let.ts';
import { type Calendar, calendarOf, dayNumber } from './moment.ts';
import type { ArithmeticOperator } from './syntax.ts';
import {
  codePointLength,
  compareText,
  lowerAscii,
  lowerAsciiSql,
  textSql,
  trimBlanksSql,
  upperAscii,
  upperAsciiSql,
} from './text.ts';
import type { Kind, Operation, Value } from './typed.ts';

/**
 * What an argument must be: `moment` is a date or a timestamp, `digits` a written integer, `pattern` a written regular
 * expression, `ordered` anything but true and false. All `ordered` or `any` arguments of a call are of one type.
 */
export type Parameter = Kind | 'moment' | 'digits' | 'pattern' | 'ordered' | 'any';

export interface FunctionDefinition extends Operation {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be given again and again. */
  readonly repeats?: true;
  readonly result: Kind | 'as arguments';
}

/** More digits than a double has mean nothing. */
export const maximumDigits = 15;

export const functions: readonly FunctionDefinition[] = [
  { name: 'abs', parameters: ['number'], result: 'number', ...direct('abs'), evaluator: onNumbers(Math.abs) },
  {
    name: 'round',
    parameters: ['number', 'digits'],
    optional: 1,
    result: 'number',
    sql: ([number], [, digits = 0]) => `round(${number}, ${digits})`,
    evaluator: onNumbers((number, digits = 0) => roundTo(number, digits)),
  },
  { name: 'floor', parameters: ['number'], result: 'number', ...direct('floor'), evaluator: onNumbers(Math.floor) },
  { name: 'ceil', parameters: ['number'], result: 'number', ...direct('ceil'), evaluator: onNumbers(Math.ceil) },
  {
    name: 'sqrt',
    parameters: ['number'],
    result: 'number',
    sql: ([number = '']) => letSql(number, (x) => `CASE WHEN ${x} < 0 THEN NULL ELSE sqrt(${x}) END`),
    evaluator: onNumbers((number) => (number < 0 ? null : Math.sqrt(number))),
  },
  {
    name: 'length',
    parameters: ['text'],
    result: 'number',
    sql: ([text]) => `CAST(length(${text}) AS DOUBLE)`,
    evaluator: onTexts(codePointLength),
  },
  {
    name: 'lower',
    parameters: ['text'],
    result: 'text',
    sql: ([text = '']) => letSql(text, lowerAsciiSql),
    evaluator: onTexts(lowerAscii),
  },
  {
    name: 'upper',
    parameters: ['text'],
    result: 'text',
    sql: ([text = '']) => letSql(text, upperAsciiSql),
    evaluator: onTexts(upperAscii),
  },
  {
    name: 'trim',
    parameters: ['text'],
    result: 'text',
    sql: ([text = '']) => trimBlanksSql(text),
    evaluator: onTexts((text) => text.trim()),
  },
  {
    name: 'starts_with',
    parameters: ['text', 'text'],
    result: 'boolean',
    ...direct('starts_with'),
    evaluator: onTexts((text, start) => text.startsWith(start)),
  },
  {
    name: 'ends_with',
    parameters: ['text', 'text'],
    result: 'boolean',
    ...direct('suffix'),
    evaluator: onTexts((text, end) => text.endsWith(end)),
  },
  {
    name: 'contains',
    parameters: ['text', 'text'],
    result: 'boolean',
    ...direct('contains'),
    evaluator: onTexts((text, part) => text.includes(part)),
  },
  {
    name: 'matches',
    parameters: ['text', 'pattern'],
    result: 'boolean',
    sql: ([text], [, pattern]) => `regexp_full_match(${text}, ${textSql(re2Pattern(String(pattern)))})`,
    evaluator: ([, pattern]) => {
      const compiled = compilePattern(String(pattern));
      return ([text]) => compiled.test(String(text));
    },
  },
  {
    name: 'coalesce',
    parameters: ['any', 'any'],
    repeats: true,
    result: 'as arguments',
    seesNulls: true,
    ...direct('coalesce'),
    evaluator: () => (values) => values.find((value) => value !== null) ?? null,
  },
  // As in DuckDB, null operands are passed over and NaN is larger than every other number.
  {
    name: 'least',
    parameters: ['ordered', 'ordered'],
    repeats: true,
    result: 'as arguments',
    seesNulls: true,
    ...direct('least'),
    evaluator: () => (values) => extreme(values, -1),
  },
  {
    name: 'greatest',
    parameters: ['ordered', 'ordered'],
    repeats: true,
    result: 'as arguments',
    seesNulls: true,
    ...direct('greatest'),
    evaluator: () => (values) => extreme(values, 1),
  },
  calendarFunction('year', 'year', ({ year }) => year),
  calendarFunction('month', 'month', ({ month }) => month),
  calendarFunction('day', 'day', ({ day }) => day),
  calendarFunction('weekday', 'isodow', ({ weekday }) => weekday),
  {
    // Midnights in UTC that lie between the two, negative when the second is earlier.
    name: 'days_between',
    parameters: ['moment', 'moment'],
    result: 'number',
    sql: ([start, end]) => `CAST(date_diff('day', CAST(${start} AS DATE), CAST(${end} AS DATE)) AS DOUBLE)`,
    evaluator: onNumbers((start, end) =>
      Number.isFinite(start) && Number.isFinite(end) ? dayNumber(end) - dayNumber(start) : null,
    ),
  },
];

export const functionsByName: ReadonlyMap<string, FunctionDefinition> = new Map(
  functions.map((definition) => [definition.name, definition]),
);

export const arithmetic: Readonly<Record<ArithmeticOperator, Operation>> = {
  '+': { sql: ([left, right]) => `(${left} + ${right})`, evaluator: onNumbers((left, right) => left + right) },
  '-': { sql: ([left, right]) => `(${left} - ${right})`, evaluator: onNumbers((left, right) => left - right) },
  '*': { sql: ([left, right]) => `(${left} * ${right})`, evaluator: onNumbers((left, right) => left * right) },
  '/': {
    sql: ([left, right = '']) => `(${left} / ${nullIfZero(right)})`,
    evaluator: onNumbers((left, right) => (right === 0 ? null : left / right)),
  },
  '%': {
    sql: ([left, right = '']) => `(${left} % ${nullIfZero(right)})`,
    evaluator: onNumbers((left, right) => (right === 0 ? null : left % right)),
  },
};

export const negative: Operation = { sql: ([number]) => `(- ${number})`, evaluator: onNumbers((number) => -number) };

function nullIfZero(divisor: string): string {
  return letSql(divisor, (x) => `CASE WHEN ${x} = 0 THEN NULL ELSE ${x} END`);
}

function direct(name: string): Pick<Operation, 'sql'> {
  return { sql: (operands) => `${name}(${operands.join(', ')})` };
}

// The type check has made sure of the types of operands before any of these run.
function onNumbers(calculate: (...numbers: number[]) => Value): Operation['evaluator'] {
  return () => (operands) => calculate(...(operands as readonly number[]));
}

function onTexts(calculate: (...texts: string[]) => Value): Operation['evaluator'] {
  return () => (operands) => calculate(...(operands as readonly string[]));
}

function calendarFunction(name: string, sqlName: string, part: (calendar: Calendar) => number): FunctionDefinition {
  return {
    name,
    parameters: ['moment'],
    result: 'number',
    sql: ([moment]) => `CAST(${sqlName}(${moment}) AS DOUBLE)`,
    evaluator: onNumbers((milliseconds) => {
      const calendar = calendarOf(milliseconds);
      return calendar ? part(calendar) : null;
    }),
  };
}

/** Half away from zero; Math.round rounds -2.5 up and 0.49999999999999994 to 1 in its naive forms. */
function roundHalfAway(number: number): number {
  const whole = Math.trunc(number);
  return Math.abs(number - whole) >= 0.5 ? whole + Math.sign(number) : whole;
}

function roundTo(number: number, digits: number): number {
  const scale = Number(`1e${digits}`);
  const rounded = roundHalfAway(number * scale) / scale;
  return Number.isFinite(rounded) ? rounded : number;
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) {
    if (value !== null && (best === null || order(value, best) * sign > 0)) best = value;
  }
  return best;
}

function order(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -1 : 1;
}
