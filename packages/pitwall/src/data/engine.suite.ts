import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDBEngine } from './duckdb/engine.ts';
import type { Value } from './engine.ts';
import type { Storage } from './table.ts';
import { type ColumnType, columnTypes } from './types.ts';

const storages: readonly Storage[] = [
  'text',
  'json',
  'string',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'timestamp',
  'binary',
  'nested',
  'other',
];

/** Text as it may stand in a CSV file, and what it is as each type; what is not listed is none. */
const texts: readonly (readonly [text: string, as: Partial<Record<ColumnType, string>>])[] = [
  ['', {}],
  ['12', { integer: '12', number: '12.0' }],
  [' 12 ', { integer: '12', number: '12.0' }],
  ['007', { integer: '7', number: '7.0' }],
  ['+5', { integer: '5', number: '5.0' }],
  ['-0', { integer: '0', number: '-0.0' }],
  ['2024.0', { integer: '2024', number: '2024.0' }],
  ['12.7', { number: '12.7' }],
  ['0.9', { number: '0.9' }],
  ['.5', { number: '0.5' }],
  ['1e3', { number: '1000.0' }],
  ['1e-400', { number: '0.0' }],
  ['1e999', { number: 'inf' }],
  ['0x1F', {}],
  ['0b11', {}],
  ['1_000', {}],
  ['1,5', {}],
  ['1 000', {}],
  ['--1', {}],
  ['+-1', {}],
  ['1e', {}],
  ['٣', {}],
  ['12\u00a0', {}],
  ['9223372036854775807', { integer: '9223372036854775807', number: '9.223372036854776e+18' }],
  ['9223372036854775808', { number: '9.223372036854776e+18' }],
  ['99999999999999999999', { number: '1e+20' }],
  ['NaN', { number: 'nan' }],
  ['inf', { number: 'inf' }],
  ['-inf', { number: '-inf' }],
  ['Infinity', { number: 'inf' }],
  ['2024-01-05', { date: '2024-01-05' }],
  ['2024-02-29', { date: '2024-02-29' }],
  ['0001-01-01', { date: '0001-01-01' }],
  ['2024-02-30', {}],
  ['2023-02-29', {}],
  ['2024-1-5', {}],
  ['2024/01/05', {}],
  ['05.01.2024', {}],
  ['20240105', { integer: '20240105', number: '20240105.0' }],
  ['10000-01-01', {}],
  ['0044-03-15 (BC)', {}],
  ['infinity', { number: 'inf' }],
  ['today', {}],
  ['epoch', {}],
  ['2024-01-05 10:00:00', { timestamp: '2024-01-05 10:00:00' }],
  ['2024-01-05T10:00', { timestamp: '2024-01-05 10:00:00' }],
  ['2024-01-05T10:00:00Z', { timestamp: '2024-01-05 10:00:00' }],
  ['2024-01-05T10:00:00+02:00', { timestamp: '2024-01-05 08:00:00' }],
  ['2024-01-05T10:00:00-0530', { timestamp: '2024-01-05 15:30:00' }],
  ['1969-12-31 23:59:59.999999', { timestamp: '1969-12-31 23:59:59.999999' }],
  ['2024-01-05T10:00:00.123456789Z', { timestamp: '2024-01-05 10:00:00.123456' }],
  ['2024-01-05 24:00:00', {}],
  ['2024-01-05 23:59:60', {}],
  ['2024-02-30 10:00:00', {}],
  ['2024-01-05 10', {}],
  ['2024-01-05T10:00:00+99:00', {}],
  ['2024-01-05 10:00:00 Europe/Berlin', {}],
  ['true', { boolean: 'true' }],
  ['TRUE', { boolean: 'true' }],
  ['False', { boolean: 'false' }],
  ['t', {}],
  ['yes', {}],
  ['1', { integer: '1', number: '1.0' }],
  [' true ', {}],
];

