import { incompleteBeta } from './beta.ts';
import { invert } from './invert.ts';
import { noTails, type Tails } from './tails.ts';

/**
 * Fisher's F distribution, the ratio of two mean squares with `numerator` and `denominator` degrees of freedom:
 * probability of a value up to `x`.
 *
 * Reference: Abramowitz and Stegun 26.6.2. Accuracy and cost: those of the incomplete beta function.
 * Example: fCdf(1, 5, 5) = 0.5.
 */
export function fCdf(x: number, numerator: number, denominator: number): number {
  return tails(x, numerator, denominator).below;
}

/** F distribution: probability of a value above `x`, accurate in the far tail. */
export function fSurvival(x: number, numerator: number, denominator: number): number {
  return tails(x, numerator, denominator).above;
}

/** The value that an F variable stays below with probability `p`. */
export function fQuantile(p: number, numerator: number, denominator: number): number {
  return numerator > 0 && denominator > 0 ? invert((x) => tails(x, numerator, denominator), p, 1 - p) : Number.NaN;
}

/** The value that an F variable exceeds with probability `p`: for levels too small for 1 − p. */
export function fUpperQuantile(p: number, numerator: number, denominator: number): number {
  return numerator > 0 && denominator > 0 ? invert((x) => tails(x, numerator, denominator), 1 - p, p) : Number.NaN;
}

function tails(x: number, numerator: number, denominator: number): Tails {
  if (!(numerator > 0 && denominator > 0)) return noTails;
  const ratio = (numerator / denominator) * Math.max(0, x);
  const share = ratio === Number.POSITIVE_INFINITY ? 1 : ratio / (1 + ratio);
  return incompleteBeta(numerator / 2, denominator / 2, share, 1 / (1 + ratio));
}
