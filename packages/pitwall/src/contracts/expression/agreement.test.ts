import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluator } from './evaluate.ts';
import { formatExpression } from './format.ts';
import { parseExpression } from './parse.ts';
import { columns, condition } from './random-expressions.suite.ts';
import { columnSql, type Row, rowOf, tableSql } from './random-values.suite.ts';
import { toSql } from './sql.ts';
import type { Expression } from './syntax.ts';

it('canonical text parses back to the same tree', () => {
  const withoutPlaces = (tree: Expression): unknown =>
    JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'offset' ? undefined : value)));
  fc.assert(
    fc.property(condition, (tree) => {
      const text = formatExpression(tree);
      const parsed = parseExpression(text);
      expect(withoutPlaces(parsed)).toEqual(withoutPlaces(tree));
      expect(formatExpression(parsed)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

describe('the two backends', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  });
  afterAll(() => connection.closeSync());

  async function verdicts(expressions: readonly Expression[], rows: readonly Row[]): Promise<unknown[][]> {
    const selected = expressions.map((expression, index) => `${toSql(expression, columns, columnSql)} AS e${index}`);
    const reader = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM ${tableSql(columns, rows)}`);
    return reader.getRows();
  }

  it('give the same verdict for every expression and row', { timeout: 60_000 }, async () => {
    const names = [...columns.keys()];
    let known = 0;
    const trees = fc.array(condition, { minLength: 1, maxLength: 20, size: 'max' });
    const rows = fc.array(rowOf(columns), { minLength: 1, maxLength: 30, size: 'max' });
    await fc.assert(
      fc.asyncProperty(trees, rows, async (expressions, cells) => {
        const parsed = expressions.map((tree) => parseExpression(formatExpression(tree)));
        const fromSql = await verdicts(parsed, cells);
        const runs = parsed.map((expression) => evaluator(expression, columns));
        const fromRows = cells.map((values) => runs.map((run) => run((name) => values[names.indexOf(name)] ?? null)));
        known += fromRows.flat().filter((verdict) => verdict !== null).length;
        expect(fromSql).toEqual(fromRows);
      }),
      { numRuns: 60 },
    );
    // A property that only ever compares nulls would prove nothing.
    expect(known).toBeGreaterThan(1_000);
  });
});
