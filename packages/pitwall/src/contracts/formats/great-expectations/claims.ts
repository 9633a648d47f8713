import type { ColumnType } from '../../config.ts';
import type { Plain } from '../compact.ts';
import type { Limits } from '../imported.ts';
import { typeFromName } from '../type-names.ts';
import { anyOf, likeToWholePattern, toWholePattern } from '../whole-match.ts';
import { rest, toleranceOf } from './suite.ts';

/** What one expectation says about its column. */
export interface Claim {
  readonly patch?: Plain;
  /** Absent for what a tolerance is not about. */
  readonly tolerance?: number;
  /** The type that it states, as opposed to one that can be guessed from its values. */
  readonly type?: ColumnType;
  /** What of it was left out. */
  readonly remark?: string | undefined;
}

type Reader = (kwargs: Plain) => Claim | string;

/** By type of expectation: the claim, or why it has no equal. */
export const claimReaders: Readonly<Record<string, Reader>> = {
  expect_column_to_exist: ({ column_index: index }) => ({
    remark: index === undefined || index === null ? undefined : 'a contract does not order its columns',
  }),
  expect_column_values_to_not_be_null: (kwargs) => ({ patch: { nulls: toleranceOf(kwargs) } }),
  expect_column_proportion_of_non_null_values_to_be_between: filledShare,
  expect_column_values_to_be_of_type: (kwargs) => statedType([kwargs.type_], kwargs),
  expect_column_type_to_be: (kwargs) => statedType([kwargs.type_], kwargs),
  expect_column_values_to_be_in_type_list: (kwargs) => statedType(kwargs.type_list, kwargs),
  expect_column_values_to_match_strftime_format: isoTimes,
  expect_column_values_to_be_between: (kwargs) => ranged(bounds(kwargs), kwargs),
  expect_column_min_to_be_between: (kwargs) => extreme(bounds(kwargs), ['min', 'above'], 'largest minimum'),
  expect_column_max_to_be_between: (kwargs) => extreme(bounds(kwargs), ['max', 'below'], 'smallest maximum'),
  expect_column_values_to_be_in_set: (kwargs) => listed('in', kwargs),
  expect_column_values_to_not_be_in_set: (kwargs) => listed('not_in', kwargs),
  expect_column_distinct_values_to_be_in_set: (kwargs) => listed('in', kwargs),
  expect_column_distinct_values_to_equal_set: (kwargs) =>
    withRemark(listed('in', kwargs), 'no rule asks for every value to occur'),
  expect_column_values_to_match_regex: (kwargs) => patterned([kwargs.regex], toWholePattern, kwargs),
  expect_column_values_to_match_regex_list: (kwargs) => patterned(kwargs.regex_list, toWholePattern, kwargs),
  expect_column_values_to_match_like_pattern: (kwargs) => patterned([kwargs.like_pattern], likeToWholePattern, kwargs),
  expect_column_values_to_match_like_pattern_list: (kwargs) =>
    patterned(kwargs.like_pattern_list, likeToWholePattern, kwargs),
  expect_column_value_lengths_to_be_between: (kwargs) => lengths(wholeLimits(kwargs), kwargs),
  expect_column_value_lengths_to_equal: (kwargs) => lengths({ min: kwargs.value, max: kwargs.value }, kwargs),
  expect_column_values_to_be_unique: (kwargs) =>
    toleranceOf(kwargs) > 0 ? '`unique` has no tolerance' : { patch: { unique: true } },
  expect_column_proportion_of_unique_values_to_be_between: ({ min_value: least }) =>
    least === 1 ? { patch: { unique: true } } : 'a contract has all values unique or does not say',
};

function filledShare({ min_value: least, max_value: most, strict_min: isStrict }: Plain): Claim | string {
  if (typeof least !== 'number') return 'no rule asks for missing values';
  const remarks = [
    typeof most === 'number' && most < 1 ? 'no rule asks for missing values' : [],
    isStrict === true ? `exactly ${least} passes here` : [],
  ].flat();
  return { patch: { nulls: rest(least) }, remark: remarks[0] };
}

/** Names that fit several of our types. */
const vague: ReadonlySet<string> = new Set(['object', 'any', 'variant']);

