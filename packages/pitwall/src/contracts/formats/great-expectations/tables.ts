import type { Plain } from '../compact.ts';
import type { Limits } from '../imported.ts';
import { quoteName } from '../imported.ts';
import { wholeLimits } from './claims.ts';
import { columnsIn, type Expectation, toleranceOf } from './suite.ts';

/** What one expectation says about the rows or about several columns. */
export type TableClaim =
  | { readonly kind: 'rows'; readonly limits: Limits }
  | { readonly kind: 'columns'; readonly names: readonly string[]; readonly isAll: boolean; readonly remark?: string }
  | { readonly kind: 'key'; readonly names: readonly string[] }
  | {
      readonly kind: 'condition';
      readonly names: readonly string[];
      readonly expect: string;
      readonly tolerance: number;
      /** Rows in which a value is missing are judged differently, unless the expectation leaves them out too. */
      readonly judgesMissing: boolean;
    };

type Reader = (kwargs: Plain) => TableClaim | string;

/** By type of expectation: the claim, or why it has no equal. */
export const tableReaders: Readonly<Record<string, Reader>> = {
  expect_table_row_count_to_be_between: (kwargs) => {
    const limits = wholeLimits(kwargs);
    return Object.keys(limits).length > 0 ? { kind: 'rows', limits } : 'it states no bounds';
  },
  expect_table_row_count_to_equal: ({ value }) => rowCount(value),
  expect_table_columns_to_match_set: ({ column_set: set, exact_match: exact }) =>
    columnSet(columnsIn(set), exact !== false),
  expect_table_columns_to_match_ordered_list: ({ column_list: list }) => {
    const claim = columnSet(columnsIn(list), true);
    return typeof claim === 'string' ? claim : { ...claim, remark: 'a contract does not order its columns' };
  },
  expect_compound_columns_to_be_unique: (kwargs) => key(columnsIn(kwargs.column_list), kwargs),
  expect_multicolumn_values_to_be_unique: () =>
    'it means unique rows or different values in each row, depending on the version; both have names of their own now',
  expect_column_pair_values_a_to_be_greater_than_b: (kwargs) =>
    condition(pair(kwargs), kwargs, ([a, b]) => `${a} ${kwargs.or_equal === true ? '>=' : '>'} ${b}`),
  expect_column_pair_values_to_be_equal: (kwargs) => condition(pair(kwargs), kwargs, ([a, b]) => `${a} = ${b}`),
  expect_column_pair_values_to_be_in_set: (kwargs) => {
    const { value_pairs_set: pairs } = kwargs;
    if (!Array.isArray(pairs) || !pairs.every(Array.isArray)) return 'it lists no pairs of values';
    return condition(pair(kwargs), kwargs, (names) =>
      pairs.map((values) => `(${together(names, values)})`).join(' or '),
    );
  },
  expect_multicolumn_values_to_be_equal: (kwargs) =>
    condition(columnsIn(kwargs.column_list), kwargs, (names) =>
      names
        .slice(1)
        .map((name, index) => `${names[index]} = ${name}`)
        .join(' and '),
    ),
  expect_multicolumn_sum_to_equal: (kwargs) =>
    typeof kwargs.sum_total === 'number'
      ? condition(columnsIn(kwargs.column_list), kwargs, (names) => `${names.join(' + ')} = ${kwargs.sum_total}`)
      : 'it states no sum',
  expect_select_column_values_to_be_unique_within_record: (kwargs) =>
    condition(columnsIn(kwargs.column_list), kwargs, (names) =>
      names.flatMap((one, index) => names.slice(index + 1).map((other) => `${one} <> ${other}`)).join(' and '),
    ),
};

/** Why an expectation that none of the readers knows has no equal. */
export function whyUnknown({ type }: Expectation): string {
  if (
    /_(mean|median|stdev|sum|quantile_values|most_common_value|z_scores|kl_divergence|p_value|cramers_phi|outliers)(_|$)/.test(
      type,
    )
  ) {
    return 'a contract has no rule about statistics';
  }
  if (/_(increasing|decreasing)$/.test(type)) return 'a contract has no rule about the order of rows';
  if (/_column_count_|_unique_value_count_|_contain_set$|_be_null$/.test(type))
    return 'no rule of a contract counts that';
  if (/_not_match_/.test(type)) return 'a contract has no pattern that must not match';
  return 'no rule of a contract is equal to it';
}

function rowCount(value: unknown): TableClaim | string {
  return typeof value === 'number'
    ? { kind: 'rows', limits: { min: value, max: value } }
    : 'it states no number of rows';
}

function columnSet(names: readonly string[], isAll: boolean): Extract<TableClaim, { kind: 'columns' }> | string {
  return names.length > 0 ? { kind: 'columns', names, isAll } : 'it lists no columns';
}

function key(names: readonly string[], kwargs: Plain): TableClaim | string {
  if (names.length === 0) return 'it lists no columns';
  return toleranceOf(kwargs) > 0 ? 'a key has no tolerance' : { kind: 'key', names };
}

function pair({ column_A: a, column_B: b }: Plain): string[] {
  return columnsIn([a, b]);
}

function condition(
  names: readonly string[],
  kwargs: Plain,
  say: (quoted: readonly string[]) => string,
): TableClaim | string {
  if (names.length < 2) return 'it needs two columns';
  const skipsMissing = ['either_value_is_missing', 'any_value_is_missing'].includes(String(kwargs.ignore_row_if));
  return {
    kind: 'condition',
    names,
    expect: say(names.map(quoteName)),
    tolerance: toleranceOf(kwargs),
    judgesMissing: !skipsMissing,
  };
}

function together(names: readonly string[], values: readonly unknown[]): string {
  return names.map((name, index) => equals(name, values[index])).join(' and ');
}

function equals(name: string, value: unknown): string {
  if (value === null || value === undefined) return `${name} is null`;
  return typeof value === 'string' ? `${name} = '${value.replaceAll("'", "''")}'` : `${name} = ${String(value)}`;
}
