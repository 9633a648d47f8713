import { nextUp } from './next-double.ts';

/** The most bins of equal mass that a baseline may ask for; with spikes it has at most twice as many edges. */
export const mostBins = 1024;

/**
 * Inner edges of a baseline: equal-mass cuts of a sample, without duplicates, and two edges round every spike.
 *
 * Definition: let x be the sorted sample and n its length. The values to cut at are x[floor(i·n / bins)] for
 * i = 1 … bins − 1; the cut is midway between such a value and the next smaller one. A cut at the value itself would have
 * a value of the sample at the lower end of every bin: the sample would seem to lie higher by half a value, which with 50
 * of them raises up to half as many false alarms again. A value that fills 1/bins of the sample or more, and not just as
 * one of several single values, is a spike: it gets the edges v and nextUp(v), a bin of its own. The outer bins are open:
 * below the first edge and from the last edge on, so infinities are not among the edges.
 *
 * `sorted` is a sorted sample or a list of equidistant quantiles (which is a sample too); what is not finite is left
 * out. The edges need not be exact quantiles to be good: they are only places at which to count.
 *
 * Cost: one pass. Example: baselineEdges([1, 2, 3, 4], { bins: 2 }) = [2.5];
 * baselineEdges([0, 0, 0, 7], { bins: 2 }) = [0, 5e-324].
 */
export function baselineEdges(
  sorted: ArrayLike<number>,
  { bins = mostBins }: { readonly bins?: number } = {},
): number[] {
  if (!Number.isInteger(bins) || bins < 1 || bins > mostBins) {
    throw new RangeError(`bins: expected a whole number from 1 to ${mostBins}, got ${bins}`);
  }
  const values = Float64Array.from(sorted).filter(Number.isFinite);
  const spiked = new Set(spikes(values, Math.max(Math.min(2, values.length), values.length / bins)));
  const edges = new Set<number>();
  let smaller: number | undefined;
  let at = 0;
  for (let bin = 1; bin < bins; bin += 1) {
    const place = Math.floor((bin * values.length) / bins);
    for (; at < place; at += 1) if (values[at] !== values[at + 1]) smaller = values[at];
    const value = values[place];
    if (value !== undefined && smaller !== undefined && !spiked.has(value + 0)) edges.add(midway(smaller, value));
  }
  for (const value of spiked) {
    edges.add(value);
    const above = nextUp(value);
    if (above < Number.POSITIVE_INFINITY) edges.add(above);
  }
  return [...edges].sort((a, b) => a - b);
}

/** Above the lower value, and not above the upper one, however near they are. */
function midway(lower: number, upper: number): number {
  const middle = lower + (upper / 2 - lower / 2);
  return (middle > lower && middle <= upper ? middle : upper) + 0;
}

/** Values of a sorted list that occur at least `enough` times; −0 counts as 0. */
function spikes(sorted: Float64Array, enough: number): number[] {
  const found: number[] = [];
  let start = 0;
  for (let index = 1; index <= sorted.length; index += 1) {
    if (index < sorted.length && sorted[index] === sorted[start]) continue;
    if (index - start >= enough) found.push((sorted[start] ?? 0) + 0);
    start = index;
  }
  return found;
}

/** Whether a bin (numbered as by `binOf`) holds a single value: its ends are neighbouring doubles. */
export function isPointBin(edges: readonly number[], bin: number): boolean {
  const low = edges[bin - 1];
  return low !== undefined && edges[bin] === nextUp(low);
}
