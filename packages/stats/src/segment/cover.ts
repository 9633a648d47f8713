/** Tables of more cells no longer fit the processor's second cache, and to update one then takes longer. */
const mostCells = 4096;

/**
 * Sets of up to three columns, given by position, such that every pair of columns lies in one of them at least: a table
 * of three columns tells those of its three pairs, so all pairs are counted in little more than a third of the time.
 *
 * Greedy: for the first pair that is not covered, the third column that covers most pairs more. Of 20 columns the 190
 * pairs are covered by about 80 sets; 67 is the least there can be (Schönheim, 1964).
 * Example: coverPairs([12, 12, 12]) = [[0, 1, 2]].
 */
export function coverPairs(sizes: readonly number[]): (readonly number[])[] {
  const covered = sizes.map(() => new Set<number>());
  const isOpen = (a: number, b: number): boolean => a !== b && !covered[a]?.has(b);
  const sets: (readonly number[])[] = [];
  const cover = (set: readonly number[]): void => {
    sets.push(set);
    for (const a of set) for (const b of set) covered[a]?.add(b);
  };
  for (const [a, height] of sizes.entries()) {
    for (const [b, width] of sizes.entries()) {
      if (b <= a || !isOpen(a, b)) continue;
      let [third, gain] = [-1, 0];
      for (const [c, depth] of sizes.entries()) {
        if (c === a || c === b || height * width * depth > mostCells) continue;
        const more = (isOpen(a, c) ? 1 : 0) + (isOpen(b, c) ? 1 : 0);
        if (more > gain) [third, gain] = [c, more];
      }
      cover(third < 0 ? [a, b] : [a, b, third]);
    }
  }
  return sets;
}
