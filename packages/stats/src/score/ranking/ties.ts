import type { RankingData } from './data.ts';

/**
 * What the first k places of a list give on the average over all orders of the rows that have one score (McSherry and
 * Najork, 2008): the order in which they happen to stand in a table says nothing of the model, and must not help it.
 */
type Walk = (size: number, relevant: number, before: number, within: number) => void;

/** Goes through groups of one score: how many rows, how many of them relevant, how many before, how many within k. */
function walk({ starts, scores, relevance, relevantFrom }: RankingData, list: number, k: number, visit: Walk): void {
  const [start, end] = [starts[list] ?? 0, starts[list + 1] ?? 0];
  const cut = Math.min(end, start + k);
  for (let first = start; first < cut; ) {
    const score = scores[first];
    let [next, relevant] = [first, 0];
    for (; next < end && scores[next] === score; next += 1) if ((relevance[next] ?? 0) >= relevantFrom) relevant += 1;
    visit(next - first, relevant, first - start, Math.min(next, cut) - first);
    first = next;
  }
}

/** How many of the first k are relevant. */
export function hitsOf(data: RankingData, list: number, k: number): number {
  let hits = 0;
  walk(data, list, k, (size, relevant, _before, within) => {
    hits += (relevant * within) / size;
  });
  return hits;
}

/** How likely one of the first k is relevant. */
export function chanceOfHit(data: RankingData, list: number, k: number): number {
  let miss = 1;
  walk(data, list, k, (size, relevant, _before, within) => {
    for (let drawn = 0; drawn < within; drawn += 1) miss *= Math.max(0, size - relevant - drawn) / (size - drawn);
  });
  return 1 - miss;
}

/** One over the place of the first relevant row, 0 where none of the first k is. */
export function reciprocalRank(data: RankingData, list: number, k: number): number {
  let [sum, none] = [0, 1];
  walk(data, list, k, (size, relevant, before, within) => {
    if (relevant === 0) return;
    for (let drawn = 0; drawn < within && none > 0; drawn += 1) {
      const found = Math.min(1, relevant / (size - drawn));
      sum += (none * found) / (before + drawn + 1);
      none *= 1 - found;
    }
  });
  return sum;
}

/** Σ over the relevant rows among the first k of the precision at their place. */
export function precisionsAtHits(data: RankingData, list: number, k: number): number {
  let [sum, hits] = [0, 0];
  walk(data, list, k, (size, relevant, before, within) => {
    const others = size > 1 ? (relevant - 1) / (size - 1) : 0;
    if (relevant > 0) {
      for (let drawn = 0; drawn < within; drawn += 1)
        sum += ((relevant / size) * (hits + 1 + drawn * others)) / (before + drawn + 1);
    }
    hits += relevant;
  });
  return sum;
}

export type Gain = (relevance: number) => number;

/** Σ gain·discount over the first k, the gains of rows of one score shared between their places. */
export function discountedGain(
  values: Float64Array,
  scores: Float64Array | undefined,
  from: number,
  to: number,
  gain: Gain,
  discounts: Float64Array,
): number {
  const cut = Math.min(to, from + discounts.length);
  let sum = 0;
  for (let first = from; first < cut; ) {
    let [next, gains, discount] = [first, 0, 0];
    do {
      gains += gain(values[next] ?? 0);
      if (next < cut) discount += discounts[next - from] ?? 0;
      next += 1;
    } while (scores && next < to && scores[next] === scores[first]);
    sum += (gains / (next - first)) * discount;
    first = next;
  }
  return sum;
}
