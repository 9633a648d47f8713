import { createHash } from 'node:crypto';
import { type CategoricalProfile, facetsOf, mergeMoments, type NumericProfile, type Profile } from '@pitwall/stats';
import type { Baseline, BaselineColumn, ProfiledSlot, SlotTally } from '../drift/index.ts';

/**
 * What an hour of events holds: counts on the edges of a baseline, only those that are not 0. Two of them add up to the
 * counts of all their rows, in any order and grouping; only moments are so up to rounding.
 */
export interface HourCounts {
  readonly rows: number;
  /** In the order of the columns of the baseline. */
  readonly columns: readonly ColumnCounts[];
}

export interface ColumnCounts {
  readonly misfits: number;
  /** In the order of `facetsOf`. */
  readonly facets: readonly FacetCounts[];
}

export type FacetCounts = NumberCounts | CategoryCounts;

/**
 * By bin or by place among the categories of the baseline, in rising order: a place, its count, the next place. In one
 * list, since a pair each would take most of the time of adding up.
 */
export type Sparse = readonly number[];

/** A profile whose edges are those of the baseline. */
export interface NumberCounts extends Omit<NumericProfile, 'version' | 'edges' | 'counts'> {
  readonly bins: Sparse;
}

export interface CategoryCounts {
  readonly kind: 'categorical';
  readonly known: Sparse;
  /** Categories that the baseline has not. */
  readonly fresh: readonly (readonly [category: string, count: number])[];
  readonly other: number;
  readonly missing: number;
}

/**
 * So many categories that the baseline has not are named: those that come first by the MD5 of their name, the rest is
 * `other`. Which of all these are is then among the first in every part of the rows as well, so that its count is whole.
 */
export const mostFresh = 50;
/** Longer names are not named. */
export const longestFresh = 200;

export function countsOfSlot({ rows, columns }: ProfiledSlot, baseline: Pick<Baseline, 'columns'>): HourCounts {
  return {
    rows,
    columns: columns.map(({ misfits, facets }, index) => {
      const own = baseline.columns[index];
      const sides = own ? facetsOf(own.profile) : [];
      return {
        misfits,
        facets: facets.map((facet, side): FacetCounts => {
          if (facet.kind === 'tally') return countsOfTally(facet, sides[side]?.profile as CategoricalProfile);
          const { version: _, edges: _edges, counts, ...rest } = facet;
          return { ...rest, bins: sparse(counts) };
        }),
      };
    }),
  };
}

function countsOfTally({ counts, other, missing }: SlotTally, { categories }: CategoricalProfile): CategoryCounts {
  const known = new Set(categories);
  return {
    kind: 'categorical',
    known: sparse(categories.map((category) => counts.get(category) ?? 0)),
    fresh: [...counts].filter(([category]) => !known.has(category)),
    other,
    missing,
  };
}

function sparse(counts: ArrayLike<number>): Sparse {
  const found: number[] = [];
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts[place] ?? 0;
    if (count !== 0) found.push(place, count);
  }
  return found;
}

/** Adds up hours that were counted on one baseline. */
export function sumCounts(hours: readonly HourCounts[]): HourCounts | undefined {
  const [first, ...others] = hours;
  if (!first || others.length === 0) return first;
  return {
    rows: hours.reduce((sum, { rows }) => sum + rows, 0),
    columns: first.columns.map((column, index) => {
      const own = hours.map(({ columns }) => columns[index] ?? column);
      return {
        misfits: own.reduce((sum, { misfits }) => sum + misfits, 0),
        facets: column.facets.map((facet, side) => sumFacets(own.map(({ facets }) => facets[side] ?? facet))),
      };
    }),
  };
}

function sumFacets(facets: readonly FacetCounts[]): FacetCounts {
  const numbers = facets.filter((facet) => facet.kind === 'numeric');
  return numbers.length > 0
    ? sumNumbers(numbers)
    : sumCategories(facets.filter((facet) => facet.kind === 'categorical'));
}

function sumNumbers(all: readonly NumberCounts[]): NumberCounts {
  const total = (of: (one: NumberCounts) => number): number => all.reduce((sum, one) => sum + of(one), 0);
  const finite = (of: (one: NumberCounts) => number | null): number[] =>
    all.flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [value];
    });
  const [lows, highs] = [finite(({ min }) => min), finite(({ max }) => max)];
  return {
    kind: 'numeric',
    bins: sumSparse(all.map(({ bins }) => bins)),
    missing: total(({ missing }) => missing),
    nan: total(({ nan }) => nan),
    negativeInfinity: total(({ negativeInfinity }) => negativeInfinity),
    positiveInfinity: total(({ positiveInfinity }) => positiveInfinity),
    min: lows.length === 0 ? null : Math.min(...lows),
    max: highs.length === 0 ? null : Math.max(...highs),
    moments: all.map(({ moments }) => moments).reduce(mergeMoments),
  };
}

