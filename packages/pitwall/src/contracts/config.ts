import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../core/duration.ts';
import { type ColumnType, columnTypes, isOrdered } from '../data/types.ts';
import { patternProblem } from './pattern.ts';
import { referenceProblems } from './references.ts';
import { statedValue } from './typed-value.ts';

export { type ColumnType, columnTypes } from '../data/types.ts';

const share = z.number().min(0).max(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.number(), z.string()]);
const severity = z.enum(['warning', 'alert']).describe('Status of the finding when this is broken');

const columnObject = z
  .strictObject({
    type: z.enum(columnTypes).describe('What every value must be'),
    description: z.string().optional().describe('For people; nothing is checked by it'),
    required: z.boolean().default(true).describe('The column must be there'),
    nulls: share.default(0).describe('Largest share of missing values that is fine: 0 none, 1 any number'),
    min: bound.optional().describe('Smallest value that is fine'),
    max: bound.optional().describe('Largest value that is fine'),
    above: bound.optional().describe('Every value must be above this one'),
    below: bound.optional().describe('Every value must be below this one'),
    finite: z.boolean().default(true).describe('NaN and infinity are not fine'),
    length: z
      .strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
      .optional()
      .describe('Length of the text in characters (Unicode code points)'),
    pattern: z.string().optional().describe('A regular expression that the whole value must match'),
    in: z.array(scalar).min(1).optional().describe('The only values that are fine'),
    not_in: z.array(scalar).min(1).optional().describe('Values that are not fine'),
    unique: z.boolean().default(false).describe('No value may come twice'),
    tolerance: share
      .default(0)
      .describe('Largest share of values that may break the rules about single values of this column'),
    severity: severity.default('alert').describe('Status of a finding when a rule of this column is broken'),
  })
  .superRefine((column, context) => {
    for (const message of columnProblems(column)) {
      context.addIssue({ code: 'custom', path: [message.key], message: message.problem });
    }
  });

/** `season: integer` is short for `season: { type: integer }`. */
export const columnSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { type: value } : value),
  columnObject,
);

export type Column = z.infer<typeof columnObject>;

const ruleObject = z.strictObject({
  expect: z.string().min(1).describe('Must hold for every row, like home_team <> away_team'),
  name: z.string().min(1).optional().describe('What to call the rule in findings, instead of its text'),
  tolerance: share.default(0).describe('Largest share of rows that may break the rule'),
  severity: severity.default('alert'),
});

/** `- home_team <> away_team` is short for `- expect: home_team <> away_team`. */
export const ruleSchema = z.preprocess((value) => (typeof value === 'string' ? { expect: value } : value), ruleObject);

export type Rule = z.infer<typeof ruleObject>;

export const freshnessSchema = z
  .strictObject({
    column: z.string().optional().describe('A date or timestamp column; its newest value is the age of the data'),
    file: z.literal(true).optional().describe('Fall back to the time the file was changed, where no column tells'),
    within: durationSchema.describe('How old the newest value may be'),
    severity: severity.default('alert'),
  })
  .refine((freshness) => (freshness.column === undefined) !== (freshness.file === undefined), {
    message: 'name either a `column` or `file: true`, not both',
  });

export const seriesSchema = z
  .strictObject({
    column: z.string().describe('A date, timestamp or integer column'),
    every: z
      .union([durationSchema, z.int().min(1)])
      .describe('Each step from the oldest to the newest value must have a row: 1d, 1h; for integers a number'),
    missing: share.default(0).describe('Largest share of steps that may be missing'),
    severity: severity.default('alert'),
  })
  .refine(({ every }) => typeof every === 'number' || durationMilliseconds(every) >= 1, {
    message: 'a step of a series has to be longer than nothing, like 1h',
    path: ['every'],
  })
  .describe('A series without gaps');

const contractObject = z
  .strictObject({
    description: z.string().optional().describe('For people; nothing is checked by it'),
    key: z
      .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string()).min(1))
      .optional()
      .describe('The columns that together name a row: no combination may come twice'),
    strict: z.boolean().default(false).describe('A column that is not named here is an alert instead of a warning'),
    columns: z
      .preprocess(refuseProto, z.record(z.string(), columnSchema))
      .default({})
      .describe('What each column must look like, by its name'),
    rows: z
      .strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
      .refine(({ min, max }) => !inverted('integer', min, max), { message: '`rows.min` is above `rows.max`' })
      .optional()
      .describe('How many rows there may be; at least one where `min` does not say otherwise'),
    duplicates: share.optional().describe('Largest share of rows that may repeat an earlier row in every column'),
    freshness: freshnessSchema.optional().describe('How old the newest record may be'),
    series: seriesSchema.optional(),
    rules: z.array(ruleSchema).default([]).describe('Conditions over several columns that hold for every row'),
  })
  .superRefine((contract, context) => {
    for (const { path, message, params } of referenceProblems(contract)) {
      context.addIssue({ code: 'custom', path, message, ...(params ? { params } : {}) });
    }
  })
  .describe('What the data must look like');

