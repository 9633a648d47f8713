import { probability } from '../../compare/outcome.ts';
import type { CategoricalProfile } from '../../profile/categorical.ts';
import { type Severity, type SeverityThresholds, severityAt } from '../severity.ts';

/** Shares of the rows in categories that came or went which are low, medium, high. */
export const categoryChangeThresholds: SeverityThresholds = [0.005, 0.05, 0.2];

export interface CategoryChange {
  /** The most frequent first. */
  readonly categories: readonly { readonly value: string; readonly count: number }[];
  /** Their share of all values of the side that has them. */
  readonly share: number;
  readonly severity: Severity;
  /** How likely it is by chance that the rarest-looking of them is on one side only; adjusted for looking at all. */
  readonly p: number;
}

/**
 * Categories that one side has and the other has not. `kept` must list all of its categories, else what seems to be gone
 * may be in its `other`: then null.
 *
 * Evidence: a category with c values, all on one side, which has m of the n + m values, is there by chance alone with the
 * probability C(m, c) / C(n + m, c): the first value falls on this side, the second, and so on. The smallest one over all
 * categories, times the number of categories, is the p-value (Bonferroni). So a long tail of rare names, of which every
 * new week has some that no week had before, is no alarm.
 */
export function categoriesOnlyIn(side: CategoricalProfile, other: CategoricalProfile): CategoryChange | null {
  if (other.other > 0) return null;
  const known = new Set(other.categories.filter((_, index) => (other.counts[index] ?? 0) > 0));
  const categories = side.categories
    .map((value, index) => ({ value, count: side.counts[index] ?? 0 }))
    .filter(({ value, count }) => count > 0 && !known.has(value))
    .sort((a, b) => b.count - a.count);
  const [m, n] = [valuesIn(side), valuesIn(other)];
  if (m === 0 || n === 0) return null;
  const count = categories.reduce((sum, category) => sum + category.count, 0);
  const seen = known.size + categories.length;
  const smallest = categories[0] ? onOneSide(categories[0].count, m, n) : 1;
  const share = count / m;
  return { categories, share, severity: severityAt(share, categoryChangeThresholds), p: probability(smallest * seen) };
}

function onOneSide(count: number, m: number, n: number): number {
  let p = 1;
  for (let value = 0; value < count && p > 0; value += 1) p *= (m - value) / (n + m - value);
  return p;
}

const valuesIn = ({ counts, other }: CategoricalProfile): number =>
  counts.reduce((sum, count) => sum + count, 0) + other;
