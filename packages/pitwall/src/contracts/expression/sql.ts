import type { ColumnType } from '../config.ts';
import { dateToTimestampSql, momentSql } from './moment.ts';
import type { Expression } from './syntax.ts';
import { textSql } from './text.ts';
import { type Constant, constantsOf, type Kind, type Typed } from './typed.ts';
import { typedCondition } from './types.ts';

type ColumnSql = (name: string) => string;

/**
 * A boolean SQL expression for DuckDB, NULL where the condition is unknown. `columnSql` gives SQL of the column's type:
 * VARCHAR for string and category, BIGINT, DOUBLE, BOOLEAN, DATE, and TIMESTAMP in UTC.
 */
export function toSql(expression: Expression, columns: ReadonlyMap<string, ColumnType>, columnSql: ColumnSql): string {
  return sqlOf(typedCondition(expression, columns), columnSql);
}

function sqlOf(typed: Typed, columnSql: ColumnSql): string {
  switch (typed.kind) {
    case 'constant':
      return constantSql(typed);
    case 'column': {
      const sql = columnSql(typed.name);
      return typed.columnType === 'integer' ? `CAST(${sql} AS DOUBLE)` : `(${sql})`;
    }
    case 'date as timestamp':
      return dateToTimestampSql(sqlOf(typed.operand, columnSql));
    case 'operation': {
      const operands = typed.operands.map((operand) => sqlOf(operand, columnSql));
      return typed.operation.sql(operands, constantsOf(typed.operands));
    }
    case 'comparison': {
      const [left, right] = [sqlOf(typed.left, columnSql), sqlOf(typed.right, columnSql)];
      const possiblyNaN = [...(canBeNaN(typed.left) ? [left] : []), ...(canBeNaN(typed.right) ? [right] : [])];
      return unknownForNaN(possiblyNaN, `${left} ${typed.operator} ${right}`);
    }
    case 'in': {
      const operand = sqlOf(typed.operand, columnSql);
      const values = typed.values.map((value) => sqlOf(value, columnSql)).join(', ');
      return unknownForNaN(canBeNaN(typed.operand) ? [operand] : [], `${operand} IN (${values})`);
    }
    case 'is null':
      return `(${sqlOf(typed.operand, columnSql)} IS NULL)`;
    case 'not':
      return `(NOT ${sqlOf(typed.operand, columnSql)})`;
    case 'and':
    case 'or':
      return `(${typed.operands.map((operand) => sqlOf(operand, columnSql)).join(` ${typed.kind.toUpperCase()} `)})`;
  }
}

/**
 * NaN is not a value that can be compared: DuckDB puts it above all numbers, JavaScript beside them, so a comparison
 * with NaN is unknown in both backends.
 */
function unknownForNaN(operands: readonly string[], condition: string): string {
  if (operands.length === 0) return `(${condition})`;
  return `(CASE WHEN ${operands.map((operand) => `isnan(${operand})`).join(' OR ')} THEN NULL ELSE ${condition} END)`;
}

function canBeNaN(typed: Typed): boolean {
  if (typed.type !== 'number' || typed.kind === 'constant') return false;
  return typed.kind !== 'column' || typed.columnType === 'number';
}

const sqlTypes: Readonly<Record<Kind, string>> = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

function constantSql({ type, value }: Constant): string {
  if (typeof value === 'string') return textSql(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value === null) return `CAST(NULL AS ${sqlTypes[type]})`;
  if (type === 'date' || type === 'timestamp') return momentSql({ kind: type, milliseconds: value });
  // Without an exponent DuckDB would take it for a decimal.
  const digits = String(value);
  return digits.includes('e') ? digits : `${digits}e0`;
}
