import { countNumbers, type NumberCounter, type NumericProfile } from '@pitwall/stats';

/** From a hundredth of a millisecond to beyond a minute, each a fifth of an octave after the other: within 15 %. */
const edges: readonly number[] = Array.from({ length: 116 }, (_, index) => 0.01 * 2 ** (index / 5));

/** Counts durations in milliseconds in constant memory; two counts on these edges can be added. */
export const countLatencies = (): NumberCounter => countNumbers(edges);

/**
 * The value below which a share of all lies, by straight lines within the bins; null where there is none. Never outside
 * of what was seen.
 */
export function quantileOf({ counts, min, max }: NumericProfile, share: number): number | null {
  if (min === null || max === null) return null;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = share * total;
  let below = 0;
  for (const [bin, count] of counts.entries()) {
    if (count === 0 || below + count < wanted) {
      below += count;
      continue;
    }
    const low = Math.max(min, edges[bin - 1] ?? min);
    const high = Math.min(max, edges[bin] ?? max);
    return low + (high - low) * ((wanted - below) / count);
  }
  return max;
}
