import type { ColumnType } from '../data/types.ts';
import type { Value } from './expression/index.ts';
import { parseMoment } from './expression/moment.ts';

/** Integers of a table have 64 bits. */
const integerLimit = 2 ** 63;

const isoDay = /^\d{4}-\d{2}-\d{2}$/;
/** DuckDB keeps six digits of a second and cuts off the others. */
const isoTimestamp =
  /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?:(?<=\.\d{6})\d{1,3})?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * A value as its declared type, times as milliseconds since 1970; undefined where it is not of that type. As strict
 * as JSON: "2024" is not an integer and true is not 1. The same verdict as the SQL of `Dialect.typed`.
 */
export function typedValue(type: ColumnType, value: unknown): Value | undefined {
  switch (type) {
    case 'string':
    case 'category':
      return typeof value === 'string' ? value : undefined;
    case 'integer':
      if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < integerLimit ? value : undefined;
    case 'number':
      return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      if (value instanceof Date) return isMidnight(value) ? value.getTime() : undefined;
      return typeof value === 'string' ? dayOf(value) : undefined;
    case 'timestamp':
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
      return typeof value === 'string' ? instantOf(value) : undefined;
  }
}

/** A bound or a listed value of a contract; those of timestamps may be days. */
export function statedValue(type: ColumnType, value: string | number | boolean): Value | undefined {
  const typed = typedValue(type, value);
  return typed === undefined && type === 'timestamp' ? typedValue('date', value) : typed;
}

const isMidnight = (date: Date): boolean => date.getTime() % 86_400_000 === 0;

/** ISO years begin with 0001; DuckDB takes 0000 for the year before Christ. */
const hasYear = (text: string): boolean => !text.startsWith('0000');

function dayOf(text: string): number | undefined {
  return isoDay.test(text) && hasYear(text) ? parseMoment(text)?.milliseconds : undefined;
}

function instantOf(text: string): number | undefined {
  const [, local, zone = ''] = isoTimestamp.exec(text) ?? [];
  return local !== undefined && hasYear(text) ? parseMoment(`${local}${zone}`)?.milliseconds : undefined;
}
