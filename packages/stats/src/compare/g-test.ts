import { logDeviation } from '../distribution/stirling.ts';
import { type CategoryComparison, type CategoryOptions, compareCategories, type Divergence } from './categories.ts';
import type { Unknown } from './outcome.ts';
import { add, type Cell, sizeOf } from './pool.ts';
import type { Counts } from './runs.ts';

const method = 'g-test';

export type GTest = CategoryComparison<typeof method>;

/**
 * G test (likelihood ratio) of homogeneity: the question of chiSquared, asked of 2 Σ observed × ln(observed / expected).
 *
 * p comes from G divided by Williams's correction, without which a hundred cells at 10 expected raise up to twice the
 * false alarms; what remains is up to 1.3 times, so prefer chiSquared for a decision. Rare categories are pooled first:
 * see compareCategories.
 *
 * References: Wilks (1938); Williams (1976). Cost: one sort of the categories.
 * Example: gTest({ reference: [30, 50, 20], current: [20, 50, 30] }).p = 0.138.
 */
export function gTest(counts: Counts, options: CategoryOptions = {}): GTest | Unknown<typeof method> {
  return compareCategories(method, likelihoodRatio, counts, options);
}

function likelihoodRatio(cells: readonly Cell[]): Divergence {
  const { reference: n, current: m } = add(cells);
  const all = n + m;
  let [sum, inverse] = [0, 0];
  for (const cell of cells) {
    const size = sizeOf(cell);
    // observed − expected, up to sign and exactly: it is the same for both samples
    const difference = (cell.reference * m - cell.current * n) / all;
    sum += excess(cell.reference, (size / all) * n, difference) + excess(cell.current, (size / all) * m, -difference);
    inverse += all / size;
  }
  const scale = 1 + ((all / n + all / m - 1) * (inverse - 1)) / (6 * all * (cells.length - 1));
  return { statistic: 2 * sum, scale };
}

/** observed × ln(observed / expected) − difference, never negative: the differences add up to 0, and without them nothing cancels. */
function excess(observed: number, expected: number, difference: number): number {
  return observed === 0 ? expected : -logDeviation(expected, observed, -difference);
}
