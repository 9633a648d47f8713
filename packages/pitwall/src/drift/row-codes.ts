import type { NumberColumn } from '../data/engine.ts';

/** A whole number for each row: in which of some groups its value lies; −1 where there is no value. */
export interface RowCodes {
  /** An expression of doubles. */
  readonly sql: string;
  /** The codes of the rows that go by; they hold until the next call. */
  readonly read: (column: NumberColumn) => Int32Array;
}

/** In SQL already: the column has the codes. */
export const codesIn = (sql: string): RowCodes => codesBy(sql, (value) => value);

/** How many of the cuts are at or below a number; NaN lies above all. */
export function codesByCuts(sql: string, cuts: readonly number[]): RowCodes {
  return codesBy(sql, (value) => {
    let code = 0;
    for (const cut of cuts) if (!(value < cut)) code += 1;
    return code;
  });
}

function codesBy(sql: string, codeOf: (value: number) => number): RowCodes {
  let codes = new Int32Array(0);
  return {
    sql,
    read({ values, missing }) {
      if (codes.length !== values.length) codes = new Int32Array(values.length);
      for (let row = 0; row < values.length; row += 1)
        codes[row] = missing?.[row] === 1 ? -1 : codeOf(values[row] ?? Number.NaN);
      return codes;
    },
  };
}

/** Adds each row that has both codes to a table of so many columns, row by row of the first code. */
export function countPairs(counts: Float64Array, columns: number, first: Int32Array, second: Int32Array): void {
  for (let row = 0; row < first.length; row += 1) {
    const [a, b] = [first[row] ?? -1, second[row] ?? -1];
    if (a < 0 || b < 0) continue;
    const cell = a * columns + b;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
}
