/**
 * Count, mean and the sums of the second, third and fourth powers of the deviations from the mean. A sum that no double
 * can hold (values near 1e154 and above) is null: it is not known, and it is not infinite.
 */
export interface Moments {
  readonly n: number;
  readonly mean: number | null;
  readonly m2: number | null;
  readonly m3: number | null;
  readonly m4: number | null;
}

export const noMoments: Moments = { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };

/**
 * Central moments of finite values in two passes: the mean first (as a running mean, which cannot overflow), then the
 * powers of the deviations, with the mean's own rounding error taken out of m2 (the corrected two-pass algorithm).
 *
 * Reference: Chan, Golub, LeVeque, "Algorithms for computing the sample variance" (1983).
 * Cost: two passes. Example: momentsOf([1, 2, 3]) = { n: 3, mean: 2, m2: 2, m3: 0, m4: 2 }.
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  if (n === 0) return noMoments;
  const mean = meanOf(values);
  let m1 = 0;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let index = 0; index < n; index += 1) {
    const deviation = (values[index] ?? 0) - mean;
    const square = deviation * deviation;
    m1 += deviation;
    m2 += square;
    m3 += square * deviation;
    m4 += square * square;
  }
  return known(n, mean, m2 - (m1 * m1) / n, m3, m4);
}

/** The sum over n, unless the sum overflows: then the running mean, which costs a division a value. */
function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  if (Number.isFinite(sum)) return sum / values.length;
  let mean = 0;
  for (let index = 0; index < values.length; index += 1) {
    mean += (values[index] ?? 0) / (index + 1) - mean / (index + 1);
  }
  return mean;
}

/**
 * Moments of two samples together, from the moments of each (Chan's formulas, to the fourth order by Pébay).
 *
 * n is exact. The rest equals the moments of the joined sample up to rounding: addition of doubles is not associative,
 * so another order of merging may differ in the last digits (relative error of some 1e-15 a merge as long as the means
 * are not many orders of magnitude apart); a + b and b + a are the same to the bit.
 *
 * Reference: Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
 * moments", Sandia SAND2008-6212 (2008). Cost: constant.
 */
export function mergeMoments(first: Moments, second: Moments): Moments {
  if (first.n === 0) return second;
  if (second.n === 0) return first;
  const [a, b] = inOrder(first, second);
  const n = a.n + b.n;
  if (a.mean === null || b.mean === null) return { n, mean: null, m2: null, m3: null, m4: null };
  const gap = b.mean - a.mean;
  const [shareA, shareB] = [a.n / n, b.n / n];
  const [a2, b2, a3, b3] = [a.m2 ?? Number.NaN, b.m2 ?? Number.NaN, a.m3 ?? Number.NaN, b.m3 ?? Number.NaN];
  const between = gap * gap * shareA * b.n;
  const mean = a.mean * shareA + b.mean * shareB;
  const m2 = a2 + b2 + between;
  const m3 = a3 + b3 + gap * between * (shareA - shareB) + 3 * gap * (shareA * b2 - shareB * a2);
  const m4 =
    (a.m4 ?? Number.NaN) +
    (b.m4 ?? Number.NaN) +
    gap * gap * between * (shareA * shareA - shareA * shareB + shareB * shareB) +
    6 * gap * gap * (shareA * shareA * b2 + shareB * shareB * a2) +
    4 * gap * (shareA * b3 - shareB * a3);
  return known(n, mean, m2, m3, m4);
}

/** Variance with n in the denominator (`population`) or n − 1 (`sample`); null where it cannot be known. */
export function varianceOf({ n, m2 }: Moments, kind: 'population' | 'sample'): number | null {
  const degrees = kind === 'population' ? n : n - 1;
  return m2 === null || degrees < 1 ? null : Math.max(0, m2) / degrees;
}

function inOrder(a: Moments, b: Moments): readonly [Moments, Moments] {
  const keys: readonly (keyof Moments)[] = ['n', 'mean', 'm2', 'm3', 'm4'];
  const different = keys.find((key) => a[key] !== b[key]);
  return different && (a[different] ?? 0) > (b[different] ?? 0) ? [b, a] : [a, b];
}

function known(n: number, mean: number, m2: number, m3: number, m4: number): Moments {
  return { n, mean: finite(mean), m2: finite(m2), m3: finite(m3), m4: finite(m4) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
