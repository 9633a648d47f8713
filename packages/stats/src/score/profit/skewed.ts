import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import type { Interval } from '../score.ts';

/** What an interval of a mean, or of a ratio of means, is made of. */
export interface Skewed {
  readonly value: number;
  readonly error: number;
  /** Skewness of what each row adds to the value. */
  readonly skewness: number;
  readonly effective: number;
}

/**
 * Interval of a mean whose rows are skewed, as those of long odds are: few rows win much, so a mean that missed them lies
 * too low, and its error with it. Without skewness this is Student's interval.
 *
 * Definition: value − error·g⁻¹(±t), where g(x) = x + a·x²/3 + a²·x³/27 + a/6 and a = skewness/√n takes the first term of
 * skewness out of the distribution of the studentised mean.
 * Reference: Hall, On the removal of skewness by transformation (1992).
 * Example: skewedInterval({ value: 3, error: 0.5, skewness: 0, effective: 10 }, 0.95) = 1.869 … 4.131.
 */
export function skewedInterval({ value, error, skewness, effective }: Skewed, level: number): Interval | string {
  if (!(effective > 1)) return 'expected two rows or more';
  const t = studentTUpperQuantile((1 - level) / 2, effective - 1);
  const a = skewness / Math.sqrt(effective);
  // Below this the cube root and its inverse lose more digits than the skewness is worth.
  const shift = (x: number): number => (Math.abs(a) < 1e-6 ? x : (3 / a) * (Math.cbrt(1 + a * (x - a / 6)) - 1));
  return { low: value - error * shift(t), high: value - error * shift(-t), level, method: 'student_t_less_skewness' };
}

/** How many errors the value lies from 0 when the first term of skewness is taken out: the statistic of the same test. */
export function lessSkewed({ value, error, skewness, effective }: Skewed): number {
  const [x, a] = [value / error, skewness / Math.sqrt(effective)];
  return x + (a * x ** 2) / 3 + (a ** 2 * x ** 3) / 27 + a / 6;
}
