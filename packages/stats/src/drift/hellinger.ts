import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { measureShares, type ShareOptions } from './measure-shares.ts';

/**
 * Hellinger distance: the straight line between the roots of the shares, from 0 (equal) to 1 (nothing in common).
 *
 * Definition: √(½ Σ (√p − √q)²), which equals √(1 − Σ √(p·q)) for shares that sum to one, and is accurate near zero,
 * where the latter is not. A metric.
 *
 * Reference: Hellinger (1909); Le Cam and Yang, "Asymptotics in Statistics" (2000). Cost: one pass over the bins.
 * Example: hellingerOfShares([1, 0], [0, 1]) = 1.
 */
export function hellingerOfShares(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  p.forEach((share, bin) => {
    sum += (Math.sqrt(share) - Math.sqrt(q[bin] ?? 0)) ** 2;
  });
  return Math.min(1, Math.sqrt(sum / 2));
}

/** The Hellinger distance of two columns. Evidently calls equal constants 1; here they are 0 in every mode. */
export function hellinger(
  reference: Column,
  current: Column,
  options: Omit<ShareOptions, 'direction' | 'smoothing'> = {},
): Drift {
  return measureShares('hellinger', hellingerOfShares, reference, current, options);
}
