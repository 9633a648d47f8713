import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories, profileCategories, rowsOfCategories } from './categorical.ts';
import type { SimpleProfile as Profile } from './composite.ts';
import { mergeProfiles } from './merge.ts';
import { baselineNumbers, edgeSample, profileNumbers, rowsOf } from './numeric.ts';

const anyNumber = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
);
const numbers = fc.array(anyNumber, { maxLength: 80 });
const edgesFrom = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 80 })
  .map((values) => baselineNumbers(values).edges);

const words = fc.array(
  fc.oneof(fc.constantFrom('a', 'b', 'c', '', '__proto__'), fc.string({ maxLength: 3 }), fc.constant(null)),
  { maxLength: 60 },
);

function merged(a: Profile, b: Profile): Profile {
  const answer = mergeProfiles(a, b);
  if (!answer.merged) throw new Error(answer.explanation);
  return answer.profile;
}

/** Without the one part of a profile that is exact only up to rounding. */
const exactly = (profile: Profile): object => ({ ...profile, moments: null });

describe('a numeric profile', () => {
  it('counts every row once, by what it is', () => {
    const profile = profileNumbers(
      [1, 2, null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 9n],
      [2],
    );
    expect(profile).toMatchObject({
      counts: [1, 2],
      missing: 2,
      nan: 1,
      negativeInfinity: 1,
      positiveInfinity: 1,
      min: 1,
      max: 9,
    });
    expect(rowsOf(profile)).toBe(8);
  });

  it('is plain data that survives being written down', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const profile = baselineNumbers(values);
        expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
        expect(rowsOf(profile)).toBe(values.length);
      }),
    );
  });

  it('of two sets of rows merges into the profile of both together', () => {
    fc.assert(
      fc.property(numbers, numbers, edgesFrom, (a, b, edges) => {
        const joined = profileNumbers([...a, ...b], edges);
        expect(exactly(merged(profileNumbers(a, edges), profileNumbers(b, edges)))).toEqual(exactly(joined));
      }),
    );
  });

  it('merges in any order and grouping', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, edgesFrom, (...[x, y, z, edges]) => {
        const [a, b, c] = [profileNumbers(x, edges), profileNumbers(y, edges), profileNumbers(z, edges)] as const;
        expect(merged(a, b)).toEqual(merged(b, a));
        expect(exactly(merged(merged(a, b), c))).toEqual(exactly(merged(a, merged(b, c))));
      }),
    );
  });

  it('takes the edges of a long column from a sample and the counts from all of it', () => {
    const n = 3 * edgeSample;
    const values = Float64Array.from({ length: n }, (_, index) => (index * 7919) % n);
    const profile = baselineNumbers(values, { bins: 100 });
    expect(profile.counts.reduce((sum, count) => sum + count, 0)).toBe(n);
    expect(Math.max(...profile.counts)).toBeLessThan((1.05 * n) / 100);
    expect(baselineNumbers(values, { bins: 100 })).toEqual(profile);
  });
});

describe('a categorical profile', () => {
  it('keeps the most frequent up to its cap and counts the rest together', () => {
    const profile = baselineCategories(['b', 'a', 'b', 'c', 'd', null, true, 'd', Number.NaN], { cap: 2 });
    expect(profile).toEqual({
      kind: 'categorical',
      version: 1,
      cap: 2,
      categories: ['b', 'd'],
      counts: [2, 2],
      other: 3,
      misfiled: 0,
      missing: 2,
    });
  });

  it('of a window lists what its baseline lists', () => {
    const baseline = baselineCategories(['a', 'b']);
    expect(profileCategories(['a', 'z', 'z', null], baseline)).toMatchObject({
      categories: ['a', 'b'],
      counts: [1, 0],
      other: 2,
      missing: 1,
    });
  });

  it('under the cap merges into the profile of both together, in any order and grouping', () => {
    fc.assert(
      fc.property(words, words, words, (x, y, z) => {
        const [a, b, c] = [baselineCategories(x), baselineCategories(y), baselineCategories(z)] as const;
        expect(merged(a, b)).toEqual(baselineCategories([...x, ...y]));
        expect(merged(merged(a, b), c)).toEqual(merged(c, merged(b, a)));
      }),
    );
  });

  it('of windows on one baseline merges exactly, however much is other', () => {
    fc.assert(
      fc.property(words, words, words, (x, y, z) => {
        const baseline = baselineCategories(x, { cap: 2 });
        const [a, b] = [profileCategories(y, baseline), profileCategories(z, baseline)] as const;
        expect(merged(a, b)).toEqual(profileCategories([...y, ...z], baseline));
      }),
    );
  });

  it('over the cap keeps every row, and a listed count is too low by no more than it says', () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 1, max: 4 }), (x, y, cap) => {
        const profile = merged(baselineCategories(x, { cap }), baselineCategories(y, { cap }));
        if (profile.kind !== 'categorical') throw new Error('expected categories');
        expect(rowsOfCategories(profile)).toBe(x.length + y.length);
        expect(profile.misfiled).toBeLessThanOrEqual(profile.other);
        profile.categories.forEach((category, index) => {
          const truth = [...x, ...y].filter((word) => word === category).length;
          const listed = profile.counts[index] ?? Number.NaN;
          expect(listed).toBeLessThanOrEqual(truth);
          expect(truth - listed).toBeLessThanOrEqual(profile.misfiled);
        });
      }),
    );
  });

  it('says how many rows it may have filed under other, whichever side dropped them', () => {
    const dropped = baselineCategories(['a', 'a', 'b'], { cap: 1 });
    const listed = baselineCategories(['b', 'b', 'b'], { cap: 1 });
    for (const profile of [merged(dropped, listed), merged(listed, dropped)]) {
      expect(profile).toMatchObject({ categories: ['b'], counts: [3], other: 3, misfiled: 1 });
    }
    const alike = merged(dropped, baselineCategories(['a', 'c', 'a'], { cap: 1 }));
    expect(alike).toMatchObject({ categories: ['a'], counts: [4], other: 2, misfiled: 0 });
  });
});

describe('merging is refused', () => {
  const numeric = profileNumbers([1, 2], [1.5]);

  it.each([
    ['different edges', numeric, profileNumbers([1, 2], [1.6]), 'different_edges'],
    ['more edges', numeric, profileNumbers([1, 2], [1.5, 2]), 'different_edges'],
    ['different kinds', numeric, baselineCategories(['a']), 'different_kinds'],
    ['different caps', baselineCategories(['a'], { cap: 5 }), baselineCategories(['a'], { cap: 6 }), 'different_caps'],
    [
      'another version',
      numeric,
      JSON.parse(JSON.stringify({ ...numeric, version: 2 })) as Profile,
      'different_versions',
    ],
  ])('to profiles with %s, with a word why', (_, a, b, reason) => {
    expect(mergeProfiles(a, b)).toEqual({
      merged: false,
      reason,
      explanation: expect.stringMatching(/^expected .{20,}/) as string,
    });
  });

  it('to a cap that is none', () => {
    expect(() => baselineCategories(['a'], { cap: 0 })).toThrow('cap: expected a whole number from 1 on, got 0');
  });
});