function sumCategories(all: readonly CategoryCounts[]): CategoryCounts {
  const fresh = new Map<string, number>();
  for (const one of all)
    for (const [category, count] of one.fresh) fresh.set(category, (fresh.get(category) ?? 0) + count);
  const { named, rest } = firstByDigest(fresh);
  return {
    kind: 'categorical',
    known: sumSparse(all.map(({ known }) => known)),
    fresh: named,
    other: all.reduce((sum, { other }) => sum + other, rest),
    missing: all.reduce((sum, { missing }) => sum + missing, 0),
  };
}

function firstByDigest(fresh: ReadonlyMap<string, number>) {
  const entries = [...fresh];
  if (entries.length <= mostFresh) return { named: entries, rest: 0 };
  const digests = new Map(entries.map(([category]) => [category, createHash('md5').update(category).digest('hex')]));
  const digest = (category: string): string => digests.get(category) ?? '';
  const sorted = entries.sort(([a], [b]) => (digest(a) < digest(b) ? -1 : 1));
  const rest = sorted.slice(mostFresh).reduce((sum, [, count]) => sum + count, 0);
  return { named: sorted.slice(0, mostFresh), rest };
}

function sumSparse(all: readonly Sparse[]): Sparse {
  let length = 0;
  for (const one of all) length = Math.max(length, (one.at(-2) ?? -1) + 1);
  const counts = new Float64Array(length);
  for (const one of all) addSparse(counts, one);
  return sparse(counts);
}

function addSparse(counts: Float64Array, one: Sparse): void {
  for (let at = 0; at < one.length; at += 2) {
    const place = one[at] ?? 0;
    counts[place] = (counts[place] ?? 0) + (one[at + 1] ?? 0);
  }
}

/** The counts as a baseline of the rows they were made of, to be compared with the one whose edges they are on. */
export function baselineOfCounts(counts: HourCounts | undefined, reference: Baseline): Baseline {
  return {
    ...reference,
    rows: counts?.rows ?? 0,
    sources: [],
    joint: null,
    segments: [],
    columns: reference.columns.map((column, index) => columnOf(column, counts?.columns[index] ?? emptyOf(column))),
  };
}

export const emptyCounts = ({ columns }: Pick<Baseline, 'columns'>): HourCounts => ({
  rows: 0,
  columns: columns.map(emptyOf),
});

const emptyOf = ({ profile }: BaselineColumn): ColumnCounts => ({
  misfits: 0,
  facets: facetsOf(profile).map(({ profile: { kind } }) =>
    kind === 'numeric'
      ? {
          kind,
          bins: [],
          missing: 0,
          nan: 0,
          negativeInfinity: 0,
          positiveInfinity: 0,
          min: null,
          max: null,
          moments: { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 },
        }
      : { kind, known: [], fresh: [], other: 0, missing: 0 },
  ),
});

function columnOf(column: BaselineColumn, { misfits, facets }: ColumnCounts): BaselineColumn {
  const { profile } = column;
  const sides = facetsOf(profile).map((facet, index) => {
    const counts = facets[index];
    if (facet.profile.kind === 'numeric' && counts?.kind === 'numeric') {
      const { bins, ...rest } = counts;
      return [facet.name, { ...facet.profile, ...rest, counts: dense(bins, facet.profile.edges.length + 1) }] as const;
    }
    if (facet.profile.kind === 'categorical' && counts?.kind === 'categorical')
      return [facet.name, categoriesOf(facet.profile, counts, facet.name)] as const;
    return [facet.name, facet.profile] as const;
  });
  const [first] = sides;
  if (profile.kind === 'numeric' || profile.kind === 'categorical')
    return { ...column, misfits, profile: (first?.[1] ?? profile) as Profile };
  const own = Object.fromEntries(sides.map(([name, side]) => [name ?? '', side]));
  return { ...column, misfits, profile: { ...profile, facets: own } };
}

/** As `profileWindow` has it: where the baseline lists every category it had, a window lists those that it has. */
function categoriesOf(
  reference: CategoricalProfile,
  { known, fresh, other, missing }: CategoryCounts,
  facet: string | undefined,
): CategoricalProfile {
  const { categories, cap } = reference;
  const common = { kind: 'categorical', version: 1, other, misfiled: 0, missing } as const;
  if (reference.other > 0 || facet === 'weekday' || facet === 'hour')
    return { ...common, cap, categories, counts: dense(known, categories.length) };
  const counts = dense(known, categories.length);
  const listed = [
    ...categories.flatMap((category, place) => (counts[place] ? [[category, counts[place]] as const] : [])),
    ...fresh,
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...common,
    cap: Math.max(cap, listed.length),
    categories: listed.map(([category]) => category),
    counts: listed.map(([, count]) => count),
  };
}

function dense(counts: Sparse, length: number): number[] {
  const all = new Float64Array(length);
  addSparse(all, counts);
  return [...all];
}
