import { invert } from './invert.ts';
import { fromAbove, fromBelow, type Tails } from './tails.ts';

/** Where the two series cost the same; each loses digits far on the other side. */
const crossing = 1;

/**
 * Kolmogorov distribution: the limit of √n times the largest distance between an empirical and its true distribution
 * function. Probability of a value up to `x`.
 *
 * Below 1 by √(2π)/x Σ exp(−(2k − 1)² π² / (8 x²)), above by 1 − 2 Σ (−1)^(k − 1) exp(−2 k² x²).
 * Reference: Kolmogorov (1933); Smirnov (1948). Relative error below 1e-13 in both tails. Cost: at most 6 exponentials.
 * Example: kolmogorovCdf(1.3580986393225505) = 0.95.
 */
export function kolmogorovCdf(x: number): number {
  return tails(x).below;
}

/** Kolmogorov distribution: probability of a value above `x`, accurate in the far tail. */
export function kolmogorovSurvival(x: number): number {
  return tails(x).above;
}

/** The value that a Kolmogorov variable stays below with probability `p`. */
export function kolmogorovQuantile(p: number): number {
  return invert(tails, p, 1 - p);
}

/** The value that a Kolmogorov variable exceeds with probability `p`: for levels too small for 1 − p. */
export function kolmogorovUpperQuantile(p: number): number {
  return invert(tails, 1 - p, p);
}

function tails(x: number): Tails {
  if (x <= 0) return fromBelow(0);
  return x < crossing ? fromBelow(lower(x)) : fromAbove(upper(x));
}

function lower(x: number): number {
  const unit = Math.PI / x;
  let sum = 0;
  for (let k = 1; k <= 9; k += 2) sum += Math.exp((-k * k * unit * unit) / 8);
  return (Math.sqrt(2 * Math.PI) / x) * sum;
}

function upper(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 6; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
