import { momentsOf, varianceOf } from '../profile/moments.ts';
import type { NumericProfile } from '../profile/numeric.ts';
import { quantileSorted } from './binning/quantile.ts';
import type { Range } from './cdf-gap.ts';
import { type Refusal, refusal } from './figure.ts';

/** What a distance is divided by. */
export type Norm = 'none' | 'std' | 'iqr' | 'range';

/** The reference as far as its spread goes: a quantile function, moments, extremes. */
export interface Spread {
  readonly quantile: (p: number) => number;
  readonly std: number | null;
  readonly range: number;
}

export interface Scale {
  /** Which spread it is; a column in which the asked one is zero is measured by a wider one. */
  readonly from: string;
  readonly size: number;
}

/** Quantiles of sorted values (type 7), the population's standard deviation, and the range. */
export function spreadOfValues(sorted: ArrayLike<number>): Spread {
  const variance = varianceOf(momentsOf(sorted), 'population');
  return {
    quantile: (p) => quantileSorted(sorted, p),
    std: variance === null ? null : Math.sqrt(variance),
    range: (sorted[sorted.length - 1] ?? 0) - (sorted[0] ?? 0),
  };
}

/** The same from counts: quantiles as if each bin's mass were evenly spread, the rest as exact as the moments. */
export function spreadOfProfile({ edges, counts, min, max, moments }: NumericProfile): Spread {
  const variance = varianceOf(moments, 'population');
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [least, greatest] = [min ?? 0, max ?? 0];
  const quantile = (p: number): number => {
    let below = 0;
    for (const [bin, count] of counts.entries()) {
      if (count > 0 && below + count >= p * total) {
        const low = Math.max(least, edges[bin - 1] ?? least);
        const high = Math.min(greatest, edges[bin] ?? greatest);
        return low + (high - low) * Math.max(0, (p * total - below) / count);
      }
      below += count;
    }
    return greatest;
  };
  return { quantile, std: variance === null ? null : Math.sqrt(variance), range: greatest - least };
}

const widths = [
  ['q25_q75', 0.25, 0.75],
  ['q10_q90', 0.1, 0.9],
  ['q05_q95', 0.05, 0.95],
  ['q01_q99', 0.01, 0.99],
] as const;

/**
 * A scale that one wild value cannot move: the interquartile range; where it is zero, as in a column of mostly one
 * value, the next wider of q10–q90, q05–q95, q01–q99; where all are zero, the size of that one value, or 1 if it is 0.
 */
function robustScale({ quantile }: Spread): Scale {
  const centre = Math.abs(quantile(0.5));
  // Inside a point bin an interpolated quantile may differ in the last digit: that is no spread.
  const noise = 1e-12 * centre + 8 * Number.MIN_VALUE;
  for (const [from, low, high] of widths) {
    const size = quantile(high) - quantile(low);
    if (size > noise) return { from, size };
  }
  return centre > 0 ? { from: 'median', size: centre } : { from: 'unit', size: 1 };
}

/** The scale asked for, or why the reference has none. */
export function scaleOf(spread: Spread, norm: Norm, leastStd = 0): Scale | Refusal {
  if (norm === 'none') return { from: 'none', size: 1 };
  if (norm === 'iqr') return robustScale(spread);
  const size = norm === 'range' ? spread.range : spread.std === null ? Number.NaN : Math.max(spread.std, leastStd);
  if (Number.isNaN(size))
    return refusal('overflow', 'the standard deviation is too large for a double; rescale the column');
  if (size > 0) return { from: norm, size };
  return refusal('no_spread', `the reference is constant, so its ${norm} is zero; use the norm iqr or none`);
}

/** Beyond this many robust scales outside the quartiles a value counts as that far away, and no farther. */
export const fenceScales = 10;

/**
 * The range outside which values are taken for its ends. In 20,000 rows one wild value moves a Wasserstein distance
 * that is normed by the same scale by at most (10 + 1) / 20,000 = 0.00055, whatever its size.
 */
export function fences(spread: Spread): Range {
  const reach = fenceScales * robustScale(spread).size;
  return { low: spread.quantile(0.25) - reach, high: spread.quantile(0.75) + reach };
}