function statedType(given: unknown, kwargs: Plain): Claim | string {
  const names = Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [];
  const types = new Set(names.map(typeFromName).filter((type) => type !== undefined));
  if (types.size === 0 || names.some((name) => vague.has(name.toLowerCase()))) {
    return `no column type is equal to ${names.join(', ') || 'none'}`;
  }
  const [type, ...others] = types;
  if (others.length === 0 && type) return { type, tolerance: toleranceOf(kwargs) };
  const joined = joinedTypes.find(({ of }) => [...types].every((one) => of.includes(one)));
  return joined
    ? { type: joined.type, tolerance: toleranceOf(kwargs) }
    : `no column type is both ${[...types].join(' and ')}`;
}

const joinedTypes: readonly { readonly type: ColumnType; readonly of: readonly ColumnType[] }[] = [
  { type: 'number', of: ['integer', 'number'] },
  { type: 'string', of: ['string', 'category'] },
];

function isoTimes(kwargs: Plain): Claim | string {
  const format = String(kwargs.strftime_format);
  const tolerance = toleranceOf(kwargs);
  if (format === '%Y-%m-%d') return { type: 'date', tolerance };
  if (/^%Y-%m-%d[T ]%H:%M(:%S(\.%f)?)?(Z|%z)?$/.test(format)) return { type: 'timestamp', tolerance };
  return 'times are read in the forms of ISO 8601 only';
}

function bounds({ min_value: min, max_value: max, strict_min: above, strict_max: below }: Plain): Plain {
  return {
    ...(min !== undefined && min !== null && { [above === true ? 'above' : 'min']: min }),
    ...(max !== undefined && max !== null && { [below === true ? 'below' : 'max']: max }),
  };
}

function ranged(patch: Plain, kwargs: Plain): Claim | string {
  return Object.keys(patch).length === 0 ? 'it states no bounds' : { patch, tolerance: toleranceOf(kwargs) };
}

/** The maximum is at most 5 when every value is; that some value reaches 3 is another matter. */
function extreme(all: Plain, fields: readonly string[], other: string): Claim | string {
  const stated = Object.entries(all);
  const patch = Object.fromEntries(stated.filter(([field]) => fields.includes(field)));
  const why = `no rule states the ${other}`;
  if (Object.keys(patch).length === 0) return why;
  return { patch, tolerance: 0, remark: stated.length > Object.keys(patch).length ? why : undefined };
}

/** Missing values are not compared with the set. */
function listed(field: 'in' | 'not_in', kwargs: Plain): Claim | string {
  const values = Array.isArray(kwargs.value_set) ? kwargs.value_set.filter((value) => value !== null) : [];
  if (values.length === 0) return 'it lists no values';
  return { patch: { [field]: [...new Set(values)] }, tolerance: toleranceOf(kwargs) };
}

function patterned(given: unknown, toWhole: (pattern: string) => string, kwargs: Plain): Claim | string {
  const patterns = Array.isArray(given) ? given.filter((pattern) => typeof pattern === 'string') : [];
  if (patterns.length === 0) return 'it states no pattern';
  if (patterns.length > 1 && kwargs.match_on === 'all') return 'a column has one `pattern`';
  return { patch: { pattern: anyOf(patterns.map(toWhole)) }, tolerance: toleranceOf(kwargs) };
}

function lengths(limits: Plain, kwargs: Plain): Claim | string {
  return Object.values(limits).some((limit) => limit !== undefined)
    ? { patch: { length: limits }, tolerance: toleranceOf(kwargs) }
    : 'it states no bounds';
}

/** Limits of whole numbers: above 3 is at least 4. */
export function wholeLimits({
  min_value: min,
  max_value: max,
  strict_min: above,
  strict_max: below,
}: Plain): Limits & Plain {
  return {
    ...(typeof min === 'number' && { min: above === true ? Math.floor(min) + 1 : Math.ceil(min) }),
    ...(typeof max === 'number' && { max: below === true ? Math.ceil(max) - 1 : Math.floor(max) }),
  };
}

function withRemark(claim: Claim | string, remark: string): Claim | string {
  return typeof claim === 'string' ? claim : { ...claim, remark };
}
