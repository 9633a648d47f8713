/**
 * How counts become shares, and what happens to bins in which one side has nothing.
 *
 * - `none`: count / n.
 * - `laplace`: (count + alpha) / (n + alpha · bins). With `over: 'occupied'` only bins that either side has anything in
 *   are bins; with 'all' every bin is. alpha 1 is Laplace's rule of succession: the mean of what is plausible after the
 *   counts, all shares having been equally plausible before.
 * - `replace_zero`: count / n, where 0 becomes `share`; the rest is not made smaller for it.
 * - `floor`: count / n, where anything below `share` becomes `share`.
 * - `evidently`: count / n, where 0 becomes 0.0001, or a millionth of the smallest share if that is 0.0001 or less.
 */
export type Smoothing =
  | { readonly rule: 'none' }
  | { readonly rule: 'laplace'; readonly alpha: number; readonly over: 'occupied' | 'all' }
  | { readonly rule: 'replace_zero'; readonly share: number }
  | { readonly rule: 'floor'; readonly share: number }
  | { readonly rule: 'evidently' };

export const noSmoothing: Smoothing = { rule: 'none' };
export const defaultSmoothing: Smoothing = { rule: 'laplace', alpha: 1, over: 'occupied' };

export interface Shares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/**
 * Shares of both sides over the same bins. Bins that are empty on both sides are left out unless the rule says
 * otherwise: no measure is moved by them.
 */
export function sharesOf(reference: readonly number[], current: readonly number[], smoothing: Smoothing): Shares {
  const all = smoothing.rule === 'laplace' ? smoothing.over === 'all' : smoothing.rule !== 'none';
  const occupied = (bin: number): boolean => all || (reference[bin] ?? 0) + (current[bin] ?? 0) > 0;
  return {
    reference: smooth(
      reference.filter((_, bin) => occupied(bin)),
      smoothing,
    ),
    current: smooth(
      current.filter((_, bin) => occupied(bin)),
      smoothing,
    ),
  };
}

function smooth(counts: readonly number[], smoothing: Smoothing): number[] {
  const n = counts.reduce((sum, count) => sum + count, 0);
  // Nothing inside the bins at all (every value of a total shift lies outside): every share is zero, not 0 / 0.
  const share = (count: number): number => (n === 0 ? 0 : count / n);
  switch (smoothing.rule) {
    case 'none':
      return counts.map(share);
    case 'laplace':
      return counts.map((count) => (count + smoothing.alpha) / (n + smoothing.alpha * counts.length));
    case 'replace_zero':
      return counts.map((count) => (count === 0 ? smoothing.share : share(count)));
    case 'floor':
      return counts.map((count) => Math.max(share(count), smoothing.share));
    case 'evidently': {
      const smallest = share(counts.reduce((least, count) => (count > 0 && count < least ? count : least), n));
      const fill = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
      return counts.map((count) => (count === 0 ? fill : share(count)));
    }
  }
}
