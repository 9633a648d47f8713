import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDBEngine, openDuckDB } from './duckdb/engine.ts';
import { chunkRows } from './duckdb/loader.ts';
import { openColumns, openRows } from './rows.ts';
import type { Table } from './table.ts';

let engine: DuckDBEngine;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());

type Cells = Readonly<Record<string, ArrayLike<unknown>>>;

const rowsOf = (columns: Cells): Record<string, unknown>[] =>
  Array.from({ length: Object.values(columns)[0]?.length ?? 0 }, (_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
  );

/** Storage and cells of each column, as texts. */
async function contents({ parts }: Table): Promise<Record<string, unknown>> {
  const [part] = parts;
  const columns = part?.columns ?? [];
  const found = await engine.query(
    `SELECT ${['_row', ...columns.map(({ sql }) => `CAST(${sql} AS VARCHAR) AS ${sql}`)].join(', ')} FROM ${part?.numbered(undefined)} ORDER BY _row`,
  );
  return Object.fromEntries(
    columns.map(({ name, sql, storage }) => [name, { storage, cells: found.map((row) => row[sql]) }]),
  );
}

const cases: readonly (readonly [string, readonly unknown[] | Float64Array, string, readonly (string | null)[]])[] = [
  ['numbers', [1, 2.5], 'float', ['1.0', '2.5']],
  ['a typed array', Float64Array.of(1, 2.5), 'float', ['1.0', '2.5']],
  ['NaN and infinities', [Number.NaN, Number.POSITIVE_INFINITY], 'float', ['nan', 'inf']],
  ['whole numbers beyond 53 bits', [2n ** 70n, 1n], 'integer', ['1180591620717411303424', '1']],
  ['whole numbers of both kinds', [1n, 2.5], 'float', ['1.0', '2.5']],
  ['true and false', [true, null], 'boolean', ['true', null]],
  ['moments', [new Date(0), undefined], 'timestamp', ['1970-01-01 00:00:00', null]],
  ['texts', ['1', 'a'], 'json', ['"1"', '"a"']],
  ['a number and its text', [1, '1'], 'json', ['1', '"1"']],
  ['NaN among texts', [Number.NaN, 'a'], 'json', ['"NaN"', '"a"']],
  ['moments that are none', [new Date(Number.NaN), null], 'json', ['"Invalid Date"', null]],
  ['lists', [[1, 2], null], 'json', ['[1,2]', null]],
  ['nothing at all', [null, undefined], 'json', [null, null]],
];

describe.each([
  ['columns', (columns: Cells) => openColumns(engine, columns)],
  ['rows', (columns: Cells) => openRows(engine, rowsOf(columns))],
])('a table of %s', (_, open) => {
  it.each(cases)('holds %s', async (_name, values, storage, cells) => {
    expect(await contents(await open({ value: values }))).toEqual({ value: { storage, cells } });
  });

  it('is as long as its columns, beyond a chunk', async () => {
    const length = 2 * chunkRows + 3;
    const table = await open({ a: Float64Array.from({ length }, (_value, row) => row), b: Array(length).fill('x') });
    const [found] = await engine.query(
      `SELECT CAST(count(*) AS INTEGER) AS n, CAST(sum(c0) AS DOUBLE) AS total, count(DISTINCT c0) = n AS once FROM ${table.parts[0]?.scan}`,
    );
    expect(found).toEqual({ n: length, total: (length * (length - 1)) / 2, once: true });
  });

  it('takes a column that is called like what every object has', async () => {
    const columns: Cells = JSON.parse('{ "__proto__": [1], "constructor": [2] }');
    expect(await contents(await open(columns))).toEqual(
      JSON.parse(
        '{ "__proto__": { "storage": "float", "cells": ["1.0"] }, "constructor": { "storage": "float", "cells": ["2.0"] } }',
      ),
    );
  });
});

it('rows need not all have the same keys', async () => {
  expect(await contents(await openRows(engine, [{ a: 1 }, { b: true }]))).toEqual({
    a: { storage: 'float', cells: ['1.0', null] },
    b: { storage: 'boolean', cells: [null, 'true'] },
  });
});

it('columns of no rows are columns', async () => {
  expect(await contents(await openColumns(engine, { a: [], b: [] }))).toEqual({
    a: { storage: 'json', cells: [] },
    b: { storage: 'json', cells: [] },
  });
});
