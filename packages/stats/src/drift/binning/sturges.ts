import { equalWidthEdges } from './equal-width.ts';

/**
 * Sturges' rule for histograms: ⌈range / (range / (log2 n + 1))⌉ bins of equal width over the range, that is
 * ⌈log2 n + 1⌉ but for rounding, as NumPy's `histogram_bin_edges(x, 'sturges')` rounds it. A range of zero is one bin
 * half a unit to either side.
 *
 * Reference: Sturges, "The choice of a class interval", JASA 21 (1926). Example: sturgesEdges(0, 3, 4) = [0, 1, 2, 3].
 */
export function sturgesEdges(low: number, high: number, n: number): number[] {
  if (low === high) return [low - 0.5, high + 0.5];
  const width = (high - low) / (Math.log2(n) + 1);
  return equalWidthEdges(low, high, Math.max(1, Math.ceil((high - low) / width)));
}
