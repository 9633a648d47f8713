import { type Refusal, refuse } from '../score.ts';
import type { Name } from './data.ts';

/** A column of names, each by its number in the order of first sight. */
export interface Named {
  readonly codes: Int32Array;
  readonly count: number;
}

export function namesOf(what: string, values: ArrayLike<Name>): Named | Refusal {
  const codes = new Int32Array(values.length);
  const known = new Map<Name, number>();
  for (let row = 0; row < codes.length; row += 1) {
    const value = values[row];
    if (typeof value !== 'string' && (typeof value !== 'number' || Number.isNaN(value)))
      return refuse('invalid', `${what} of row ${row} is ${value}, expected a word or a number`);
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
    }
    codes[row] = code;
  }
  return { codes, count: known.size };
}

export interface Lists {
  readonly starts: Uint32Array;
  /** Row of each place. */
  readonly rows: Uint32Array;
}

/** Rows by user, in the order given within each; without those that are not listed. */
export function byList({ codes, count }: Named, order?: Uint32Array, listed?: Float64Array): Lists {
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < codes.length; row += 1) {
    if (listed && listed[row] === 0) continue;
    const after = (codes[row] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let list = 1; list <= count; list += 1) starts[list] = (starts[list] ?? 0) + (starts[list - 1] ?? 0);
  const rows = new Uint32Array(starts[count] ?? 0);
  const next = starts.slice();
  for (let place = 0; place < codes.length; place += 1) {
    const row = order ? (order[place] ?? 0) : place;
    if (listed && listed[row] === 0) continue;
    const list = codes[row] ?? 0;
    rows[next[list] ?? 0] = row;
    next[list] = (next[list] ?? 0) + 1;
  }
  return { starts, rows };
}
