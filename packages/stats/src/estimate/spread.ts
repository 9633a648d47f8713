import type { Interval } from '../score/score.ts';

/**
 * A value with the mean of the errors added, and the interval that the errors lay in; both held inside the range.
 * Example: 0.5 with errors of which 95 % lie from −0.04 to 0.06 and the mean is 0.01 gives 0.51, and 0.46 to 0.56.
 */
export function intervalOf(
  value: number,
  errors: Float64Array,
  [least, most]: readonly [number, number],
  level: number,
  /** How much lower the lower end is to be than the errors say. */
  below = 0,
): { readonly estimated: number; readonly interval: Interval } {
  const sorted = errors.slice().sort();
  const mean = sorted.reduce((sum, error) => sum + error, 0) / sorted.length;
  const hold = (x: number): number => Math.min(most, Math.max(least, x));
  const tail = (1 - level) / 2;
  return {
    estimated: hold(value + mean),
    interval: {
      low: hold(value + quantile(sorted, tail) - below),
      high: hold(value + quantile(sorted, 1 - tail)),
      level,
      method: 'simulated_errors',
    },
  };
}

/** Weibull's: of n errors in order, the k-th is at k / (n + 1). */
function quantile(sorted: Float64Array, share: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = Math.floor(place);
  const [a, b] = [sorted[below] ?? 0, sorted[Math.min(sorted.length - 1, below + 1)] ?? 0];
  return a + (b - a) * (place - below);
}

/** Of the values that are there; 0 for fewer than two. */
export function varianceOf(values: Float64Array): number {
  let [known, sum] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known += 1;
    sum += value;
  }
  const mean = sum / known;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return known > 1 ? squares / (known - 1) : 0;
}
