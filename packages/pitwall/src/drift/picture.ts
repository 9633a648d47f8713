import type { DriftPicture } from '@pitwall/sdk';
import {
  type CategoricalProfile,
  focusBins,
  hours,
  type NumericProfile,
  niceEdges,
  niceTimeEdges,
  type Profile,
  type SimpleProfile,
  weekdays,
} from '@pitwall/stats';
import { endsOfBin, facetsOf, isCategorical } from './profiles.ts';

const shownBins = 24;
const shownCategories = 10;

/** Then against now, of the side that moved most; null where one of them has no values. */
export function drawDrift(reference: Profile, current: Profile, facet: string | undefined): DriftPicture | null {
  const [before, now] = [sideOf(reference, facet), sideOf(current, facet)];
  if (!before || !now) return null;
  if (isCategorical(before) && isCategorical(now)) return drawCategories(before, now, facet);
  if (isCategorical(before) || isCategorical(now)) return null;
  return drawNumbers(before, now, facet === 'time');
}

function sideOf(profile: Profile, facet: string | undefined): SimpleProfile | undefined {
  const facets = facetsOf(profile);
  return (facets.find(({ name }) => name === facet) ?? facets[0])?.profile;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0);

/** Of a week and a day in their own order, of others the most frequent first. */
const inOrder: Readonly<Record<string, readonly string[]>> = { weekday: weekdays, hour: hours };

function drawCategories(
  before: CategoricalProfile,
  now: CategoricalProfile,
  facet: string | undefined,
): DriftPicture | null {
  const [then, current] = [sharesOf(before), sharesOf(now)];
  if (!then || !current) return null;
  const ordered = facet === undefined ? undefined : inOrder[facet];
  const weight = (name: string): number => Math.max(then.get(name) ?? 0, current.get(name) ?? 0);
  const names =
    ordered ??
    [...new Set([...then.keys(), ...current.keys()])]
      .sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
      .slice(0, shownCategories);
  const top = names.map((value) => ({ value, reference: then.get(value) ?? 0, current: current.get(value) ?? 0 }));
  const rest = (shares: readonly number[]): number => Math.max(0, Number((1 - sum(shares)).toFixed(12)));
  return {
    kind: 'categories',
    top,
    other: { reference: rest(top.map(({ reference }) => reference)), current: rest(top.map((one) => one.current)) },
  };
}

function sharesOf({ categories, counts, other }: CategoricalProfile): ReadonlyMap<string, number> | undefined {
  const total = sum(counts) + other;
  if (total === 0) return undefined;
  return new Map(
    categories.flatMap((category, index) => (counts[index] ? [[category, counts[index] / total] as const] : [])),
  );
}

function drawNumbers(before: NumericProfile, now: NumericProfile, isTime: boolean): DriftPicture | null {
  const [nBefore, nNow] = [sum(before.counts), sum(now.counts)];
  if (nBefore === 0 || nNow === 0) return null;
  const [low, high] = range(before, now);
  if (!Number.isFinite(high - low)) return null;
  const edges = isTime ? niceTimeEdges(low, high, shownBins) : niceEdges(low, high, shownBins);
  const [then, current] = [spread(before, edges, nBefore), spread(now, edges, nNow)];
  return {
    kind: 'histogram',
    scale: isTime ? 'time' : 'number',
    edges,
    reference: then.inside,
    current: current.inside,
    below: { reference: then.below, current: current.below },
    above: { reference: then.above, current: current.above },
  };
}

/** Beyond so many times the range of the reference, a picture of both would show neither. */
const widest = 4;

/** Where nearly all values of either side lie, so that one wild value does not squeeze the rest into one bar. */
function range(before: NumericProfile, now: NumericProfile): readonly [number, number] {
  const [[low, high], [lowNow, highNow]] = [focusOf(before), focusOf(now)];
  const both = [Math.min(low, lowNow), Math.max(high, highNow)] as const;
  const width = high - low;
  if (width === 0 || both[1] - both[0] <= widest * width) return both;
  return [Math.max(both[0], low - width / 2), Math.min(both[1], high + width / 2)];
}

function focusOf(profile: NumericProfile): [number, number] {
  const ends = profile.counts.map((_, bin) => endsOfBin(profile, bin));
  const edges = [...ends.map(([low]) => low), ends.at(-1)?.[1] ?? 0];
  return focusBins(edges, new Map(profile.counts.map((n, bin) => [bin, n])));
}

/** Counts of one set of bins as shares of another; within a bin values are taken to be spread evenly. */
function spread(profile: NumericProfile, edges: readonly number[], total: number) {
  const inside = edges.slice(1).map(() => 0);
  let [below, above] = [0, 0];
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 0;
  profile.counts.forEach((n, bin) => {
    if (n === 0) return;
    const [low, high] = endsOfBin(profile, bin);
    const share = n / total;
    const partIn = (from: number, to: number): number => {
      if (high <= low) return low >= from && low < to ? 1 : 0;
      return Math.max(0, Math.min(high, to) - Math.max(low, from)) / (high - low);
    };
    below += share * partIn(Number.NEGATIVE_INFINITY, first);
    let placed = partIn(Number.NEGATIVE_INFINITY, first);
    for (let index = 0; index < inside.length && placed < 1; index += 1) {
      const isLast = index === inside.length - 1;
      const to = isLast && high <= low && low === last ? Number.POSITIVE_INFINITY : (edges[index + 1] ?? 0);
      const part = partIn(edges[index] ?? 0, to);
      placed += part;
      inside[index] = Math.min(1, (inside[index] ?? 0) + share * part);
    }
    above += share * Math.max(0, 1 - placed);
  });
  return { inside, below: Math.min(1, below), above: Math.min(1, above) };
}
