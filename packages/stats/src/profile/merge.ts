import { type CategoricalProfile, list } from './categorical.ts';
import { type CompositeProfile, facetsOf, isSimple, type Profile, type SimpleProfile } from './composite.ts';
import { mergeMoments } from './moments.ts';
import type { NumericProfile } from './numeric.ts';

export type MergeRefusal =
  | 'different_kinds'
  | 'different_versions'
  | 'different_edges'
  | 'different_caps'
  | 'different_facets'
  | 'different_dimensions';

export type Merged<P extends Profile = Profile> =
  | { readonly merged: true; readonly profile: P }
  | { readonly merged: false; readonly reason: MergeRefusal; readonly explanation: string };

/**
 * The profile of two sets of rows together.
 *
 * Exact, in any order and grouping, to the bit: all counts of numeric profiles, minimum and maximum; all counts of
 * categorical profiles that list the same categories, or whose `other` is empty and whose union stays under the cap.
 * Moments: up to rounding, see `mergeMoments`. Categories beyond that: totals stay exact, a listed count is at most
 * `misfiled` too low, and another order of merging may list other categories. Composite profiles: facet by facet.
 */
export function mergeProfiles(a: NumericProfile, b: NumericProfile): Merged<NumericProfile>;
export function mergeProfiles(a: CategoricalProfile, b: CategoricalProfile): Merged<CategoricalProfile>;
export function mergeProfiles(a: SimpleProfile, b: SimpleProfile): Merged<SimpleProfile>;
export function mergeProfiles(a: CompositeProfile, b: CompositeProfile): Merged<CompositeProfile>;
export function mergeProfiles(a: Profile, b: Profile): Merged;
export function mergeProfiles(a: Profile, b: Profile): Merged {
  if (a.version !== b.version) {
    return refuse('different_versions', `expected profiles of one version, got ${a.version} and ${b.version}`);
  }
  if (isSimple(a) && isSimple(b)) return mergeSimple(a, b);
  if (!isSimple(a) && !isSimple(b) && a.kind === b.kind) return mergeComposite(a, b);
  return refuseKinds(a, b);
}

/** Whether two profiles were counted in the same bins, so that their counts may be set side by side. */
export function sameEdges(a: NumericProfile, b: NumericProfile): boolean {
  return (
    a.edges === b.edges ||
    (a.edges.length === b.edges.length && a.edges.every((edge, index) => edge === b.edges[index]))
  );
}

function mergeSimple(a: SimpleProfile, b: SimpleProfile): Merged<SimpleProfile> {
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b);
  if (a.kind === 'categorical' && b.kind === 'categorical') return mergeCategorical(a, b);
  return refuseKinds(a, b);
}

function mergeComposite(a: CompositeProfile, b: CompositeProfile): Merged<CompositeProfile> {
  if (a.dimensions !== b.dimensions) {
    return refuse('different_dimensions', `expected vectors of one length, got ${a.dimensions} and ${b.dimensions}`);
  }
  const [names, others] = [namesOf(a), namesOf(b)];
  if (names !== others) return refuse('different_facets', `expected profiles with the facets ${names}, got ${others}`);
  const facets: Record<string, SimpleProfile> = {};
  for (const { name = '', profile } of facetsOf(a)) {
    const other = b.facets[name];
    const both = other ? mergeProfiles(profile, other) : refuseKinds(a, b);
    if (!both.merged) return refuse(both.reason, `${both.explanation} (in the facet ${name})`);
    facets[name] = both.profile;
  }
  return { merged: true, profile: { ...a, facets } };
}

function namesOf(profile: CompositeProfile): string {
  return facetsOf(profile)
    .map(({ name }) => name)
    .join(', ');
}

function mergeNumeric(a: NumericProfile, b: NumericProfile): Merged<NumericProfile> {
  if (!sameEdges(a, b)) {
    return refuse('different_edges', 'expected profiles with the same edges; count both on the edges of one baseline');
  }
  const profile: NumericProfile = {
    kind: 'numeric',
    version: 1,
    edges: a.edges,
    counts: a.counts.map((count, bin) => count + (b.counts[bin] ?? 0)),
    missing: a.missing + b.missing,
    nan: a.nan + b.nan,
    negativeInfinity: a.negativeInfinity + b.negativeInfinity,
    positiveInfinity: a.positiveInfinity + b.positiveInfinity,
    min: pick(Math.min, a.min, b.min),
    max: pick(Math.max, a.max, b.max),
    moments: mergeMoments(a.moments, b.moments),
  };
  return { merged: true, profile };
}

function mergeCategorical(a: CategoricalProfile, b: CategoricalProfile): Merged<CategoricalProfile> {
  if (a.cap !== b.cap) return refuse('different_caps', `expected profiles with one cap, got ${a.cap} and ${b.cap}`);
  const tally = new Map(a.categories.map((category, index) => [category, a.counts[index] ?? 0]));
  b.categories.forEach((category, index) => {
    tally.set(category, (tally.get(category) ?? 0) + (b.counts[index] ?? 0));
  });
  const { categories, counts, other } = list(tally, a.cap);
  const misfiled =
    a.misfiled +
    b.misfiled +
    (tally.size > a.categories.length ? a.other : 0) +
    (tally.size > b.categories.length ? b.other : 0);
  const profile: CategoricalProfile = {
    kind: 'categorical',
    version: 1,
    cap: a.cap,
    categories,
    counts,
    other: other + a.other + b.other,
    misfiled: Math.min(misfiled, other + a.other + b.other),
    missing: a.missing + b.missing,
  };
  return { merged: true, profile };
}

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return choose(a, b);
}

function refuseKinds(a: Profile, b: Profile): Merged<never> {
  return refuse('different_kinds', `expected two profiles of one kind, got ${a.kind} and ${b.kind}`);
}

function refuse(reason: MergeRefusal, explanation: string): Merged<never> {
  return { merged: false, reason, explanation };
}
