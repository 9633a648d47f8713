import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineOfTally, type CategoricalProfile } from '../../profile/categorical.ts';
import { categoriesOnlyIn, categoryChangeThresholds } from './category-changes.ts';

const profile = (counts: Readonly<Record<string, number>>, other = 0): CategoricalProfile => ({
  ...baselineOfTally(new Map(Object.entries(counts)), 0),
  other,
});

function found(side: CategoricalProfile, other: CategoricalProfile) {
  const change = categoriesOnlyIn(side, other);
  if (!change) throw new Error('expected an answer');
  return change;
}

describe('categories that only one side has', () => {
  it('are listed with their counts, the most frequent first, and their share of that side', () => {
    const change = found(profile({ a: 50, b: 10, c: 30, d: 10 }), profile({ a: 70, d: 1 }));
    expect(change.categories).toEqual([
      { value: 'c', count: 30 },
      { value: 'b', count: 10 },
    ]);
    expect(change.share).toBe(0.4);
  });

  it('are none where all are known, which is no surprise', () => {
    expect(found(profile({ a: 5, b: 5 }), profile({ a: 1, b: 1, c: 1 }))).toEqual({
      categories: [],
      share: 0,
      severity: 'none',
      p: 1,
    });
  });

  it('are not those that are listed and never occur', () => {
    const weekdays = profile({ Monday: 5, Tuesday: 0 });
    expect(weekdays.categories).not.toContain('Tuesday');
    const listed = { ...weekdays, categories: ['Monday', 'Tuesday'], counts: [5, 0] };
    expect(found(listed, profile({ Monday: 3 })).categories).toEqual([]);
    expect(found(profile({ Monday: 3, Tuesday: 4 }), listed).categories).toEqual([{ value: 'Tuesday', count: 4 }]);
  });

  it('cannot be told where the other side has dropped some, and can where this one has', () => {
    expect(categoriesOnlyIn(profile({ a: 5, b: 5 }), profile({ a: 5 }, 1))).toBeNull();
    const change = found(profile({ a: 5, b: 5 }, 10), profile({ a: 5 }));
    expect(change).toMatchObject({ categories: [{ value: 'b', count: 5 }], share: 0.25 });
  });

  it('cannot be told where a side has no values', () => {
    expect(categoriesOnlyIn(profile({}), profile({ a: 1 }))).toBeNull();
    expect(categoriesOnlyIn(profile({ a: 1 }), profile({}))).toBeNull();
  });

  it.each([
    ['none', 1000, 4],
    ['low', 1000, 5],
    ['low', 1000, 49],
    ['medium', 1000, 50],
    ['medium', 1000, 199],
    ['high', 1000, 200],
  ])('matter %s where of %i values %i are new', (severity, all, count) => {
    expect(found(profile({ a: all - count, b: count }), profile({ a: 1000 })).severity).toBe(severity);
    expect(categoryChangeThresholds).toEqual([0.005, 0.05, 0.2]);
  });
});

describe('their evidence', () => {
  it('is the chance that all values of one fall on one side, times the number of categories', () => {
    const p = (4 / 10) * (3 / 9);
    expect(found(profile({ a: 2, new: 2 }), profile({ a: 5, b: 1 })).p).toBeCloseTo(3 * p, 12);
    const rarer = { a: 1, new: 2, newer: 1 };
    expect(found(profile(rarer), profile({ a: 5, b: 1 })).p).toBeCloseTo(4 * p, 12);
  });

  it('counts what the side has dropped among its values', () => {
    const kept = found(profile({ a: 20, new: 5 }), profile({ a: 25 })).p;
    const dropped = found(profile({ a: 10, new: 5 }, 10), profile({ a: 25 })).p;
    expect(dropped).toBeCloseTo(kept, 15);
  });

  it('is above 0, and 1 at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }), (count, n) => {
        const { p } = found(profile({ a: 1, new: count }), profile({ a: n }));
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves a long tail of rare names quiet', () => {
    const week = (first: number): CategoricalProfile =>
      profile(Object.fromEntries(Array.from({ length: 100 }, (_, name) => [`name ${first + name}`, 1])));
    expect(found(week(50), week(0))).toMatchObject({ severity: 'high', p: 1 });
  });
});
