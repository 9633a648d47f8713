import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { measureShares, type ShareOptions } from './measure-shares.ts';

/**
 * Population stability index: how far the shares have moved, each move weighed by its ratio.
 *
 * Definition: Σ (c − r) · ln(c / r) over the bins, r and c being the shares of reference and current: Jeffreys'
 * divergence, KL(r ‖ c) + KL(c ‖ r). Symmetric, zero if and only if the shares are equal, not a metric. With Laplace
 * smoothing, equal shares of samples of different sizes give a little more than zero.
 *
 * Reference: Siddiqi, "Credit Risk Scorecards" (2006); Jeffreys (1946). Cost: one pass over the bins.
 * Example: psiOfShares([0.5, 0.5], [0.25, 0.75]) = 0.2746530721670274.
 */
export function psiOfShares(reference: readonly number[], current: readonly number[]): number {
  let sum = 0;
  reference.forEach((r, bin) => {
    const c = current[bin] ?? 0;
    if (r !== c) sum += (c - r) * Math.log(c / r);
  });
  return sum;
}

/** The population stability index of two columns, or profiles on the same edges. */
export function psi(reference: Column, current: Column, options: Omit<ShareOptions, 'direction'> = {}): Drift {
  return measureShares('psi', psiOfShares, reference, current, options);
}