/** Cells of JSON, which know their own type. */
const cells: readonly (readonly [cell: string, as: Partial<Record<ColumnType, string>>])[] = [
  ['null', {}],
  ['2024', { integer: '2024', number: '2024.0' }],
  ['-1', { integer: '-1', number: '-1.0' }],
  ['2024.0', { integer: '2024', number: '2024.0' }],
  ['1e3', { integer: '1000', number: '1000.0' }],
  ['0.9', { number: '0.9' }],
  ['9223372036854775807', { integer: '9223372036854775807', number: '9.223372036854776e+18' }],
  ['9223372036854775808', { number: '9.223372036854776e+18' }],
  ['123456789012345678901234567890', { number: '1.2345678901234568e+29' }],
  ['1e400', { number: 'inf' }],
  ['NaN', { number: 'nan' }],
  ['-Infinity', { number: '-inf' }],
  ['true', { boolean: 'true' }],
  ['"2024"', { string: '2024', category: '2024' }],
  ['"true"', { string: 'true', category: 'true' }],
  ['""', { string: '', category: '' }],
  ['"a\\n\\"ü\\""', { string: 'a\n"ü"', category: 'a\n"ü"' }],
  ['"2024-01-05"', { string: '2024-01-05', category: '2024-01-05', date: '2024-01-05' }],
  ['"2024-1-5"', { string: '2024-1-5', category: '2024-1-5' }],
  [
    '"2024-01-05T10:00:00Z"',
    { string: '2024-01-05T10:00:00Z', category: '2024-01-05T10:00:00Z', timestamp: '2024-01-05 10:00:00' },
  ],
  ['[]', {}],
  ['{"a":1}', {}],
];

/** Values of stored types, as SQL, and what they are as each type. */
const stored: readonly (readonly [storage: Storage, sql: string, as: Partial<Record<ColumnType, string>>])[] = [
  ['string', "'2024'", { string: '2024', category: '2024' }],
  ['string', "'true'", { string: 'true', category: 'true' }],
  ['integer', 'CAST(7 AS TINYINT)', { integer: '7', number: '7.0' }],
  ['integer', 'CAST(18446744073709551615 AS UBIGINT)', { number: '1.8446744073709552e+19' }],
  ['decimal', 'CAST(12.00 AS DECIMAL(10,2))', { integer: '12', number: '12.0' }],
  ['decimal', 'CAST(12.70 AS DECIMAL(10,2))', { number: '12.7' }],
  ['float', 'CAST(2024 AS DOUBLE)', { integer: '2024', number: '2024.0' }],
  ['float', 'CAST(0.9 AS DOUBLE)', { number: '0.9' }],
  ['float', "CAST('NaN' AS DOUBLE)", { number: 'nan' }],
  ['float', "CAST('inf' AS FLOAT)", { number: 'inf' }],
  ['float', 'CAST(1e19 AS DOUBLE)', { number: '1e+19' }],
  ['boolean', 'true', { boolean: 'true' }],
  ['date', "DATE '2024-01-05'", { date: '2024-01-05' }],
  ['timestamp', "TIMESTAMP '2024-01-05 00:00:00'", { date: '2024-01-05', timestamp: '2024-01-05 00:00:00' }],
  ['timestamp', "TIMESTAMP '2024-01-05 00:00:01'", { timestamp: '2024-01-05 00:00:01' }],
  ['timestamp', "TIMESTAMPTZ '2024-01-05 10:00:00+02'", { timestamp: '2024-01-05 08:00:00' }],
  ['timestamp', "CAST('2024-01-05 10:00:00.5' AS TIMESTAMP_NS)", { timestamp: '2024-01-05 10:00:00.5' }],
  ['binary', "CAST('x' AS BLOB)", {}],
  ['nested', '[1, 2]', {}],
  ['other', "TIME '10:00:00'", {}],
];

