import type { Reason } from './outcome.ts';

/** How often each of several values, in a shared order, occurs in the reference and among the current values. */
export interface Counts {
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}

/**
 * Two samples as the runs of equal values in their pooled order: all that a test by ranks needs, whether it comes from
 * sorted arrays or from counts. Visited, not stored, so that a million values cost no memory.
 */
export interface Runs {
  readonly n: number;
  readonly m: number;
  /** Calls with how many of the reference and of the current values are in the run, never both 0. */
  readonly each: (visit: (ofReference: number, ofCurrent: number) => void) => void;
}

export function runsOfSorted(reference: ArrayLike<number>, current: ArrayLike<number>): Runs | Reason {
  const wrong = whyNotSorted(reference) ?? whyNotSorted(current);
  if (wrong !== undefined) return wrong;
  const [n, m] = [reference.length, current.length];
  return {
    n,
    m,
    each: (visit) => {
      let [i, j] = [0, 0];
      while (i < n || j < m) {
        const [firstI, firstJ] = [i, j];
        const [a, b] = [reference[i], current[j]];
        const value = a === undefined || (b !== undefined && b < a) ? b : a;
        while (i < n && reference[i] === value) i += 1;
        while (j < m && current[j] === value) j += 1;
        visit(i - firstI, j - firstJ);
      }
    },
  };
}

export function runsOfCounts({ reference, current }: Counts): Runs | Reason {
  if (reference.length !== current.length) return 'counts of different lengths';
  const [n, m] = [totalOf(reference), totalOf(current)];
  if (n === undefined || m === undefined) return 'not a count';
  if (n < 2 || m < 2) return 'fewer than two values';
  return {
    n,
    m,
    each: (visit) => {
      for (let k = 0; k < reference.length; k += 1) {
        const [r, c] = [at(reference, k), at(current, k)];
        if (r + c > 0) visit(r, c);
      }
    },
  };
}

/** The sum, or undefined where one of them is no count. */
export function totalOf(counts: ArrayLike<number>): number | undefined {
  let sum = 0;
  for (let k = 0; k < counts.length; k += 1) {
    const count = at(counts, k);
    if (!(Number.isSafeInteger(count) && count >= 0)) return undefined;
    sum += count;
  }
  return Number.isSafeInteger(sum) ? sum : undefined;
}

function whyNotSorted(values: ArrayLike<number>): Reason | undefined {
  let previous = Number.NEGATIVE_INFINITY;
  let sorted = true;
  for (let k = 0; k < values.length; k += 1) {
    const value = at(values, k);
    if (Number.isNaN(value)) return 'not a number among the values';
    if (value < previous) sorted = false;
    previous = value;
  }
  if (!sorted) return 'values not in ascending order';
  return values.length < 2 ? 'fewer than two values' : undefined;
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;
