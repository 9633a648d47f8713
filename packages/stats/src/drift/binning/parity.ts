import { baselineCategories } from '../../profile/categorical.ts';
import { countOnEdges } from '../../profile/count.ts';
import type { Numbers } from '../../profile/numbers.ts';
import { extremes } from '../../profile/numeric.ts';
import { type Binned, binned, openEdges } from '../binned.ts';
import { type Refusal, refusal } from '../figure.ts';
import { binEveryCategory } from './categories.ts';
import { countEqualWidth, equalWidthEdges } from './equal-width.ts';
import { deciles } from './quantile.ts';
import { sturgesEdges } from './sturges.ts';

/** How the other tools bin numbers. All of them leave out what is missing, NaN or infinite, unless said here. */

/** The CBB model's: equal widths over the reference's range, or that of both; a range of zero is widened by 1e-6. */
export function binClassic(
  reference: Numbers,
  current: Numbers,
  over: 'reference' | 'both',
  bins: number,
): Binned | Refusal {
  const range = rangeOf(over === 'reference' ? [reference] : [reference, current]);
  if ('reason' in range) return range;
  const [low, high] = range.low === range.high ? [range.low - 1e-6, range.high + 1e-6] : [range.low, range.high];
  return inClosedBins(`equal-width-${bins}-of-${over}`, equalWidthEdges(low, high, bins), reference, current);
}

/** Evidently's: Sturges' bins over both; but each value a bin of its own if the reference has 20 different ones or fewer. */
export function binSturges(reference: Numbers, current: Numbers): Binned | Refusal {
  const range = rangeOf([reference, current]);
  if ('reason' in range) return range;
  if (new Set(Array.from(reference.finite)).size <= 20) {
    const counted = binEveryCategory(unlimited(reference), unlimited(current), { missing: false });
    return { ...counted, binning: 'every-value' };
  }
  const n = reference.finite.length + current.finite.length;
  return inClosedBins('sturges', sturgesEdges(range.low, range.high, n), reference, current);
}

/** Evidently's for the Hellinger distance: Sturges' bins for the number of different values, not of rows. */
export function binSturgesOfUnique(reference: Numbers, current: Numbers): Binned | Refusal {
  const range = rangeOf([reference, current]);
  if ('reason' in range) return range;
  const different = new Set(Array.from(reference.finite));
  for (let index = 0; index < current.finite.length; index += 1) different.add(current.finite[index] ?? 0);
  return inClosedBins('sturges-of-unique', sturgesEdges(range.low, range.high, different.size), reference, current);
}

/** Deciles of the reference with open ends; Phoenix adds a bin for missing values and has two bins at the least. */
export function binDeciles(reference: Numbers, current: Numbers, kind: 'decile' | 'phoenix'): Binned | Refusal {
  const range = rangeOf([reference, current]);
  if ('reason' in range) return range;
  const sorted = Float64Array.from(reference.finite).sort();
  const cuts = deciles(sorted);
  const edges = kind === 'phoenix' ? phoenixEdges(cuts, sorted) : cuts;
  const extras = kind === 'phoenix' ? { missing: [leftOut(reference), leftOut(current)] as const } : {};
  const [before, now] = [countOnEdges(reference.finite, edges), countOnEdges(current.finite, edges)];
  return binned(
    kind === 'phoenix' ? 'deciles-and-missing' : 'deciles',
    { edges: openEdges(edges) },
    before,
    now,
    extras,
  );
}

/** Phoenix drops the least and the greatest of the different quantiles 0, 0.1 … 1; of two it keeps the lower. */
function phoenixEdges(cuts: readonly number[], sorted: Float64Array): number[] {
  const quantiles = [...new Set([sorted[0] ?? 0, ...cuts, sorted.at(-1) ?? 0])].sort((a, b) => a - b);
  return quantiles.length > 2 ? quantiles.slice(1, -1) : quantiles.slice(0, 1);
}

function inClosedBins(binning: string, edges: readonly number[], reference: Numbers, current: Numbers): Binned {
  return binned(binning, { edges }, countEqualWidth(reference.finite, edges), countEqualWidth(current.finite, edges));
}

function rangeOf(columns: readonly Numbers[]): { readonly low: number; readonly high: number } | Refusal {
  const found = columns.map(({ finite }) => extremes(finite));
  if (columns.some(({ finite }) => finite.length === 0)) {
    return refusal('no_finite_values', 'a side has no finite value at all; this mode has bins for finite values only');
  }
  const low = Math.min(...found.flatMap(([least]) => least ?? []));
  const high = Math.max(...found.flatMap(([, greatest]) => greatest ?? []));
  if (Number.isFinite(high - low)) return { low, high };
  return refusal('overflow', `the range from ${low} to ${high} is too wide for a double; rescale the column`);
}

function unlimited({ finite }: Numbers) {
  return baselineCategories(Array.from(finite), { cap: Number.MAX_SAFE_INTEGER });
}

function leftOut({ missing, nan, negativeInfinity, positiveInfinity }: Numbers): number {
  return missing + nan + negativeInfinity + positiveInfinity;
}
