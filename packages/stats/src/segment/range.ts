import type { Sums } from './sums.ts';

/** Between these all rests lie. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export function rangeOf(values: Float64Array): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/**
 * An upper bound of the chance that the means of a part and of the rest lie as far apart, if what is expected of both is
 * the same: it holds for any number of rows and any distribution within the range.
 *
 * Definition: (1 + x)·exp(−x), where x = n·k(p, r) + m·k(q, r), with p, q and r the means of part, rest and both as shares
 * of the range, and k(p, r) = p·ln(p/r) + (1 − p)·ln((1 − p)/(1 − r)). By Hoeffding (1963, theorem 1) n·k of either side
 * exceeds any u with a chance of exp(−u) at the most where r is the true mean, and no r makes x smaller than this one.
 * Example: for 60 rows that are all wrong and 340 of which 5 are, it is 3e-64.
 */
export function chanceWithin(part: Sums, rest: Sums, { low, high }: Range): number {
  if (!(high > low)) return 1;
  const shareOf = ({ rest: sum, rows }: { readonly rest: number; readonly rows: number }): number =>
    Math.min(1, Math.max(0, (sum / rows - low) / (high - low)));
  const both = shareOf({ rest: part.rest + rest.rest, rows: part.rows + rest.rows });
  const x = part.rows * divergence(shareOf(part), both) + rest.rows * divergence(shareOf(rest), both);
  return Math.min(1, Math.max(Number.MIN_VALUE, (1 + x) * Math.exp(-x)));
}

function divergence(p: number, r: number): number {
  const term = (a: number, b: number): number => (a > 0 ? a * Math.log(a / b) : 0);
  return Math.max(0, term(p, r) + term(1 - p, 1 - r));
}
