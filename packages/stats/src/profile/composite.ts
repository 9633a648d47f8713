import { type CategoricalProfile, rowsOfCategories } from './categorical.ts';
import { type NumericProfile, rowsOf } from './numeric.ts';

export type SimpleProfile = NumericProfile | CategoricalProfile;

/**
 * A column with several sides, each of them a simple profile of the same rows: a time is a point on a line and an hour
 * of a day, a text has a length and words. Which facets there are is fixed for each kind, see `facetsOfKind`.
 */
export interface CompositeProfile {
  readonly kind: 'time' | 'text' | 'vector';
  readonly version: 1;
  /** Of vectors: their length, which 0 says is not known, because the baseline had none. */
  readonly dimensions?: number;
  readonly facets: Readonly<Record<string, SimpleProfile>>;
}

export type Profile = SimpleProfile | CompositeProfile;

/** How many projections stand for a vector. */
export const projectionCount = 16;

export interface FacetOfKind {
  readonly name: string;
  readonly kind: SimpleProfile['kind'];
  /** Not every profile of the kind has it. */
  readonly optional?: true;
}

/** The facets of each kind in their order. */
export const facetsOfKind: Readonly<Record<CompositeProfile['kind'], readonly FacetOfKind[]>> = {
  time: [
    { name: 'time', kind: 'numeric' },
    { name: 'weekday', kind: 'categorical' },
    { name: 'hour', kind: 'categorical', optional: true },
  ],
  text: [
    { name: 'length', kind: 'numeric' },
    { name: 'shape', kind: 'categorical' },
    { name: 'word', kind: 'categorical' },
  ],
  vector: [
    { name: 'norm', kind: 'numeric' },
    ...Array.from({ length: projectionCount }, (_, index) => ({
      name: projectionName(index + 1),
      kind: 'numeric' as const,
    })),
  ],
};

export function projectionName(projection: number): string {
  return `projection-${projection}`;
}

export interface Facet {
  /** Undefined for a simple profile, which is its own only facet. */
  readonly name: string | undefined;
  readonly profile: SimpleProfile;
}

/** The sides of a column in the order of its kind, whatever order they were stored in. */
export function facetsOf(profile: Profile): readonly Facet[] {
  if (isSimple(profile)) return [{ name: undefined, profile }];
  return facetsOfKind[profile.kind].flatMap(({ name }) => {
    const facet = profile.facets[name];
    return facet ? [{ name, profile: facet }] : [];
  });
}

export function isSimple(profile: Profile): profile is SimpleProfile {
  return profile.kind === 'numeric' || profile.kind === 'categorical';
}

/** How many rows were counted, of any sort. Every facet counts every row, so the first one tells. */
export function rowsOfProfile(profile: Profile): number {
  const first = firstFacet(profile);
  return first.kind === 'numeric' ? rowsOf(first) : rowsOfCategories(first);
}

/** How many rows have no value; NaN is none. Whether a row has one, all facets agree. */
export function missingOf(profile: Profile): number {
  const first = firstFacet(profile);
  return first.kind === 'numeric' ? first.missing + first.nan : first.missing;
}

function firstFacet(profile: Profile): SimpleProfile {
  const first = facetsOf(profile)[0];
  if (first) return first.profile;
  throw new RangeError(`expected a profile of kind ${profile.kind} with its facets, got one without any`);
}

/** A numeric facet of a baseline that must have it. */
export function numericFacet(baseline: CompositeProfile, name: string): NumericProfile {
  const facet = baseline.facets[name];
  if (facet?.kind === 'numeric') return facet;
  throw new RangeError(`expected a baseline with the numeric facet ${name}, got one of kind ${baseline.kind}`);
}

/** A categorical facet of a baseline that must have it. */
export function categoricalFacet(baseline: CompositeProfile, name: string): CategoricalProfile {
  const facet = baseline.facets[name];
  if (facet?.kind === 'categorical') return facet;
  throw new RangeError(`expected a baseline with the categorical facet ${name}, got one of kind ${baseline.kind}`);
}
