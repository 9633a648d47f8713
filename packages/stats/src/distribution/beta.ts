import { invert } from './invert.ts';
import { binomialTerm } from './stirling.ts';
import { allAbove, allBelow, exchange, fromBelow, noTails, type Tails } from './tails.ts';

const tiny = 1e-300;
const maximumSteps = 1e7;

/**
 * Regularised incomplete beta functions: I_x(a, b) below and 1 − I_x(a, b) above. Takes both x and y = 1 − x, because a
 * caller that knows a small y would lose its digits by writing 1 − y.
 *
 * Continued fraction on the side of the mean where it converges fast, so the smaller tail is never a difference.
 * Reference: DLMF 8.17.22. Accuracy: relative 1e-12 in either tail down to 1e-300, for parameters from 1e-3 to 1e9.
 * Cost: tens of steps, about 5 √max(a, b) of them near the mean. Example: incompleteBeta(1, 1, 0.3, 0.7).below = 0.3.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): Tails {
  const positive = a > 0 && b > 0 && Number.isFinite(a) && Number.isFinite(b);
  if (!positive || Number.isNaN(x) || Number.isNaN(y)) return noTails;
  if (x <= 0) return allAbove;
  if (y <= 0) return allBelow;
  return x <= (a + 1) / (a + b + 2) ? lowerTail(a, b, x, y) : exchange(lowerTail(b, a, y, x));
}

function lowerTail(a: number, b: number, x: number, y: number): Tails {
  return fromBelow(binomialTerm(a, b, x, y) * b * (a / (a + b)) * fraction(a, b, x, y));
}

/**
 * Lentz's method on the even part of DLMF 8.17.22 (Didonato and Morris, 1992): half the steps, and written with
 * a y − b x, so that it keeps its digits where x is nearly 1.
 */
function fraction(a: number, b: number, x: number, y: number): number {
  const difference = a * y - b * x + 1;
  let c = nonZero((a * difference) / (a + 1));
  let d = 0;
  let value = c;
  for (let k = 1; k < maximumSteps; k += 1) {
    const at = a + 2 * k - 1;
    const numerator = (((a + k - 1) * x) / at) * ((a + b + k - 1) / at) * k * (b - k) * x;
    const denominator = k + (k * (b - k) * x) / at + ((a + k) / (at + 2)) * (difference + k * (1 + y));
    d = 1 / nonZero(denominator + numerator * d);
    c = nonZero(denominator + numerator / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return 1 / value;
}

const nonZero = (x: number): number => (Math.abs(x) < tiny ? tiny : x);

/** Beta distribution on 0 to 1: probability of a value up to `x`. Example: betaCdf(0.5, 2, 2) = 0.5. */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, x, 1 - x).below;
}

/** Beta distribution: probability of a value above `x`, accurate in the far tail. */
export function betaSurvival(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, x, 1 - x).above;
}

/** The value that a beta variable stays below with probability `p`. */
export function betaQuantile(p: number, a: number, b: number): number {
  return quantile(p, 1 - p, a, b);
}

/** The value that a beta variable exceeds with probability `p`: for levels too small for 1 − p. */
export function betaUpperQuantile(p: number, a: number, b: number): number {
  return quantile(1 - p, p, a, b);
}

/** Solved for the odds x / (1 − x), which have all their digits near 0 and near 1 alike. */
function quantile(below: number, above: number, a: number, b: number): number {
  if (!(a > 0 && b > 0)) return Number.NaN;
  if (above === 0) return 1;
  const odds = invert((r) => incompleteBeta(a, b, r / (1 + r), 1 / (1 + r)), below, above);
  return odds > 1 ? 1 / (1 + 1 / odds) : odds / (1 + odds);
}
