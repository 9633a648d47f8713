import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { measureShares, type ShareOptions } from './measure-shares.ts';

/**
 * Total variation distance: the share of the rows that would have to move to another bin to make both sides equal.
 *
 * Definition: ½ Σ |p − q|, from 0 to 1. A metric. Reference: Levin, Peres, "Markov Chains and Mixing Times" (2017), §4.1.
 * Cost: one pass over the bins. Example: totalVariationOfShares([0.5, 0.5], [0.25, 0.75]) = 0.25.
 */
export function totalVariationOfShares(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  p.forEach((share, bin) => {
    sum += Math.abs(share - (q[bin] ?? 0));
  });
  return Math.min(1, sum / 2);
}

/** The total variation distance of two columns. */
export function totalVariation(
  reference: Column,
  current: Column,
  options: Omit<ShareOptions, 'direction' | 'smoothing'> = {},
): Drift {
  return measureShares('total_variation', totalVariationOfShares, reference, current, options);
}
