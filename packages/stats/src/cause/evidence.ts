import { isUnknown } from '../compare/outcome.ts';
import { twoProportions } from '../compare/two-proportions.ts';
import { chiSquaredSurvival } from '../distribution/chi-squared.ts';
import { jsOfShares } from '../drift/jensen-shannon.ts';
import type { Segment, Segments } from './segment-table.ts';

/**
 * How often chance moves a column as far: 8 · Jensen–Shannon divergence / (1 / n + 1 / m) is to second order Pearson's
 * chi-squared of bins − 1 degrees of freedom.
 */
export function chanceOfMove({ reference, current, rows }: Segments): number {
  const bins = reference.filter((count, bin) => count + (current[bin] ?? 0) > 0).length;
  if (bins < 2) return 1;
  const divergence = jsOfShares(
    reference.map((count) => count / rows.reference),
    current.map((count) => count / rows.current),
  );
  return chiSquaredSurvival((8 * divergence) / (1 / rows.reference + 1 / rows.current), bins - 1);
}

/** How often chance moves the share of a segment as far. */
export function chanceOfShare(segment: Segment, { rows }: Segments): number {
  const outcome = twoProportions(
    { count: segment.rows.reference, of: rows.reference },
    { count: segment.rows.current, of: rows.current },
  );
  return isUnknown(outcome) ? 1 : outcome.p;
}

/**
 * How often a segment's inside moves as differently from the other rows' when all moved alike: each bin's difference
 * of the two changes, squared, over its variance, summed; chi-squared of bins − 1 degrees of freedom.
 *
 * A large segment may seem to explain a change that it only shares, as chance leaves the others nearer to what they
 * were; that it moved unlike them is what makes it the cause. 1 where there is nothing to set it against.
 */
export function chanceOfInside(segment: Segment, { reference, current, rows }: Segments): number {
  const groups = [
    [segment.current, segment.rows.current, 1],
    [segment.reference, segment.rows.reference, -1],
    [without(current, segment.current), rows.current - segment.rows.current, -1],
    [without(reference, segment.reference), rows.reference - segment.rows.reference, 1],
  ] as const;
  if (groups.some(([, size]) => size === 0)) return 1;
  let [statistic, bins] = [0, 0];
  reference.forEach((_, bin) => {
    let [difference, variance] = [0, 0];
    for (const [counts, size, sign] of groups) {
      const share = (counts[bin] ?? 0) / size;
      difference += sign * share;
      variance += share / size;
    }
    if (variance === 0) return;
    statistic += difference ** 2 / variance;
    bins += 1;
  });
  return bins < 2 ? 1 : chiSquaredSurvival(statistic, bins - 1);
}

function without(all: readonly number[], part: readonly number[]): number[] {
  return all.map((count, bin) => count - (part[bin] ?? 0));
}
