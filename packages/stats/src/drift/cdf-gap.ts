import type { NumericProfile } from '../profile/numeric.ts';
import type { Tails } from './ks-statistic.ts';

/** What the distance integrates: the gap between the distribution functions, or its square. */
export type Power = 1 | 2;

/** Values in order, with the infinities beside them that count in the distribution function. */
export interface Ordered {
  readonly sorted: ArrayLike<number>;
  readonly tails: Tails;
}

/** Where the integral begins and ends; values beyond are taken for the end they lie beyond. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * ∫ |F(x) − G(x)|^power dx over a range, exactly, F and G being the empirical distribution functions of two samples.
 *
 * Definition: both functions are constant between neighbouring values, so the integral is a sum over the gaps between
 * the values of both samples in order. Cost: one merging pass. Example: [0] and [1] over [−5, 5] give 1.
 */
export function gapOfValues(a: Ordered, b: Ordered, { low, high }: Range, power: Power): number {
  const nA = a.sorted.length + a.tails.below + a.tails.above;
  const nB = b.sorted.length + b.tails.below + b.tails.above;
  const far = Number.POSITIVE_INFINITY;
  let [i, j] = [0, 0];
  let at = low;
  let sum = 0;
  while (at < high) {
    while (i < a.sorted.length && (a.sorted[i] ?? 0) <= at) i += 1;
    while (j < b.sorted.length && (b.sorted[j] ?? 0) <= at) j += 1;
    const next = Math.min(high, a.sorted[i] ?? far, b.sorted[j] ?? far);
    const gap = Math.abs((a.tails.below + i) / nA - (b.tails.below + j) / nB);
    sum += (next - at) * (power === 1 ? gap : gap * gap);
    at = next;
  }
  return sum;
}

export interface CountedIntegral {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The same integral as far as counts on the same edges tell: a value that takes each bin's mass for evenly spread, and
 * the bounds between which the integral of the values themselves must lie, wherever in its bin each value is.
 *
 * Definition: in a bin that F crosses from f₀ to f₁ and G from g₀ to g₁, F − G lies in [f₀ − g₁, f₁ − g₀]. The open
 * bins end at the least and the greatest value of either side. Cost: one pass over the bins.
 */
export function gapOfCounts(a: NumericProfile, b: NumericProfile, { low, high }: Range, power: Power): CountedIntegral {
  const count = ({ counts, negativeInfinity, positiveInfinity }: NumericProfile): number =>
    counts.reduce((sum, bin) => sum + bin, negativeInfinity + positiveInfinity);
  const [nA, nB] = [count(a), count(b)];
  const least = Math.min(a.min ?? high, b.min ?? high);
  const greatest = Math.max(a.max ?? low, b.max ?? low);
  let [belowA, belowB] = [a.negativeInfinity, b.negativeInfinity];
  let [value, lower, upper] = [0, 0, 0];
  const add = (from: number, to: number, inA: number, inB: number): void => {
    const [start, end] = [Math.max(low, from), Math.min(high, to)];
    if (end > start) {
      // A bin cut off by the range: its mass is spread over all of it, the bounds hold for any part.
      const part = (x: number): number => (to === from ? 1 : (x - from) / (to - from));
      const gapAt = (x: number): number => (belowA + inA * part(x)) / nA - (belowB + inB * part(x)) / nB;
      const [least, most] = [belowA / nA - (belowB + inB) / nB, (belowA + inA) / nA - belowB / nB];
      const width = end - start;
      value += width * meanOfLine(gapAt(start), gapAt(end), power);
      lower += width * Math.max(0, least, -most) ** power;
      upper += width * Math.max(Math.abs(least), Math.abs(most)) ** power;
    }
    belowA += inA;
    belowB += inB;
  };
  add(Math.min(low, least), Math.min(least, high), 0, 0);
  a.counts.forEach((inA, bin) => {
    const from = Math.max(least, a.edges[bin - 1] ?? least);
    const to = Math.min(greatest, a.edges[bin] ?? greatest);
    add(from, Math.max(from, to), inA, b.counts[bin] ?? 0);
  });
  add(Math.max(greatest, low), Math.max(greatest, high), 0, 0);
  return { value, lower, upper };
}

/** The mean of |x| or x² along a straight line from x₀ to x₁. */
function meanOfLine(x0: number, x1: number, power: Power): number {
  if (power === 2) return (x0 * x0 + x0 * x1 + x1 * x1) / 3;
  if (x0 * x1 >= 0) return Math.abs(x0 + x1) / 2;
  return (x0 * x0 + x1 * x1) / (2 * (Math.abs(x0) + Math.abs(x1)));
}