/** What every engine must get right. Real values through real queries: nothing here looks at SQL. */
export function engineSuite(name: string, open: () => Promise<DuckDBEngine>): void {
  describe(name, () => {
    let engine: DuckDBEngine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    const value = async (sql: string): Promise<Value | undefined> => (await engine.query(`SELECT ${sql} AS v`))[0]?.v;
    const values = async (sql: string, rows: string): Promise<(Value | undefined)[]> =>
      (await engine.query(`SELECT ${sql} AS v FROM (${rows})`)).map(({ v }) => v);
    const column = (literals: readonly string[]): string =>
      literals.map((literal, index) => `SELECT ${literal} AS x, ${index} AS i`).join(' UNION ALL ');

    describe('a text', () => {
      it.each(columnTypes.filter((type) => type !== 'string' && type !== 'category'))(
        'is a %s only as a contract means it',
        async (type) => {
          const { dialect } = engine;
          const rows = column(texts.map(([text]) => dialect.text(text)));
          const found = await values(
            `CAST(${dialect.typed('x', 'text', type)} AS VARCHAR)`,
            `SELECT * FROM (${rows}) ORDER BY i`,
          );
          expect(texts.map(([text], index) => [text, found[index]])).toEqual(
            texts.map(([text, as]) => [text, as[type] ?? null]),
          );
        },
      );

      it('is a string and a category as it is', async () => {
        for (const type of ['string', 'category'] as const) {
          expect(await value(engine.dialect.typed(engine.dialect.text(' x '), 'text', type))).toBe(' x ');
        }
      });
    });

    it.each(columnTypes)('a cell of JSON is a %s only where JSON says so', async (type) => {
      const { dialect } = engine;
      const rows = column(cells.map(([cell]) => `CAST(${dialect.text(cell)} AS JSON)`));
      const found = await values(
        `CAST(${dialect.typed('x', 'json', type)} AS VARCHAR)`,
        `SELECT * FROM (${rows}) ORDER BY i`,
      );
      expect(cells.map(([cell], index) => [cell, found[index]])).toEqual(
        cells.map(([cell, as]) => [cell, as[type] ?? null]),
      );
    });

    it.each(stored)('a stored %s %s is what its type says', async (storage, sql, as) => {
      for (const type of columnTypes) {
        const found = await value(
          `(SELECT CAST(${engine.dialect.typed('x', storage, type)} AS VARCHAR) FROM (SELECT ${sql} AS x))`,
        );
        expect([type, found]).toEqual([type, as[type] ?? null]);
      }
    });

    it('a missing value is of no type, in any storage, and its column has the type all the same', async () => {
      for (const storage of storages) {
        const missing =
          storage === 'json'
            ? 'CAST(NULL AS JSON)'
            : ['text', 'string'].includes(storage)
              ? 'CAST(NULL AS VARCHAR)'
              : 'NULL';
        for (const type of columnTypes) {
          expect(
            await value(`(SELECT ${engine.dialect.typed('x', storage, type)} FROM (SELECT ${missing} AS x))`),
          ).toBeNull();
        }
      }
      const alike = columnTypes.map((type) => `typeof(${engine.dialect.typed('NULL', 'other', type)})`);
      expect(await value(`[${alike.join(', ')}]`)).toEqual([
        'VARCHAR',
        'BIGINT',
        'DOUBLE',
        'BOOLEAN',
        'DATE',
        'TIMESTAMP',
        'VARCHAR',
      ]);
    });

    it('knows what is there', async () => {
      const { dialect } = engine;
      expect(await values(dialect.present('x', 'text'), column(["''", 'NULL', "'a'"]))).toEqual([true, false, true]);
      expect(
        await values(dialect.present('x', 'json'), column(["CAST('null' AS JSON)", 'NULL', "CAST('0' AS JSON)"])),
      ).toEqual([false, false, true]);
    });

    it('shows values as a person would write them', async () => {
      const { dialect } = engine;
      expect(await value(dialect.display('12.5', 'decimal'))).toBe('12.5');
      expect(await value(dialect.display("CAST('ab' AS BLOB)", 'binary'))).toBe('binary, 2 bytes');
      expect(await value(dialect.display('CAST(NULL AS BLOB)', 'binary'))).toBeNull();
      expect(await value(dialect.display('[1, 2]', 'nested'))).toBe('[1, 2]');
    });

    it('takes any text and any name as they are', async () => {
      const { dialect } = engine;
      for (const hostile of [
        "it's",
        '"',
        "'; DROP TABLE x; --",
        '\\',
        '\n',
        '🏀',
        '%s',
        '$1',
        '?',
        '',
        ' ',
        'a\0b',
        '\0',
      ]) {
        expect(await value(dialect.text(hostile))).toBe(hostile);
        if (hostile !== '' && !hostile.includes('\0'))
          expect(Object.keys((await engine.query(`SELECT 1 AS ${dialect.identifier(hostile)}`))[0] ?? {})).toEqual([
            hostile,
          ]);
      }
    });

    it('writes literals of every type', async () => {
      const { dialect } = engine;
      expect(await value(`${dialect.literal('integer', Number.MIN_SAFE_INTEGER)} = -9007199254740991`)).toBe(true);
      expect(await value(`${dialect.literal('number', 0.1)} = CAST('0.1' AS DOUBLE)`)).toBe(true);
      expect(await value(`${dialect.literal('number', -1e-300)} < 0`)).toBe(true);
      expect(await value(dialect.literal('string', "it's"))).toBe("it's");
      expect(await value(dialect.literal('boolean', false))).toBe(false);
      expect(await value(`${dialect.literal('date', '1969-12-31')} = DATE '1969-12-31'`)).toBe(true);
      expect(
        await value(`${dialect.literal('timestamp', '2024-01-05T10:00:00+02:00')} = TIMESTAMP '2024-01-05 08:00:00'`),
      ).toBe(true);
    });

    it('tells finite numbers from others, and says nothing of what is missing', async () => {
      const { dialect } = engine;
      const numbers = column([
        'CAST(1 AS DOUBLE)',
        "CAST('NaN' AS DOUBLE)",
        "CAST('inf' AS DOUBLE)",
        "CAST('-inf' AS DOUBLE)",
        'CAST(NULL AS DOUBLE)',
      ]);
      expect(await values(dialect.isFinite('x'), numbers)).toEqual([true, false, false, false, null]);
      expect(await values(dialect.isNaN('x'), numbers)).toEqual([false, true, false, false, null]);
    });

    it('counts length in code points', async () => {
      const { dialect } = engine;
      const words = ['', 'abc', 'ü', '🏀', 'e\u0301', '👩‍👧'];
      expect(await values(dialect.length('x'), column(words.map(dialect.text)))).toEqual(
        words.map((word) => [...word].length),
      );
    });

    it('matches the whole text', async () => {
      const { dialect } = engine;
      const words = column(['abc', 'xabc', 'abcx', 'abc\n', ''].map(dialect.text));
      expect(await values(dialect.matches('x', 'abc'), words)).toEqual([true, false, false, false, false]);
      expect(await values(dialect.matches('x', 'x|abc'), words)).toEqual([true, false, false, false, false]);
      expect(await values(dialect.matches('x', "it's"), column([dialect.text("it's")]))).toEqual([true]);
    });

    it('counts what is different, and leaves out what is missing', async () => {
      const { dialect } = engine;
      const words = column(["'a'", "'b'", "'a'", 'NULL']);
      expect(await values(dialect.countDistinct('x'), words)).toEqual([2]);
      expect(await values(dialect.countIf("x = 'a'"), words)).toEqual([2]);
      expect(await values(dialect.countIf('x IS NULL'), words)).toEqual([1]);
    });

    it('hashes lists of values by place and value, missing ones too', async () => {
      const { dialect } = engine;
      const pairs = [
        ["'a'", "'b'"],
        ["'b'", "'a'"],
        ["'ab'", "''"],
        ["''", "'ab'"],
        ["'a'", 'NULL'],
        ['NULL', "'a'"],
        ['NULL', 'NULL'],
      ];
      const hashes = await Promise.all(pairs.map((pair) => value(`CAST(${dialect.hash(pair)} AS VARCHAR)`)));
      expect(new Set(hashes).size).toBe(pairs.length);
      expect(await value(`${dialect.hash(["'a'", "'b'"])} = ${dialect.hash(["'a'", "'b'"])}`)).toBe(true);
    });

    it('numbers steps without a gap, before 1970 too', async () => {
      const { dialect } = engine;
      expect(await values(dialect.step('x', 'integer', 2), column(['-3', '-2', '-1', '0', '1', '2']))).toEqual([
        -2, -1, -1, 0, 0, 1,
      ]);
      const day = 86_400_000;
      expect(
        await values(
          dialect.step('x', 'date', day),
          column(["DATE '1969-12-30'", "DATE '1969-12-31'", "DATE '1970-01-01'", "DATE '1970-01-02'"]),
        ),
      ).toEqual([-2, -1, 0, 1]);
      const hours = [
        "TIMESTAMP '1969-12-31 22:59:59.999'",
        "TIMESTAMP '1969-12-31 23:00:00'",
        "TIMESTAMP '1970-01-01 00:59:59.999999'",
        'NULL',
      ];
      expect(await values(dialect.step('x', 'timestamp', 3_600_000), column(hours))).toEqual([-2, -1, 0, null]);
    });

    it('counts milliseconds since 1970, before it too', async () => {
      const { dialect } = engine;
      expect(
        await values(
          dialect.epoch('x'),
          column([
            "TIMESTAMP '1969-12-31 23:59:59.999'",
            "TIMESTAMP '1970-01-01 00:00:00'",
            "TIMESTAMP '2024-01-05 10:00:00.5'",
          ]),
        ),
      ).toEqual([-1, 0, 1_704_448_800_500]);
      expect(await value(dialect.epoch("DATE '1970-01-02'"))).toBe(86_400_000);
    });

    it('answers with counts as numbers, and with larger integers exactly, as text', async () => {
      expect(await value('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
      expect(await value('9007199254740993')).toBe('9007199254740993');
      expect(await value('CAST(170141183460469231731687303715884105727 AS HUGEINT)')).toBe(
        '170141183460469231731687303715884105727',
      );
      expect(await value("[{'a': 1, 'b': NULL}]")).toEqual([{ a: 1, b: null }]);
    });

    it('lets doubles go by in order, and tells a missing one from one that is no number', async () => {
      const rows = 5_003;
      const kind = (row: number): number | null => (row % 7 === 0 ? null : row % 11 === 0 ? Number.NaN : row);
      const cells = `CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN CAST('NaN' AS DOUBLE) ELSE i END`;
      const found: (number | null)[][] = [[], [], []];
      await engine.streamNumbers(
        `SELECT CAST(${cells} AS DOUBLE), CAST(i AS DOUBLE), CAST(NULL AS DOUBLE) FROM range(${rows}) r(i) ORDER BY i`,
        (columns, length) => {
          columns.forEach(({ values, missing }, column) => {
            expect(values).toHaveLength(length);
            for (let row = 0; row < length; row += 1)
              found[column]?.push(missing?.[row] === 1 ? null : (values[row] ?? null));
          });
        },
      );
      const all = Array.from({ length: rows }, (_, row) => row);
      expect(found).toEqual([all.map(kind), all, all.map(() => null)]);
      await expect(engine.streamNumbers("SELECT 'a'", () => {})).rejects.toThrow('expected a column of doubles');
    });

    it('says how far it is only where it knows', () => {
      const { percentage } = engine.progress();
      expect(percentage === undefined || (percentage >= 0 && percentage <= 100)).toBe(true);
    });
  });
}
