import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories, profileCategories, rowsOfCategories } from './categorical.ts';
import { mergeProfiles } from './merge.ts';

describe('a minimum of rows for each category', () => {
  it('leaves rare categories unnamed and counts their rows as other', () => {
    const values = ['a', 'a', 'a', 'b', 'b', 'alice@example.com', null];
    expect(baselineCategories(values, { minimum: 2 })).toMatchObject({
      categories: ['a', 'b'],
      counts: [3, 2],
      other: 1,
      missing: 1,
    });
    expect(baselineCategories(values, { minimum: 4 })).toMatchObject({ categories: [], counts: [], other: 6 });
  });

  it('holds together with a cap', () => {
    expect(baselineCategories(['a', 'a', 'b', 'b', 'b', 'c'], { cap: 1, minimum: 2 })).toMatchObject({
      categories: ['b'],
      counts: [3],
      other: 3,
    });
  });

  it('lists what occurs as often, nothing else, and loses no row, whatever the rows', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', '__proto__'), { maxLength: 60 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 12 }), (values, minimum) => {
        const profile = baselineCategories(values, { minimum });
        const often = [...new Set(values)].filter((word) => values.filter((other) => other === word).length >= minimum);
        expect(profile.categories).toEqual(often.sort());
        expect(rowsOfCategories(profile)).toBe(values.length);
      }),
    );
  });

  it('is that of the baseline only: a window counts what is listed, however rare, and merging keeps it listed', () => {
    const baseline = baselineCategories(['a', 'a', 'b', 'b'], { minimum: 2 });
    const window = profileCategories(['a', 'c'], baseline);
    expect(window).toMatchObject({ categories: ['a', 'b'], counts: [1, 0], other: 1 });
    expect(mergeProfiles(window, window)).toMatchObject({ profile: { categories: ['a', 'b'], counts: [2, 0] } });
  });

  it('is refused where it is none', () => {
    expect(() => baselineCategories(['a'], { minimum: 0 })).toThrow(
      'minimum: expected a whole number from 1 on, got 0',
    );
  });
});
