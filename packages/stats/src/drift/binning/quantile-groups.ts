import { isPointBin } from '../../profile/edges.ts';
import type { NumericProfile } from '../../profile/numeric.ts';

/**
 * Coarser edges for a baseline: about `groups` groups of equal mass, every spike (a single value that holds 1/groups of
 * the mass or more) in a group of its own.
 *
 * Definition: the spikes cut the line into stretches. A stretch with the share s of the mass becomes
 * max(1, round(s · groups)) groups, cut at those edges of the baseline that are nearest to equal parts of its mass.
 * The ends stay open. The result is a subset of the baseline's edges, so regrouping the counts is a sum.
 *
 * Cost: one pass over the edges. Example: 1,024 bins of equal mass and 10 groups give 9 edges at about every 102nd.
 */
export function groupEdges({ edges, counts }: NumericProfile, groups: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isSpike = (bin: number): boolean => total > 0 && (counts[bin] ?? 0) * groups >= total && isPointBin(edges, bin);
  const chosen = new Set<number>();
  let start = 0;
  for (let bin = 0; bin <= counts.length; bin += 1) {
    if (bin < counts.length && !isSpike(bin)) continue;
    for (const edge of cutStretch(counts, start, bin, groups / (total || 1))) chosen.add(edge);
    // An edge number e is the lower end of bin e + 1.
    for (const edge of [bin - 1, bin]) if (edge >= 0 && edge < edges.length && bin < counts.length) chosen.add(edge);
    start = bin + 1;
  }
  return [...chosen].sort((a, b) => a - b).flatMap((index) => edges[index] ?? []);
}

/** Numbers of the edges that cut the bins from `start` to before `end` into parts of nearly equal mass. */
function cutStretch(counts: readonly number[], start: number, end: number, groupsPerCount: number): number[] {
  const mass = counts.slice(start, end).reduce((sum, count) => sum + count, 0);
  const parts = Math.max(1, Math.round(mass * groupsPerCount));
  const filled = counts.flatMap((count, bin) => (bin >= start && bin < end && count > 0 ? [bin] : []));
  const cuts: number[] = [];
  let below = 0;
  let part = 1;
  filled.slice(0, -1).forEach((bin, index) => {
    below += counts[bin] ?? 0;
    const wanted = (mass * part) / parts;
    const next = below + (counts[filled[index + 1] ?? bin] ?? 0);
    if (part === parts || Math.abs(below - wanted) > Math.abs(next - wanted)) return;
    cuts.push(bin);
    // A bin that is heavier than a part takes the place of several: no slivers behind it.
    part = Math.min(parts, Math.max(part + 1, Math.floor((below * parts) / mass) + 1));
  });
  return cuts;
}

/** Sums counts on fine edges up to counts on `coarse` ones, each of which is one of the fine edges. */
export function regroup(fine: readonly number[], counts: readonly number[], coarse: readonly number[]): number[] {
  const grouped = new Array<number>(coarse.length + 1).fill(0);
  let group = 0;
  counts.forEach((count, bin) => {
    const low = fine[bin - 1];
    while (low !== undefined && group < coarse.length && (coarse[group] ?? 0) <= low) group += 1;
    grouped[group] = (grouped[group] ?? 0) + count;
  });
  return grouped;
}
