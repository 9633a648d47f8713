import { isPointBin } from '../profile/edges.ts';
import { openEdges } from './binned.ts';
import { asProfiles } from './binning/own.ts';
import { type Column, finiteValues, readColumns } from './column.ts';
import { type Drift, figure, isRefusal, type Mode, refusal, unknown } from './figure.ts';
import { ksStatistic } from './ks-statistic.ts';

export interface CountedGap {
  /** The largest gap at the end of a bin: the statistic is at least this. */
  readonly value: number;
  /** The statistic is at most this. */
  readonly upper: number;
}

/**
 * The Kolmogorov–Smirnov statistic as far as counts tell.
 *
 * Definition: with F and G the cumulative shares at the ends of the bins, the value is max |F − G| there. Inside a bin
 * that F crosses from f₀ to f₁ and G from g₀ to g₁ the gap stays below max(|f₁ − g₀|, |g₁ − f₀|), the upper bound.
 * Between doubles that are neighbours (a point bin) there is no inside: `isPoint` says which bins these are. With 1,024
 * bins of equal mass the value is less than 1/1024 too low while both sides are alike.
 *
 * Cost: one pass over the bins. Example: counts [5, 5] and [5, 5] give 0, at most 0.5.
 */
export function ksOfCounts(
  reference: readonly number[],
  current: readonly number[],
  isPoint: (bin: number) => boolean = () => false,
): CountedGap {
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const [nR, nC] = [total(reference), total(current)];
  let [belowR, belowC] = [0, 0];
  let value = 0;
  let upper = 0;
  reference.forEach((r, bin) => {
    const c = current[bin] ?? 0;
    const [endR, endC] = [belowR + r, belowC + c];
    value = Math.max(value, Math.abs(endR / nR - endC / nC));
    if (!isPoint(bin)) upper = Math.max(upper, Math.abs(endR / nR - belowC / nC), Math.abs(belowR / nR - endC / nC));
    [belowR, belowC] = [endR, endC];
  });
  return { value, upper: Math.max(value, upper) };
}

/**
 * The Kolmogorov–Smirnov statistic of two columns: exact from values, between two bounds from profiles. Missing values
 * play no part. Infinities are the least and the greatest values in mode `pitwall`; the other tools leave them out.
 */
export function ks(reference: Column, current: Column, { mode = 'pitwall' }: { readonly mode?: Mode } = {}): Drift {
  const { sides, refused } = readColumns(reference, current);
  const { rows } = sides;
  if (refused) return unknown('ks', mode, rows, refused);
  const [a, b] = [sides.reference, sides.current];
  if (a.kind === 'categorical' || b.kind === 'categorical') {
    return unknown('ks', mode, rows, refusal('not_numeric', 'categories have no order; use psi or js'));
  }
  if (mode === 'phoenix' || mode === 'decile') {
    return unknown('ks', mode, rows, refusal('not_in_mode', `mode ${mode} has no ks; use pitwall`));
  }
  const named = { measure: 'ks', mode, smoothing: null, direction: 'symmetric', parameters: {}, ...rows } as const;
  if (a.kind === 'values' && b.kind === 'values') {
    const finiteOnly = mode !== 'pitwall';
    if (finiteOnly && Math.min(finiteValues(a), finiteValues(b)) === 0) {
      return unknown(
        'ks',
        mode,
        rows,
        refusal('no_finite_values', `mode ${mode} leaves infinities out, and nothing is left`),
      );
    }
    const tails = ({ numbers }: typeof a) =>
      finiteOnly ? { below: 0, above: 0 } : { below: numbers.negativeInfinity, above: numbers.positiveInfinity };
    const value = ksStatistic(a.numbers.finite, b.numbers.finite, tails(a), tails(b));
    const exact = { binning: 'none', edges: null, categories: null, extra_bins: [], counts: null, bound: null };
    return figure({ ...named, ...exact, value });
  }
  if (mode !== 'pitwall')
    return unknown('ks', mode, rows, refusal('needs_values', `mode ${mode} needs columns, not profiles`));
  const profiles = asProfiles(a, b);
  if (isRefusal(profiles)) return unknown('ks', mode, rows, profiles);
  const [before, now] = profiles;
  const { edges } = before;
  const ordered = [before, now].map(({ counts, negativeInfinity, positiveInfinity }) => [
    negativeInfinity,
    ...counts,
    positiveInfinity,
  ]);
  // Counted from the bin of minus infinity: bin i + 1 here is bin i of the profile.
  const isPoint = (bin: number): boolean => bin === 0 || bin === edges.length + 2 || isPointBin(edges, bin - 1);
  const { value, upper } = ksOfCounts(ordered[0] ?? [], ordered[1] ?? [], isPoint);
  return figure({
    ...named,
    value,
    bound: { lower: value, upper },
    binning: 'baseline',
    edges: openEdges(edges),
    categories: null,
    extra_bins: ['negative_infinity', 'positive_infinity'],
    counts: {
      reference: [...before.counts, before.negativeInfinity, before.positiveInfinity],
      current: [...now.counts, now.negativeInfinity, now.positiveInfinity],
    },
  });
}
