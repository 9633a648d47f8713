import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ColumnType } from '../config.ts';
import {
  arithmetic,
  type FunctionDefinition,
  functions,
  maximumDigits,
  negative,
  type Parameter,
} from './functions.ts';
import { columnSql, rowOf, tableSql } from './random-values.suite.ts';
import type { Operation, Value } from './typed.ts';

interface Trial {
  readonly title: string;
  readonly operation: Operation;
  readonly result: FunctionDefinition['result'];
  readonly operands: readonly ColumnType[];
  readonly constants: readonly (Value | undefined)[];
}

const columnTypes: Readonly<Record<Exclude<Parameter, 'digits' | 'pattern'>, readonly ColumnType[]>> = {
  text: ['string'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  timestamp: ['timestamp'],
  moment: ['date', 'timestamp'],
  ordered: ['string', 'number'],
  any: ['string', 'number', 'boolean'],
};

function* trials(): Generator<Trial> {
  for (const [title, operation] of [...Object.entries(arithmetic), ['negative', negative] as const]) {
    yield {
      title,
      operation,
      result: 'number',
      operands: title === 'negative' ? ['number'] : ['number', 'number'],
      constants: [],
    };
  }
  for (const definition of functions) {
    const { name, parameters } = definition;
    const [first, second] = parameters;
    if (first === undefined || first === 'digits' || first === 'pattern')
      throw new Error(`${name} takes a value first`);
    for (const type of columnTypes[first]) {
      const trial = {
        title: `${name} of ${type}`,
        operation: definition,
        result: definition.result,
        operands: parameters.map(() => type),
        constants: [],
      };
      if (second === 'digits') {
        for (let digits = 0; digits <= maximumDigits; digits++) {
          yield { ...trial, title: `${name} to ${digits} digits`, operands: [type], constants: [undefined, digits] };
        }
      } else if (second === 'pattern') {
        yield { ...trial, operands: [type], constants: [undefined, '[a-z].?|[^a]{2,}'] };
      } else {
        yield trial;
      }
    }
  }
}

/** No comparison sees the sign of a zero, and no division, which is null by either. */
function withoutSign<T>(value: T): T | 0 {
  return value === 0 ? 0 : value;
}

it.each([...trials()])(
  '$title is the same value in both backends',
  async ({ operation, result, operands, constants }) => {
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const columns = new Map(operands.map((type, index) => [`operand ${index}`, type]));
    const sql = operation.sql([...columns.keys()].map(columnSql), constants);
    // The client of DuckDB drops a byte order mark that begins a text.
    const returnsText = result === 'text' || (result === 'as arguments' && operands[0] === 'string');
    const literals = constants.map((constant) => constant ?? null);
    const calculate = operation.evaluator(constants);
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf(columns), { minLength: 100, maxLength: 200 }), async (rows) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${returnsText ? `'=' || ${sql}` : sql} FROM ${tableSql(columns, rows)}`,
        );
        const fromRows = rows.map((operandsOfRow) => {
          if (!operation.seesNulls && operandsOfRow.includes(null)) return null;
          const value = calculate([...operandsOfRow, ...literals.slice(operandsOfRow.length)]);
          return returnsText && value !== null ? `=${value}` : withoutSign(value);
        });
        expect(reader.getRows().map(([value]) => withoutSign(value))).toEqual(fromRows);
      }),
      { numRuns: 5 },
    );
    connection.closeSync();
  },
);
