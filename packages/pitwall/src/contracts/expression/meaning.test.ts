import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnType } from '../config.ts';
import { evaluate, parseExpression, toSql, type Value } from './index.ts';

const columns: ReadonlyMap<string, ColumnType> = new Map([
  ['t', 'boolean'],
  ['f', 'boolean'],
  ['u', 'boolean'],
  ['x', 'number'],
  ['nan', 'number'],
  ['infinite', 'number'],
  ['missing', 'number'],
  ['goals', 'integer'],
  ['team', 'string'],
  ['"; drop table games; --\n😀', 'string'],
  ['day', 'date'],
  ['far', 'date'],
  ['tipoff', 'timestamp'],
]);

const row: Readonly<Record<string, Value>> = {
  t: true,
  f: false,
  u: null,
  x: 2.5,
  nan: Number.NaN,
  infinite: Number.POSITIVE_INFINITY,
  missing: null,
  goals: 7,
  team: "Ål'\u{1F600}",
  '"; drop table games; --\n😀': 'a\n',
  day: Date.UTC(2025, 2, 2),
  far: 2_000_000_000 * 86_400_000,
  tipoff: Date.UTC(2025, 2, 2, 19, 30) + 0.001,
};

const table = `(SELECT true AS t, false AS f, NULL::BOOLEAN AS u, 2.5::DOUBLE AS x, 'nan'::DOUBLE AS nan,
  'infinity'::DOUBLE AS infinite, NULL::DOUBLE AS missing, 7::BIGINT AS goals, 'Ål''😀' AS team,
  'a' || chr(10) AS """; drop table games; --\n😀", DATE '2025-03-02' AS day, DATE '1970-01-01' + 2000000000 AS far,
  TIMESTAMP '2025-03-02 19:30:00.000001' AS tipoff)`;

const columnSql = (name: string): string => `"${name.replaceAll('"', '""')}"`;

describe('an expression', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  });
  afterAll(() => connection.closeSync());

  async function verdictsOf(text: string): Promise<{ sql: unknown; row: boolean | null }> {
    const expression = parseExpression(text);
    const sql = toSql(expression, columns, columnSql);
    const reader = await connection.runAndReadAll(`SELECT ${sql} FROM ${table}`);
    return { sql: reader.getRows()[0]?.[0], row: evaluate(expression, columns, (name) => row[name] ?? null) };
  }

  it.each<[string, boolean | null]>([
    ['u and f', false],
    ['u and t', null],
    ['u or t', true],
    ['u or f', null],
    ['not u', null],
    ['u implies t', true],
    ['f implies u', true],
    ['t implies u', null],
    ['t implies f', false],
    ['u is null and not (u is not null)', true],
    ['missing = missing', null],
    ['missing in (1, 2)', null],
    ['x not in (1, 2)', true],
    ['missing between 1 and 2', null],
    ['x between missing and 2', false],
    ['x not between missing and 2', true],
    ['nan = nan', null],
    ['nan > 1 or nan <= 1', null],
    ['nan in (1)', null],
    ['nan is null', false],
    ['infinite - infinite = 0', null],
    ['infinite = infinite', true],
    ['x / 0 is null and x % 0 is null and x / (x - x) is null', true],
    ['goals / 2 = 3.5', true],
    ['-7 % 3 = -1', true],
    ['9007199254740993 = 9007199254740992', true],
    ['0.1 + 0.2 = 0.3', false],
    ['round(x) = 3 and round(-x) = -3 and round(2.675, 2) = 2.68', true],
    ['sqrt(-x) is null and sqrt(goals + 2) = 3', true],
    ["length(team) = 4 and lower(team) = 'Ål''😀' and upper(team) = 'ÅL''😀'", true],
    ["trim(' \t\n\u00a0x\u3000') = 'x'", true],
    ["'😀' > '\uffff'", true],
    ["matches(team, '..') or matches(team, 'Å')", false],
    ["matches(team, '.{4}')", true],
    ["starts_with(team, 'Ål') and ends_with(team, '''😀') and contains(team, '')", true],
    ['least(x, missing, goals) = 2.5 and greatest(x, missing, goals) = 7', true],
    ['least(missing, missing) is null', true],
    ['least(nan, 1) = 1', true],
    ['greatest(nan, 1) = 1', null],
    ['year(day) = 2025 and month(day) = 3 and day(day) = 2 and weekday(day) = 7', true],
    ["days_between('2025-02-28', tipoff) = 2 and days_between(tipoff, '2025-02-28T23:59:59') = -2", true],
    ["tipoff > '2025-03-02T19:30:00Z' and tipoff = '2025-03-02T20:30:00.000001+01:00'", true],
    ["day = '2025-03-02T00:00:00Z' and day < tipoff", true],
    ["far > '2025-03-01'", true],
    ['far > tipoff', null],
    ['"""; drop table games; --\n😀" = \'a\n\'', true],
    ["team <> '''; drop table games; --'", true],
  ])('%s is %s', async (text, expected) => {
    expect(await verdictsOf(text)).toEqual({ sql: expected, row: expected });
  });

  it.each([
    ['parentheses and implications', `${'(t implies u or not '.repeat(21)}t${')'.repeat(21)}`],
    ['divisors', `${'1 / ('.repeat(63)}x${')'.repeat(63)} > 0`],
    ['roots', `${'sqrt('.repeat(63)}x${')'.repeat(63)} > 0`],
    ['texts', `${'lower('.repeat(63)}team${')'.repeat(63)} = ''`],
    ['coalesced divisors', `${'coalesce(1/x, 1 / '.repeat(63)}x${')'.repeat(63)} > 0`],
    ['a long chain of divisions', `x ${'/ x '.repeat(250)} > 0`],
    ['a long sum', `0 < ${Array(251).fill('x').join('+')}`],
    ['minus signs', `${'-'.repeat(64)}x > 0`],
    ['a long list', `x in (${Array(990).fill('1').join()})`],
    ['many conditions', Array(200).fill('x > 3').join(' or ')],
  ])('at the bounds runs in DuckDB and gives the same verdict: %s', async (_, text) => {
    const verdicts = await verdictsOf(text);
    expect(verdicts.sql).toBe(verdicts.row);
  });

  it('keeps its SQL short however deep it divides', () => {
    const sqlOf = (levels: number) => {
      const text = `${'1 / ('.repeat(levels)}x${')'.repeat(levels)} > 0`;
      return toSql(parseExpression(text), columns, columnSql).length;
    };
    expect(sqlOf(60) / sqlOf(30)).toBeLessThan(3);
  });

  it('never passes user text on unquoted', () => {
    const sql = toSql(parseExpression("team = '''; drop table games; --'"), columns, columnSql);
    expect(sql).toBe(`(("team") = '''; drop table games; --')`);
  });
});
