import { studentTSurvival } from '../distribution/student-t.ts';
import { type Comparison, probability, type Reason, type Unknown } from './outcome.ts';

const method = 'welch-t';
type Method = typeof method;

/** What the test needs of a sample. `variance` divides by count − 1. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

export interface WelchT extends Comparison<Method> {
  readonly freedom: number;
}

/**
 * Welch's t test, two-sided: have the two samples the same mean, whatever their variances? Takes values in any order, or
 * their moments.
 *
 * The statistic is (reference mean − current mean) / √(s²/n + s²/m), compared with Student's t at Welch–Satterthwaite
 * degrees of freedom. Values are summed around the first of them and with compensation, so an offset such as a date in
 * milliseconds costs no digits.
 *
 * References: Welch (1947); Satterthwaite (1946). Cost: two passes. Example: welchT([1, 2, 3], [2, 3, 4]).p = 0.288.
 */
export function welchT(
  reference: ArrayLike<number> | Moments,
  current: ArrayLike<number> | Moments,
): WelchT | Unknown<Method> {
  const origin = 'length' in reference ? (reference[0] ?? 0) : 'length' in current ? (current[0] ?? 0) : 0;
  const a = 'length' in reference ? momentsAround(origin, reference) : fromOrigin(origin, reference);
  const b = 'length' in current ? momentsAround(origin, current) : fromOrigin(origin, current);
  if (typeof a === 'string') return { method, unknown: a };
  if (typeof b === 'string') return { method, unknown: b };
  const [n, m] = [a.count, b.count];
  const [spreadA, spreadB] = [a.variance / n, b.variance / m];
  const spread = spreadA + spreadB;
  if (spread === 0) return { method, unknown: 'nothing varies' };
  if (!Number.isFinite(spread)) return { method, unknown: 'an infinite value' };
  const [shareA, shareB] = [spreadA / spread, spreadB / spread];
  const freedom = 1 / ((shareA * shareA) / (n - 1) + (shareB * shareB) / (m - 1));
  const statistic = (a.mean - b.mean) / Math.sqrt(spread);
  return { method, statistic, p: probability(2 * studentTSurvival(Math.abs(statistic), freedom)), n, m, freedom };
}

function fromOrigin(origin: number, { count, mean, variance }: Moments): Moments | Reason {
  if (!Number.isSafeInteger(count) || count < 0) return 'not a count';
  if (count < 2) return 'fewer than two values';
  if (Number.isNaN(mean) || Number.isNaN(variance) || variance < 0) return 'not a number among the values';
  if (!Number.isFinite(mean) || !Number.isFinite(variance)) return 'an infinite value';
  return { count, mean: mean - origin, variance };
}

function momentsAround(origin: number, values: ArrayLike<number>): Moments | Reason {
  const count = values.length;
  const mean = sumOf(values, (value) => value - origin) / count;
  if (Number.isNaN(mean)) return whyNoMean(values);
  if (!Number.isFinite(mean)) return 'an infinite value';
  if (count < 2) return 'fewer than two values';
  // the second sum is 0 but for rounding, and takes that rounding out of the first
  const squares = sumOf(values, (value) => (value - origin - mean) ** 2);
  const rest = sumOf(values, (value) => value - origin - mean);
  return { count, mean: mean + rest / count, variance: Math.max(0, squares - (rest * rest) / count) / (count - 1) };
}

function whyNoMean(values: ArrayLike<number>): Reason {
  if (values.length === 0) return 'fewer than two values';
  for (let k = 0; k < values.length; k += 1) if (Number.isNaN(values[k])) return 'not a number among the values';
  return 'an infinite value';
}

/** Neumaier's compensated sum. */
function sumOf(values: ArrayLike<number>, of: (value: number) => number): number {
  let [sum, lost] = [0, 0];
  for (let k = 0; k < values.length; k += 1) {
    const term = of(values[k] ?? Number.NaN);
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
