import { type CategoryComparison, type CategoryOptions, compareCategories, type Divergence } from './categories.ts';
import type { Unknown } from './outcome.ts';
import { add, type Cell, sizeOf } from './pool.ts';
import type { Counts } from './runs.ts';

const method = 'chi-squared';

export type ChiSquared = CategoryComparison<typeof method>;

/**
 * Pearson's chi-squared test of homogeneity: does each category occur as often among the current values as in the
 * reference? Counts are per category, in an order that does not depend on the data (such as by name); a category that is
 * missing on one side has count 0 there.
 *
 * The statistic is Σ (observed − expected)² / expected over both samples and all cells, without Yates's correction, as two
 * cells are tested exactly. Rare categories are pooled first: see compareCategories.
 *
 * References: Pearson (1900); Cochran (1954). Cost: one sort of the categories.
 * Example: chiSquared({ reference: [30, 50, 20], current: [20, 50, 30] }).p = 0.135.
 */
export function chiSquared(counts: Counts, options: CategoryOptions = {}): ChiSquared | Unknown<typeof method> {
  return compareCategories(method, pearson, counts, options);
}

function pearson(cells: readonly Cell[]): Divergence {
  const { reference: n, current: m } = add(cells);
  let sum = 0;
  for (const cell of cells) sum += (cell.reference * m - cell.current * n) ** 2 / sizeOf(cell);
  return { statistic: sum / n / m, scale: 1 };
}
