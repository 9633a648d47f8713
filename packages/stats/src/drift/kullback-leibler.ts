import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { measureShares, type ShareOptions } from './measure-shares.ts';

/**
 * Kullback–Leibler divergence of `q` from `p`, in nats: what it costs to take q for p.
 *
 * Definition: Σ p · ln(p / q), where 0 · ln 0 = 0; infinite where p has mass and q has none. Not symmetric, zero if and
 * only if p = q. Shares that sum to a little more than one (a fill without renormalising) can bring it a hair below
 * zero; it is then 0.
 *
 * Reference: Kullback and Leibler, "On information and sufficiency" (1951). Cost: one pass over the bins.
 * Example: klOfShares([0.5, 0.5], [0.25, 0.75]) = 0.14384103622589045.
 */
export function klOfShares(p: readonly number[], q: readonly number[]): number {
  let sum = 0;
  p.forEach((share, bin) => {
    if (share > 0) sum += share * Math.log(share / (q[bin] ?? 0));
  });
  return Math.max(0, sum);
}

/** The Kullback–Leibler divergence of two columns; by default KL(reference ‖ current). */
export function kl(reference: Column, current: Column, options: ShareOptions = {}): Drift {
  return measureShares('kl', klOfShares, reference, current, options);
}
