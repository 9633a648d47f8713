/**
 * Benjamini–Hochberg adjusted p-values, in the order given: the smallest false discovery rate at which each comparison
 * would count as a discovery. `adjusted ≤ level` picks what the step-up procedure picks at that level.
 *
 * adjusted(i) = min over all j with p(j) ≥ p(i) of p(j) × count / rank(j). A comparison without an answer stays without one
 * and is not counted, and neither is anything that is no probability.
 *
 * Reference: Benjamini and Hochberg (1995); R p.adjust(method = 'BH'). Cost: one sort.
 * Example: benjaminiHochberg([0.01, 0.04, 0.03, 0.5]) = [0.04, 0.0533…, 0.0533…, 0.5].
 */
export function benjaminiHochberg(pValues: readonly number[]): number[];
export function benjaminiHochberg(pValues: readonly (number | undefined)[]): (number | undefined)[];
export function benjaminiHochberg(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const known = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== undefined && entry.p >= 0 && entry.p <= 1)
    .sort((a, b) => b.p - a.p);
  const adjusted: (number | undefined)[] = pValues.map(() => undefined);
  let smallest = 1;
  known.forEach(({ p, index }, place) => {
    smallest = Math.min(smallest, p * (known.length / (known.length - place)));
    adjusted[index] = smallest;
  });
  return adjusted;
}
