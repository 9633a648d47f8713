import { incompleteBeta } from './beta.ts';
import { invert } from './invert.ts';
import { normalQuantile, normalSurvival } from './normal.ts';
import { exchange, fromAbove, type Tails } from './tails.ts';

/**
 * Student's t distribution with `freedom` degrees of freedom, which need not be whole: probability of a value up to `t`.
 *
 * Infinite freedom is the normal distribution. Relative error below 1e-12 in both tails down to 1e-300 and |t| < 1e150.
 * Reference: DLMF 8.17.5, Abramowitz and Stegun 26.7.1. Cost: that of the incomplete beta function.
 * Example: studentTCdf(-1, 1) = 0.25.
 */
export function studentTCdf(t: number, freedom: number): number {
  return studentTSurvival(-t, freedom);
}

/** Student's t distribution: probability of a value above `t`, accurate in the far tail. */
export function studentTSurvival(t: number, freedom: number): number {
  if (freedom === Number.POSITIVE_INFINITY) return normalSurvival(t);
  const { below, above } = absoluteTails(Math.abs(t), freedom);
  return t >= 0 ? above / 2 : 0.5 + below / 2;
}

/** The value that a t variable stays below with probability `p`. Example: studentTQuantile(0.75, 1) = 1. */
export function studentTQuantile(p: number, freedom: number): number {
  if (freedom === Number.POSITIVE_INFINITY) return normalQuantile(p);
  return p < 0.5 ? -positiveQuantile(p, freedom) : positiveQuantile(1 - p, freedom);
}

/** The value that a t variable exceeds with probability `p`: for levels too small for 1 − p. */
export function studentTUpperQuantile(p: number, freedom: number): number {
  if (freedom === Number.POSITIVE_INFINITY) return -normalQuantile(p);
  return p < 0.5 ? positiveQuantile(p, freedom) : -positiveQuantile(1 - p, freedom);
}

/** Distribution of |t|. */
function absoluteTails(t: number, freedom: number): Tails {
  if (t === Number.POSITIVE_INFINITY) return fromAbove(0);
  const ratio = (t / freedom) * t;
  return exchange(incompleteBeta(freedom / 2, 0.5, 1 / (1 + ratio), ratio / (1 + ratio)));
}

function positiveQuantile(above: number, freedom: number): number {
  if (!(above >= 0 && above <= 0.5 && freedom > 0)) return Number.NaN;
  const both = fromAbove(2 * above);
  return invert((t) => absoluteTails(t, freedom), both.below, both.above);
}