export type Contract = z.infer<typeof contractObject>;

/** As it is written: with short forms, and without what has a default. */
export type ColumnInput = ColumnType | z.input<typeof columnObject>;
export type RuleInput = string | z.input<typeof ruleObject>;
export type ContractInput = Omit<z.input<typeof contractObject>, 'columns' | 'key' | 'rules'> & {
  readonly columns?: Readonly<Record<string, ColumnInput>> | undefined;
  readonly key?: string | readonly string[] | undefined;
  readonly rules?: readonly RuleInput[] | undefined;
};

/** What the data of one dataset must look like. */
export const contractSchema = contractObject as unknown as z.ZodType<Contract, ContractInput>;

/** JavaScript keeps no key of this name in a plain object, so a column of it would be lost in silence. */
function refuseProto(columns: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof columns === 'object' && columns !== null && Object.hasOwn(columns, '__proto__')) {
    context.addIssue({ code: 'custom', message: 'a column cannot be called `__proto__`' });
  }
  return columns;
}

interface KeyProblem {
  readonly key: string;
  readonly problem: string;
}

const textual: ReadonlySet<ColumnType> = new Set(['string', 'category']);

/** Rules that could never mean anything are mistakes, said when the contract is read. */
function* columnProblems(column: Column): Generator<KeyProblem> {
  const { type } = column;
  for (const key of ['min', 'max', 'above', 'below'] as const) {
    const value = column[key];
    if (value === undefined) continue;
    if (!isOrdered(type)) yield { key, problem: `\`${key}\` needs a number, date or timestamp column, not ${type}` };
    else if (!isValueOf(type, value)) yield { key, problem: `\`${key}: ${value}\` is not ${articled(type)}` };
  }
  if (column.length && !textual.has(type))
    yield { key: 'length', problem: `\`length\` needs a string or category column, not ${type}` };
  if (column.pattern !== undefined) {
    if (!textual.has(type))
      yield { key: 'pattern', problem: `\`pattern\` needs a string or category column, not ${type}` };
    const problem = patternProblem(column.pattern);
    if (problem) yield { key: 'pattern', problem };
  }
  for (const key of ['in', 'not_in'] as const) {
    const wrong = column[key]?.find((value) => !isValueOf(type, value));
    if (wrong !== undefined)
      yield { key, problem: `\`${key}\` lists ${JSON.stringify(wrong)}, which is not ${articled(type)}` };
  }
  if (inverted(type, column.min, column.max))
    yield { key: 'min', problem: `\`min: ${column.min}\` is above \`max: ${column.max}\`` };
  if (inverted('integer', column.length?.min, column.length?.max))
    yield { key: 'length', problem: '`length.min` is above `length.max`' };
}

function inverted(type: ColumnType, low: number | string | undefined, high: number | string | undefined): boolean {
  const [from, to] = [low, high].map((bound) => (bound === undefined ? undefined : statedValue(type, bound)));
  return typeof from === 'number' && typeof to === 'number' && from > to;
}

function articled(type: ColumnType): string {
  if (type === 'date') return 'a date like 2025-03-01';
  if (type === 'timestamp') return 'a timestamp like 2025-03-01T19:30:00Z';
  return type === 'integer' ? 'an integer' : `a ${type}`;
}

export const isoDatePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const isoTimestampPattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?$/;

function isValueOf(type: ColumnType, value: string | number | boolean): boolean {
  switch (type) {
    case 'string':
    case 'category':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isoDatePattern.test(value) && isOnCalendar(type, value);
    case 'timestamp':
      return (
        typeof value === 'string' &&
        (isoTimestampPattern.test(value) || isoDatePattern.test(value)) &&
        isOnCalendar(type, value)
      );
  }
}

/** No engine knows a 30 February. */
const isOnCalendar = (type: ColumnType, text: string): boolean => statedValue(type, text) !== undefined;
