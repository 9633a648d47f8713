import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories } from './categorical.ts';
import { type CompositeProfile, facetsOf, missingOf, type Profile, rowsOfProfile } from './composite.ts';
import { mergeProfiles } from './merge.ts';
import { baselineNumbers } from './numeric.ts';
import { baselineTexts, profileTexts } from './text.ts';
import { baselineTimes, profileTimes } from './time.ts';
import { baselineVectors, profileVectors } from './vector.ts';

const odd = fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const times = fc.array(fc.oneof(fc.integer({ min: -1e15, max: 1e15 }), fc.double(), odd), { maxLength: 30 });
const word = fc.constantFrom('ann', 'Bob', 'É', '42', '🏀', '\ud800', ' ', '!');
const phrase = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
const texts = fc.array(fc.oneof(phrase, fc.string({ maxLength: 8 }), fc.constantFrom(null, '')), { maxLength: 30 });
const vector = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -9, max: 9 })), { maxLength: 4 });
const vectors = fc.array(fc.oneof(vector, fc.tuple(fc.double(), fc.double()), fc.constant(null)), { maxLength: 20 });

function merged(a: CompositeProfile, b: CompositeProfile): CompositeProfile {
  const answer = mergeProfiles(a, b);
  if (!answer.merged) throw new Error(answer.explanation);
  return answer.profile;
}

/** Without what is exact only up to rounding. */
const exactly = (profile: CompositeProfile): object => ({
  ...profile,
  facets: Object.entries(profile.facets).map(([name, facet]) => [name, { ...facet, moments: null }]),
});

function mergesExactly<T>(
  rows: fc.Arbitrary<T[]>,
  baselineOf: (rows: T[]) => CompositeProfile,
  profileOf: (rows: T[], baseline: CompositeProfile) => CompositeProfile,
): void {
  fc.assert(
    fc.property(rows, rows, rows, rows, (before, x, y, z) => {
      const baseline = baselineOf(before);
      const [a, b, c] = [profileOf(x, baseline), profileOf(y, baseline), profileOf(z, baseline)] as const;
      expect(exactly(merged(a, b))).toEqual(exactly(profileOf([...x, ...y], baseline)));
      expect(merged(a, b)).toEqual(merged(b, a));
      expect(exactly(merged(merged(a, b), c))).toEqual(exactly(merged(a, merged(b, c))));
      expect(exactly(profileOf(before, baseline))).toEqual(exactly(baseline));
    }),
  );
}

describe('windows on one baseline merge into the window of all rows, in any order and grouping', () => {
  it('of times', () => mergesExactly(times, (rows) => baselineTimes(rows, { bins: 8 }), profileTimes));
  it('of texts', () => mergesExactly(texts, (rows) => baselineTexts(rows, { bins: 8 }), profileTexts));
  it('of vectors', () => mergesExactly(vectors, (rows) => baselineVectors(rows, { bins: 8 }), profileVectors));
});

describe('merging composites is refused', () => {
  const dates = baselineTimes([0]);
  const withHours = baselineTimes([1]);
  const words = baselineTexts(['a']);
  const otherVersion = JSON.parse(JSON.stringify({ ...dates, version: 2 })) as Profile;
  const otherFacet = JSON.parse(
    JSON.stringify({ ...dates, facets: { ...dates.facets, weekday: baselineNumbers([1]) } }),
  ) as Profile;

  it.each<[string, Profile, Profile, string, string]>([
    ['different kinds', dates, words, 'different_kinds', 'got time and text'],
    ['a simple profile', dates, baselineNumbers([0]), 'different_kinds', 'got time and numeric'],
    ['different facets', dates, withHours, 'different_facets', 'time, weekday, got time, weekday, hour'],
    ['a facet of another kind', dates, otherFacet, 'different_kinds', '(in the facet weekday)'],
    ['different edges', dates, baselineTimes([86_400_000]), 'different_edges', '(in the facet time)'],
    ['different dimensions', baselineVectors([[1]]), baselineVectors([[1, 2]]), 'different_dimensions', 'got 1 and 2'],
    ['another version', dates, otherVersion, 'different_versions', 'got 1 and 2'],
  ])('to %s, with a word why', (_, a, b, reason, words) => {
    const answer = mergeProfiles(a, b);
    expect(answer).toMatchObject({ merged: false, reason });
    expect(answer.merged ? '' : answer.explanation).toContain(words);
  });
});

describe('any profile', () => {
  it('is its own only facet where it is simple', () => {
    const simple = baselineNumbers([1, null, Number.NaN]);
    expect(facetsOf(simple)).toEqual([{ name: undefined, profile: simple }]);
    expect([rowsOfProfile(simple), missingOf(simple)]).toEqual([3, 2]);
    const categories = baselineCategories(['a', null, Number.NaN]);
    expect([rowsOfProfile(categories), missingOf(categories)]).toEqual([3, 2]);
  });

  it('gives its facets in the order of its kind, however they were stored', () => {
    const profile = baselineTimes([1]);
    const turned = { ...profile, facets: Object.fromEntries(Object.entries(profile.facets).reverse()) };
    expect(Object.keys(turned.facets)).toEqual(['hour', 'weekday', 'time']);
    expect(facetsOf(turned)).toEqual(facetsOf(profile));
    expect(merged(turned, profile)).toEqual(merged(profile, turned));
  });

  it('counts the same rows and the same missing ones in every facet', () => {
    fc.assert(
      fc.property(times, texts, vectors, (a, b, c) => {
        for (const profile of [baselineTimes(a), baselineTexts(b), baselineVectors(c)]) {
          const sides = facetsOf(profile).map((facet) => facet.profile);
          expect(new Set(sides.map(rowsOfProfile))).toEqual(new Set([rowsOfProfile(profile)]));
          expect(new Set(sides.map(missingOf))).toEqual(new Set([missingOf(profile)]));
        }
      }),
    );
  });

  it('without any facet is refused', () => {
    expect(() => rowsOfProfile({ kind: 'time', version: 1, facets: {} })).toThrow(
      'expected a profile of kind time with its facets, got one without any',
    );
  });
});
