import { hours, projectionCount, projectionName, rowsPerWord, signOf, weekdays } from '@pitwall/stats';
import type { Dialect } from '../data/dialect.ts';
import type { ComparedColumn } from './columns.ts';

/** One side of a column as SQL over its typed value. */
export interface FacetSource {
  readonly name: string | undefined;
  readonly sql: string;
}

export interface CategoryFacet extends FacetSource {
  /** A category that occurs fewer times in a baseline is not listed there. */
  readonly minimum: number;
  /** All categories that there are, where that is known beforehand. */
  readonly all?: readonly string[];
}

/** What is counted of a column: doubles that go by, and categories that SQL groups. */
export interface ColumnFacets {
  readonly numbers: readonly FacetSource[];
  readonly categories: readonly CategoryFacet[];
}

/** The facets of a column whose typed value stands in `value`; `dimensions` of a vector. */
export function facetsOfColumn(
  { kind, type }: ComparedColumn,
  value: string,
  { facets }: Dialect,
  dimensions: number,
): ColumnFacets {
  const number = (name: string | undefined, sql: string): FacetSource => ({ name, sql });
  const category = (name: string | undefined, sql: string, minimum = 1): CategoryFacet => ({ name, sql, minimum });
  switch (kind) {
    case 'number':
      return { numbers: [number(undefined, `CAST(${value} AS DOUBLE)`)], categories: [] };
    case 'category':
      return { numbers: [], categories: [category(undefined, value)] };
    case 'boolean':
      return {
        numbers: [],
        categories: [category(undefined, `CASE WHEN ${value} THEN 'true' WHEN NOT ${value} THEN 'false' END`)],
      };
    case 'time':
      return {
        numbers: [number('time', facets.time(value, type === 'date' ? 'date' : 'timestamp'))],
        categories: [
          { ...category('weekday', facets.weekday(value)), all: weekdays },
          ...(type === 'date' ? [] : [{ ...category('hour', facets.hour(value)), all: hours }]),
        ],
      };
    case 'text':
      return {
        numbers: [number('length', facets.length(value))],
        categories: [category('shape', facets.shape(value)), category('word', facets.word(value), rowsPerWord)],
      };
    case 'vector':
      return {
        numbers: [
          number('norm', `sqrt(list_dot_product(${value}, ${value}))`),
          ...Array.from({ length: projectionCount }, (_, index) =>
            number(
              projectionName(index + 1),
              `list_dot_product(${value}, ${signs(index + 1, dimensions)}) / sqrt(${dimensions})`,
            ),
          ),
        ],
        categories: [],
      };
  }
}

function signs(projection: number, dimensions: number): string {
  return `CAST([${Array.from({ length: dimensions }, (_, dimension) => signOf(projection, dimension)).join(',')}] AS DOUBLE[])`;
}
