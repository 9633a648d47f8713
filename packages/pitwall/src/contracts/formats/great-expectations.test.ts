import { describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { contractSchema } from '../config.ts';
import { contractFromGreatExpectations, type GreatExpectationsOptions } from './great-expectations.ts';

type Kwargs = Readonly<Record<string, unknown>>;
type Item = readonly [type: string, kwargs: Kwargs];

/** A suite as version 1 writes it. */
function read(items: readonly Item[], options?: GreatExpectationsOptions) {
  const suite = {
    name: 'games',
    expectations: items.map(([type, kwargs]) => ({ type, kwargs, meta: {}, severity: 'critical' })),
    meta: { great_expectations_version: '1.24.1' },
  };
  const reading = contractFromGreatExpectations(JSON.parse(JSON.stringify(suite)), options);
  return { ...reading, contract: contractSchema.parse(reading.contract) };
}

/** Expectations on the column `a` beside one that states its type. */
function readColumn(type: string, ...items: Item[]) {
  const stated: Item = ['expect_column_values_to_be_of_type', { column: 'a', type_: type }];
  const { contract, ignored } = read([
    stated,
    ...items.map(([name, kwargs]): Item => [name, { column: 'a', ...kwargs }]),
  ]);
  return { column: contract.columns.a, ignored };
}

describe('contractFromGreatExpectations', () => {
  it('reads a suite of version 0 as one of version 1', () => {
    const { contract, ignored } = contractFromGreatExpectations({
      expectation_suite_name: 'games.warning',
      ge_cloud_id: null,
      expectations: [
        { expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'season' }, meta: {} },
        {
          expectation_type: 'expect_column_values_to_be_between',
          kwargs: { column: 'season', min_value: 2000, max_value: 2030, mostly: 0.95 },
          meta: {},
        },
        {
          expectation_type: 'expect_table_row_count_to_be_between',
          kwargs: { min_value: 1, max_value: null },
          meta: {},
        },
      ],
      data_asset_type: 'Dataset',
    });
    expect(contract).toEqual({
      rows: { min: 1 },
      columns: { season: { type: 'number', nulls: 0, finite: false, min: 2000, max: 2030, tolerance: 0.05 } },
    });
    expect(ignored).toEqual([]);
  });

  it.each<[string, string, Kwargs, Record<string, unknown>]>([
    ['int64', 'expect_column_to_exist', {}, { type: 'integer', required: true, nulls: 1 }],
    ['int64', 'expect_column_values_to_not_be_null', {}, { nulls: 0 }],
    ['int64', 'expect_column_values_to_not_be_null', { mostly: 0.95 }, { nulls: 0.05, tolerance: 0 }],
    [
      'int64',
      'expect_column_proportion_of_non_null_values_to_be_between',
      { min_value: 0.9, max_value: 1 },
      { nulls: 0.1 },
    ],
    ['int64', 'expect_column_values_to_be_between', { min_value: 1, max_value: 3 }, { min: 1, max: 3 }],
    [
      'int64',
      'expect_column_values_to_be_between',
      { min_value: 1, strict_min: true, max_value: 3, strict_max: true },
      { above: 1, below: 3 },
    ],
    ['int64', 'expect_column_min_to_be_between', { min_value: 1 }, { min: 1 }],
    ['int64', 'expect_column_max_to_be_between', { max_value: 9, strict_max: true }, { below: 9 }],
    ['int64', 'expect_column_values_to_be_in_set', { value_set: [1, 2, null] }, { in: [1, 2] }],
    ['int64', 'expect_column_distinct_values_to_be_in_set', { value_set: [1] }, { in: [1] }],
    ['int64', 'expect_column_values_to_not_be_in_set', { value_set: [9] }, { not_in: [9] }],
    ['int64', 'expect_column_values_to_be_unique', {}, { unique: true }],
    ['int64', 'expect_column_proportion_of_unique_values_to_be_between', { min_value: 1 }, { unique: true }],
    ['str', 'expect_column_values_to_match_regex', { regex: '^[A-Z]+$' }, { pattern: '[A-Z]+' }],
    ['str', 'expect_column_values_to_match_regex', { regex: 'ab' }, { pattern: '[\\d\\D]*ab[\\d\\D]*' }],
    [
      'str',
      'expect_column_values_to_match_regex_list',
      { regex_list: ['^a$', '^b|c$'] },
      { pattern: '(?:a)|(?:b[\\d\\D]*|[\\d\\D]*c)' },
    ],
    ['str', 'expect_column_values_to_match_like_pattern', { like_pattern: 'A_%' }, { pattern: 'A[\\d\\D][\\d\\D]*' }],
    [
      'str',
      'expect_column_values_to_match_like_pattern_list',
      { like_pattern_list: ['A', 'B'] },
      { pattern: '(?:A)|(?:B)' },
    ],
    [
      'str',
      'expect_column_value_lengths_to_be_between',
      { min_value: 1, max_value: 4, strict_max: true },
      { length: { min: 1, max: 3 } },
    ],
    ['str', 'expect_column_value_lengths_to_equal', { value: 3 }, { length: { min: 3, max: 3 } }],
    ['DECIMAL(10, 2)', 'expect_column_to_exist', {}, { type: 'number', finite: false }],
    [
      'TimestampType()',
      'expect_column_values_to_be_between',
      { min_value: '2020-01-01' },
      { type: 'timestamp', min: '2020-01-01' },
    ],
    ['datetime64[ns, UTC]', 'expect_column_to_exist', {}, { type: 'timestamp' }],
  ])('imports, on a column of %s, %s with %j', (type, expectation, kwargs, expected) => {
    const { column, ignored } = readColumn(type, [expectation, kwargs]);
    expect(column).toMatchObject(expected);
    expect(ignored).toEqual([]);
  });

  it.each<[string, Kwargs, string]>([
    ['expect_column_values_to_be_of_type', { type_: 'int' }, 'integer'],
    ['expect_column_type_to_be', { type_: 'VARCHAR(20)' }, 'string'],
    ['expect_column_values_to_be_in_type_list', { type_list: ['int64', 'BIGINT', 'LongType'] }, 'integer'],
    ['expect_column_values_to_be_in_type_list', { type_list: ['int64', 'float64'] }, 'number'],
    ['expect_column_values_to_match_strftime_format', { strftime_format: '%Y-%m-%d' }, 'date'],
    ['expect_column_values_to_match_strftime_format', { strftime_format: '%Y-%m-%dT%H:%M:%S.%fZ' }, 'timestamp'],
    ['expect_column_values_to_be_between', { min_value: 0 }, 'number'],
    ['expect_column_values_to_be_between', { min_value: '2020-01-01T12:00:00Z' }, 'timestamp'],
    ['expect_column_values_to_be_in_set', { value_set: [0, 1] }, 'integer'],
    ['expect_column_values_to_be_in_set', { value_set: [0.5, 1] }, 'number'],
    ['expect_column_values_to_not_be_in_set', { value_set: [0, 1] }, 'number'],
    ['expect_column_values_to_be_in_set', { value_set: ['x'] }, 'string'],
    ['expect_column_values_to_be_in_set', { value_set: [true] }, 'boolean'],
    ['expect_column_value_lengths_to_equal', { value: 3 }, 'string'],
  ])('takes from %s with %j that the column is of type %3$s', (expectation, kwargs, type) => {
    const { contract, ignored } = read([[expectation, { column: 'a', ...kwargs }]]);
    expect(contract.columns.a?.type).toBe(type);
    expect(ignored).toEqual([]);
  });

  it.each<[string, Kwargs]>([
    ['expect_column_values_to_not_be_null', {}],
    ['expect_column_to_exist', {}],
    ['expect_column_values_to_be_unique', {}],
    ['expect_column_values_to_be_between', { min_value: '2020-01-01' }],
    ['expect_column_values_to_be_in_set', { value_set: ['2020-01-01'] }],
    ['expect_column_values_to_be_in_set', { value_set: ['a', 1] }],
  ])('leaves a column out when %s with %j does not tell its type', (expectation, kwargs) => {
    const item: Item = [expectation, { column: 'a', ...kwargs }];
    const { contract, ignored } = read([item]);
    expect(contract.columns).toEqual({});
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[0]', why: expect.stringContaining('with --data') }),
    ]);
    expect(read([item], { types: { a: 'string' } }).contract.columns.a?.type).toBe('string');
  });

  it.each<[string, Kwargs, string]>([
    ['expect_column_values_to_be_of_type', { type_: 'object' }, 'no column type is equal to object'],
    ['expect_column_values_to_be_in_type_list', { type_list: ['DATE', 'TIMESTAMP'] }, 'both date and timestamp'],
    ['expect_column_values_to_match_strftime_format', { strftime_format: '%d/%m/%Y' }, 'ISO 8601'],
    ['expect_column_values_to_be_null', {}, 'no rule of a contract counts that'],
    ['expect_column_values_to_be_between', { min_value: null }, 'no bounds'],
    ['expect_column_values_to_be_between', { min_value: { $PARAMETER: 'low' } }, 'min_value is a parameter'],
    [
      'expect_column_values_to_be_between',
      { min_value: 1, row_condition: 'b > 1', condition_parser: 'pandas' },
      'some rows only',
    ],
    [
      'expect_column_values_to_be_between',
      { min_value: '1/1/2020', parse_strings_as_datetimes: true },
      'texts of any form',
    ],
    ['expect_column_values_to_be_between', { min_value: 1, mostly: 95 }, 'not a share'],
    ['expect_column_min_to_be_between', { max_value: 1 }, 'no rule states the largest minimum'],
    ['expect_column_max_to_be_between', { min_value: 1 }, 'no rule states the smallest maximum'],
    ['expect_column_values_to_be_unique', { mostly: 0.9 }, 'no tolerance'],
    ['expect_column_values_to_match_regex', { regex: '(?i)a' }, 'inline flags'],
    ['expect_column_values_to_match_regex_list', { regex_list: ['a', 'b'], match_on: 'all' }, 'one `pattern`'],
    ['expect_column_values_to_not_match_regex', { regex: 'a' }, 'must not match'],
    ['expect_column_values_to_be_increasing', {}, 'order of rows'],
    ['expect_column_mean_to_be_between', { min_value: 1 }, 'no rule about statistics'],
    ['expect_column_quantile_values_to_be_between', {}, 'no rule about statistics'],
    ['expect_column_kl_divergence_to_be_less_than', {}, 'no rule about statistics'],
    ['expect_column_distinct_values_to_contain_set', { value_set: ['a'] }, 'counts that'],
    ['expect_column_values_to_be_json_parseable', {}, 'no rule of a contract is equal to it'],
    ['expect_column_values_to_be_made_up', {}, 'no rule of a contract is equal to it'],
    ['constructor', {}, 'no rule of a contract is equal to it'],
    ['expect_table_row_count_to_equal_other_table', { other_table_name: 'x' }, 'no rule of a contract is equal to it'],
    ['expect_table_column_count_to_equal', { value: 3 }, 'counts that'],
    ['expect_multicolumn_values_to_be_unique', { column_list: ['a', 'b'] }, 'depending on the version'],
    ['expect_compound_columns_to_be_unique', { column_list: ['a', 'c'], mostly: 0.9 }, 'a key has no tolerance'],
    ['expect_compound_columns_to_be_unique', { column_list: ['a', 'c'] }, 'type of the column `c` is unknown'],
    ['unexpected_rows_expectation', { unexpected_rows_query: 'SELECT 1' }, 'no rule of a contract is equal to it'],
  ])('lists %s with %j', (expectation, kwargs, why) => {
    const { ignored } = readColumn('str', [expectation, kwargs]);
    expect(ignored).toEqual([expect.objectContaining({ where: 'expectations[1]', why: expect.stringContaining(why) })]);
  });

  it.each<[string, Kwargs, string, Record<string, unknown>]>([
    ['expect_column_to_exist', { column_index: 0 }, 'does not order', {}],
    ['expect_column_min_to_be_between', { min_value: 1, max_value: 2 }, 'largest minimum', { min: 1 }],
    ['expect_column_distinct_values_to_equal_set', { value_set: [1] }, 'every value to occur', { in: [1] }],
    [
      'expect_column_proportion_of_non_null_values_to_be_between',
      { min_value: 0.5, max_value: 0.9 },
      'asks for missing',
      { nulls: 0.5 },
    ],
  ])('says what it leaves out of %s with %j', (expectation, kwargs, why, expected) => {
    const { column, ignored } = readColumn('int', [expectation, kwargs]);
    expect(column).toMatchObject(expected);
    expect(ignored).toEqual([expect.objectContaining({ why: expect.stringContaining(why) })]);
  });

  it('joins what several expectations say about one column', () => {
    const { column, ignored } = readColumn(
      'int',
      ['expect_column_values_to_be_between', { min_value: 1, max_value: 9 }],
      ['expect_column_max_to_be_between', { max_value: 7 }],
      ['expect_column_values_to_be_in_set', { value_set: [1, 2, 3] }],
      ['expect_column_values_to_be_in_set', { value_set: [2, 3, 4] }],
    );
    expect(column).toMatchObject({ min: 1, max: 7, in: [2, 3] });
    expect(ignored).toEqual([]);
  });

  it('keeps the strictest of several tolerances and lists the looser expectation', () => {
    const { column, ignored } = readColumn(
      'str',
      ['expect_column_value_lengths_to_be_between', { max_value: 9, mostly: 0.9 }],
      ['expect_column_values_to_match_regex', { regex: '^a' }],
    );
    expect(column).toMatchObject({ pattern: 'a[\\d\\D]*', tolerance: 0 });
    expect(column?.length).toBeUndefined();
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[1]', why: expect.stringContaining('one tolerance') }),
    ]);
  });

  it('says that the tolerance of a column is about its type too', () => {
    const { column, ignored } = readColumn('int', [
      'expect_column_values_to_be_between',
      { max_value: 9, mostly: 0.9 },
    ]);
    expect(column).toMatchObject({ type: 'integer', max: 9, tolerance: 0.1 });
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[0]', why: expect.stringContaining('another type') }),
    ]);
  });

  it('gives the tolerance of the type to a column that has no other rule', () => {
    const { contract, ignored } = read([
      ['expect_column_values_to_be_of_type', { column: 'a', type_: 'int', mostly: 0.9 }],
    ]);
    expect(contract.columns.a).toMatchObject({ type: 'integer', tolerance: 0.1 });
    expect(ignored).toEqual([]);
  });

  it('lists a rule that contradicts another', () => {
    const { column, ignored } = readColumn(
      'int',
      ['expect_column_values_to_be_between', { min_value: 5 }],
      ['expect_column_values_to_be_between', { max_value: 3 }],
    );
    expect(column).toMatchObject({ min: 5 });
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[2]', why: expect.stringContaining('above') }),
    ]);
  });

  it('makes a column a warning when all of its expectations are', () => {
    const suite = (severities: readonly string[]) => ({
      expectations: severities.map((severity) => ({
        type: 'expect_column_values_to_be_between',
        kwargs: { column: 'a', min_value: 1 },
        severity,
      })),
    });
    expect(contractFromGreatExpectations(suite(['warning', 'info'])).contract.columns).toMatchObject({
      a: { severity: 'warning' },
    });
    expect(
      contractSchema.parse(contractFromGreatExpectations(suite(['warning', 'critical'])).contract).columns.a?.severity,
    ).toBe('alert');
  });

  const pair = { column_A: 'a "x"', column_B: 'b', ignore_row_if: 'either_value_is_missing' };
  const list = { column_list: ['a "x"', 'b', 'c'], ignore_row_if: 'any_value_is_missing' };
  const types = { 'a "x"': 'integer', b: 'integer', c: 'integer' } as const;
  const existing = Object.keys(types).map((column): Item => ['expect_column_to_exist', { column }]);

  it.each<[string, Kwargs, string]>([
    ['expect_column_pair_values_a_to_be_greater_than_b', pair, '"a ""x""" > "b"'],
    ['expect_column_pair_values_a_to_be_greater_than_b', { ...pair, or_equal: true }, '"a ""x""" >= "b"'],
    ['expect_column_pair_values_to_be_equal', pair, '"a ""x""" = "b"'],
    [
      'expect_column_pair_values_to_be_in_set',
      {
        ...pair,
        value_pairs_set: [
          [1, 2],
          [null, -3],
        ],
      },
      '("a ""x""" = 1 and "b" = 2) or ("a ""x""" is null and "b" = -3)',
    ],
    ['expect_multicolumn_values_to_be_equal', list, '"a ""x""" = "b" and "b" = "c"'],
    ['expect_multicolumn_sum_to_equal', { ...list, sum_total: 5 }, '"a ""x""" + "b" + "c" = 5'],
    [
      'expect_select_column_values_to_be_unique_within_record',
      list,
      '"a ""x""" <> "b" and "a ""x""" <> "c" and "b" <> "c"',
    ],
  ])('turns %s with %j into a rule', (expectation, kwargs, rule) => {
    const { contract, ignored } = read([...existing, [expectation, { ...kwargs, mostly: 0.9 }]], { types });
    expect(contract.rules).toEqual([{ expect: rule, tolerance: 0.1, severity: 'alert' }]);
    expect(ignored).toEqual([]);
  });

  it('quotes texts in a rule', () => {
    const { contract } = read(
      [...existing, ['expect_column_pair_values_to_be_in_set', { ...pair, value_pairs_set: [["o'x", 'b']] }]],
      {
        types: { 'a "x"': 'string', b: 'string', c: 'string' },
      },
    );
    expect(contract.rules[0]?.expect).toBe(`("a ""x""" = 'o''x' and "b" = 'b')`);
  });

  it('lists a rule that the types of its columns do not allow', () => {
    const { contract, ignored } = read([...existing, ['expect_multicolumn_sum_to_equal', { ...list, sum_total: 5 }]], {
      types: { ...types, b: 'string' },
    });
    expect(contract.rules).toEqual([]);
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[3]', why: expect.stringContaining('`+` needs') }),
    ]);
  });

  it('says that a rule passes missing values which the expectation would not', () => {
    const { ignore_row_if: _ignored, ...judging } = pair;
    const item: Item = ['expect_column_pair_values_to_be_equal', judging];
    expect(read([...existing, item], { types }).ignored).toEqual([
      expect.objectContaining({ why: expect.stringContaining('passes a row in which a value is missing') }),
    ]);
    const filled = Object.keys(types).map((column): Item => ['expect_column_values_to_not_be_null', { column }]);
    expect(read([...filled, item], { types }).ignored).toEqual([]);
  });

  it('reads the number of rows, the key and the set of columns', () => {
    const { contract, ignored } = read(
      [
        ['expect_table_row_count_to_be_between', { min_value: 10, max_value: 20, strict_min: true }],
        ['expect_table_row_count_to_be_between', { max_value: 15 }],
        ['expect_compound_columns_to_be_unique', { column_list: ['b', 'c'] }],
        ['expect_compound_columns_to_be_unique', { column_list: ['c'] }],
        ['expect_table_columns_to_match_set', { column_set: ['b', 'c'] }],
      ],
      { types },
    );
    expect(contract).toMatchObject({ rows: { min: 11, max: 15 }, key: ['b', 'c'], strict: true });
    expect(Object.keys(contract.columns)).toEqual(['b', 'c']);
    expect(ignored).toEqual([
      expect.objectContaining({ where: 'expectations[3]', why: expect.stringContaining('one key') }),
    ]);
    expect(read([['expect_table_row_count_to_equal', { value: 3 }]]).contract.rows).toEqual({ min: 3, max: 3 });
  });

  it('is not strict when the set of columns may have others, or when one of them is left out', () => {
    expect(
      read([['expect_table_columns_to_match_set', { column_set: ['b'], exact_match: false }]], { types }).contract
        .strict,
    ).toBe(false);
    const { contract, ignored } = read([['expect_table_columns_to_match_set', { column_set: ['b', 'unknown'] }]], {
      types,
    });
    expect(contract.strict).toBe(false);
    expect(ignored.map(({ why }) => why)).toEqual([
      expect.stringContaining('with --data'),
      expect.stringContaining('other columns stay allowed'),
    ]);
  });

  it('says that the order of a list of columns is not kept', () => {
    const { contract, ignored } = read([['expect_table_columns_to_match_ordered_list', { column_list: ['b', 'c'] }]], {
      types,
    });
    expect(contract.strict).toBe(true);
    expect(ignored).toEqual([expect.objectContaining({ why: expect.stringContaining('does not order') })]);
  });

  it('lists what is no expectation', () => {
    const { ignored } = contractFromGreatExpectations({
      expectations: ['x', { kwargs: {} }, { type: 'expect_column_to_exist', kwargs: {} }],
    });
    expect(ignored.map(({ where }) => where)).toEqual(['expectations[0]', 'expectations[1]', 'expectations[2]']);
  });

  it.each([null, [[]], {}, { expectations: {} }, { results: [] }])('refuses %j', (suite) => {
    expect(() => contractFromGreatExpectations(suite)).toThrow(PitwallError);
    expect(() => contractFromGreatExpectations(suite)).toThrow(/list of `expectations`/);
  });
});
