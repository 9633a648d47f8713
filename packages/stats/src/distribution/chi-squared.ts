import { gammaCdf, gammaQuantile, gammaSurvival, gammaUpperQuantile } from './gamma.ts';

/**
 * Chi-squared distribution with `freedom` degrees of freedom, the sum of that many squared standard normals: probability
 * of a value up to `x`. It is the gamma distribution of shape freedom / 2 and scale 2; accuracy and cost are those.
 *
 * Example: chiSquaredCdf(3.841458820694124, 1) = 0.95.
 */
export function chiSquaredCdf(x: number, freedom: number): number {
  return gammaCdf(x, freedom / 2, 2);
}

/** Chi-squared distribution: probability of a value above `x`. Example: chiSquaredSurvival(2, 2) = 1/e. */
export function chiSquaredSurvival(x: number, freedom: number): number {
  return gammaSurvival(x, freedom / 2, 2);
}

export function chiSquaredQuantile(p: number, freedom: number): number {
  return gammaQuantile(p, freedom / 2, 2);
}

export function chiSquaredUpperQuantile(p: number, freedom: number): number {
  return gammaUpperQuantile(p, freedom / 2, 2);
}
