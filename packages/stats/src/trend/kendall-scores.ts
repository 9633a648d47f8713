/** How many of the values stand alone, in pairs and so on: the size of every group of equal ones. */
export function groupSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  // −0 and 0 are one value
  for (const value of values) sizes.set(value + 0, (sizes.get(value + 0) ?? 0) + 1);
  return [...sizes.values()];
}

/**
 * Probability of each number of inversions among values in random order, some of which are equal: the exact distribution
 * of Kendall's score, S = pairs that are not tied − 2 · inversions.
 *
 * Definition: the coefficients of the q-multinomial ∏ (1 − qⁱ) for i to n over ∏ (1 − qʲ) for j to each group's size, over
 * their sum. Reference: MacMahon (1916); OEIS A008302. Cost: n⁴. Example: [1, 1, 1] → [1, 2, 2, 1] / 6.
 */
export function inversionShares(sizes: readonly number[]): number[] {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  let counts = [1];
  if (sizes.every((size) => size === 1)) {
    // 171! is no number, so that each step keeps shares instead of counts
    for (let i = 2; i <= n; i += 1) counts = timesRow(counts, i).map((count) => count / i);
    return counts;
  }
  if (n > mostTied) throw new RangeError(`expected at most ${mostTied} values where some are equal, found ${n}`);
  for (let i = 2; i <= n; i += 1) counts = timesRow(counts, i);
  for (const size of sizes) for (let j = 2; j <= size; j += 1) counts = overRow(counts, j);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}

/** 18! is the largest factorial of which a double holds every digit, and dividing needs them. */
const mostTied = 18;

/** Times 1 + q + … to `width` terms. */
function timesRow(counts: readonly number[], width: number): number[] {
  const product = new Array<number>(counts.length + width - 1).fill(0);
  counts.forEach((count, at) => {
    for (let ahead = 0; ahead < width; ahead += 1) product[at + ahead] = (product[at + ahead] ?? 0) + count;
  });
  return product;
}

/** Over the same. */
function overRow(counts: readonly number[], width: number): number[] {
  const quotient: number[] = [];
  for (let at = 0; at < counts.length - width + 1; at += 1) {
    let count = counts[at] ?? 0;
    for (let back = 1; back < width && back <= at; back += 1) count -= quotient[at - back] ?? 0;
    quotient.push(count);
  }
  return quotient;
}
