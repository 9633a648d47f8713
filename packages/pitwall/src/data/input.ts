import { PitwallError } from '../core/errors.ts';
import type { DuckDBEngine } from './duckdb/engine.ts';
import { openTable } from './open.ts';
import { openColumns, openRows } from './rows.ts';
import { type ReadOptions, resolveSources } from './source.ts';
import type { Table } from './table.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];
type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

/** A table as a program has it: rows of any class, columns of one length, or the paths and globs of files. */
export type DataInput = readonly object[] | Columns | string | readonly string[];

export type SortedInput =
  | { readonly rows: Rows }
  | { readonly columns: Columns }
  | { readonly paths: readonly [string, ...string[]] };

/** Looks at what was handed over, not at files. */
export function sortInput(input: unknown): SortedInput {
  if (typeof input === 'string') return { paths: [input] };
  if (Array.isArray(input)) {
    const items: readonly unknown[] = input;
    const [first, ...others] = items;
    if (typeof first === 'string' && others.every((item) => typeof item === 'string')) {
      return { paths: [first, ...others] };
    }
    if (items.every(isObject)) return { rows: items };
    throw unfit(`among the rows ${kindOf(items.find((item) => !isObject(item)))}`);
  }
  if (!isPlain(input)) throw unfit(kindOf(input));
  return { columns: asColumns(input) };
}

export interface OpenOptions {
  readonly cwd: string;
  readonly read: ReadOptions;
  /** The columns of no rows at all, which do not name them. */
  readonly names?: readonly string[];
}

export async function openInput(
  engine: DuckDBEngine,
  input: SortedInput,
  { cwd, read, names = [] }: OpenOptions,
): Promise<Table> {
  if ('paths' in input) return openTable(engine, await resolveSources(input.paths, cwd, read), read);
  if ('columns' in input) return openColumns(engine, input.columns);
  if (input.rows.length > 0) return openRows(engine, input.rows);
  return openColumns(engine, Object.fromEntries(names.map((name) => [name, []])));
}

function asColumns(input: Readonly<Record<string, unknown>>): Columns {
  const columns: Record<string, ArrayLike<unknown>> = {};
  for (const [name, values] of Object.entries(input)) {
    if (!isList(values)) throw unfit(`${kindOf(values)} as the column ${name}`);
    Object.defineProperty(columns, name, { value: values, enumerable: true });
  }
  const [first, ...others] = Object.entries(columns);
  const other = others.find(([, { length }]) => length !== first?.[1].length);
  if (!first || !other) return columns;
  const words = ([name, { length }]: readonly [string, ArrayLike<unknown>]): string => `${name} with ${length}`;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected columns of one length, found ${words(first)} and ${words(other)} values`,
    fix: 'Give every column a value for each row, and null where there is none',
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A map, a promise or a data frame has no columns of its own, and would pass for a table without any. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  typeof value === 'object' && value !== null && 'length' in value && Number.isInteger(value.length);

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object'
    ? `an object of the class ${value.constructor?.name ?? '(none)'}`
    : `a ${typeof value}`;
}

const unfit = (found: string): PitwallError =>
  new PitwallError({
    code: 'arguments.invalid',
    problem: `expected rows, columns or the paths of files, found ${found}`,
    fix: 'Pass [{ pace: 68.2 }, …], { pace: [68.2, …] } or "games.csv"',
  });
