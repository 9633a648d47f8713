import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNumbers } from '../profile/numeric.ts';
import { gapOfCounts, gapOfValues, type Ordered, type Power, type Range } from './cdf-gap.ts';

const noTails = { below: 0, above: 0 };
const ordered = (values: readonly number[], tails = noTails): Ordered => ({
  sorted: Float64Array.from(values).sort(),
  tails,
});

describe('the gap between the distribution functions of values', () => {
  const cases: readonly (readonly [string, Ordered, Ordered, Range, number, number])[] = [
    ['one value each, one apart', ordered([0]), ordered([1]), { low: -5, high: 5 }, 1, 1],
    ['half of the values two apart', ordered([0, 1]), ordered([1, 2]), { low: 0, high: 2 }, 1, 0.5],
    ['samples of two sizes', ordered([0, 0, 0, 4]), ordered([0, 2]), { low: 0, high: 4 }, 1, 2 / 16 + 2 / 16],
    ['values as they are on both sides', ordered([1, 1, 3]), ordered([1, 1, 3]), { low: 0, high: 9 }, 0, 0],
    ['a range that cuts the gap on both sides', ordered([0]), ordered([10]), { low: 2, high: 5 }, 3, 3],
    ['a range that begins on a value', ordered([2, 8]), ordered([8, 8]), { low: 2, high: 8 }, 3, 1.5],
    ['values below the range', ordered([-9, 1]), ordered([1, 1]), { low: 0, high: 2 }, 0.5, 0.25],
    ['values above the range', ordered([0, 9]), ordered([0, 0]), { low: 0, high: 2 }, 1, 0.5],
    ['an infinity below', ordered([1], { below: 1, above: 0 }), ordered([1]), { low: 0, high: 3 }, 0.5, 0.25],
    ['an infinity above', ordered([1], { below: 0, above: 1 }), ordered([1]), { low: 0, high: 3 }, 1, 0.5],
    [
      'an infinity on the other side',
      ordered([1]),
      ordered([1], { below: 3, above: 0 }),
      { low: 0, high: 2 },
      0.75,
      0.5625,
    ],
    [
      'one above on the other side',
      ordered([1]),
      ordered([1], { below: 0, above: 3 }),
      { low: 0, high: 2 },
      0.75,
      0.5625,
    ],
    ['a range of no width', ordered([0]), ordered([1]), { low: 0.5, high: 0.5 }, 0, 0],
  ];

  it.each(cases)('%s', (_, a, b, range, gap, squared) => {
    expect(gapOfValues(a, b, range, 1)).toBeCloseTo(gap, 14);
    expect(gapOfValues(b, a, range, 1)).toBeCloseTo(gap, 14);
    expect(gapOfValues(a, b, range, 2)).toBeCloseTo(squared, 14);
  });
});

describe('the gap between distribution functions of which only counts are known', () => {
  const edges = [0, 1, 2];
  const profile = (...values: readonly number[]) => profileNumbers(values, edges);
  const lowHalf = profile(0, 0.5);
  const highHalf = profile(1, 1.5);

  it('takes the mass of a bin for evenly spread, and is sure only of what no place of it could change', () => {
    expect(gapOfCounts(lowHalf, highHalf, { low: 0, high: 1.5 }, 1)).toEqual({ value: 0.75, lower: 0, upper: 1.5 });
    const squared = gapOfCounts(lowHalf, highHalf, { low: 0, high: 1.5 }, 2);
    expect(squared.value).toBeCloseTo(0.5, 14);
    expect(squared).toMatchObject({ lower: 0, upper: 1.5 });
  });

  it('is the same the other way round', () => {
    for (const power of [1, 2] as const)
      expect(gapOfCounts(highHalf, lowHalf, { low: 0, high: 1.5 }, power)).toEqual(
        gapOfCounts(lowHalf, highHalf, { low: 0, high: 1.5 }, power),
      );
  });

  it('is nothing beyond the values of both', () => {
    expect(gapOfCounts(lowHalf, highHalf, { low: -1, high: 4 }, 1)).toEqual({ value: 0.75, lower: 0, upper: 1.5 });
  });

  it('spreads the mass of a bin that the range cuts over all of the bin', () => {
    const cut = { low: 0.25, high: 1.25 };
    expect(gapOfCounts(lowHalf, highHalf, cut, 1)).toEqual({ value: 0.65625, lower: 0, upper: 1 });
    expect(gapOfCounts(lowHalf, highHalf, cut, 2).value).toBeCloseTo(0.4375 * 0.75 + (1.75 / 3) * 0.25, 14);
  });

  it('is sure of what lies between two bins', () => {
    const apart = gapOfCounts(profile(-2, -1), profile(2, 3), { low: -2, high: 3 }, 1);
    expect(apart).toEqual({ value: 2 / 2 + 2 + 1 / 2, lower: 2, upper: 5 });
    const squared = gapOfCounts(profile(-2, -1), profile(2, 3), { low: -2, high: 3 }, 2);
    expect(squared.value).toBeCloseTo(2 / 3 + 2 + 1 / 3, 14);
    expect(squared).toMatchObject({ lower: 2, upper: 5 });
  });

  it('is sure of a part where one side has far more before the bin than the other can have after it', () => {
    const ahead = gapOfCounts(profile(-1, -1, -1, 0.5), profile(-1, 0.5, 1.5, 1.5), { low: 0, high: 1 }, 1);
    expect(ahead).toEqual({ value: (0.5 + 0.5) / 2, lower: 0.25, upper: 0.75 });
    const squared = gapOfCounts(profile(-1, -1, -1, 0.5), profile(-1, 0.5, 1.5, 1.5), { low: 0, high: 1 }, 2);
    expect(squared).toEqual({ value: 0.25, lower: 0.0625, upper: 0.5625 });
  });

  it('counts both sides of a crossing within a bin', () => {
    const a = profile(-1, -1, 0.5, 1.5);
    const b = profile(-1, 0.5, 0.5, 0.5);
    const crossed = gapOfCounts(a, b, { low: 0, high: 1 }, 1);
    expect(crossed.value).toBeCloseTo(0.125, 14);
    expect(crossed).toMatchObject({ lower: 0, upper: 0.5 });
    expect(gapOfCounts(a, b, { low: 0, high: 1 }, 2).value).toBeCloseTo((0.0625 - 0.0625 + 0.0625) / 3, 14);
    const uneven = gapOfCounts(profile(-1, 0.5, 0.5, 0.5), profile(0.5, 1.5, 1.5, 1.5), { low: 0, high: 1 }, 1);
    expect(uneven.value).toBeCloseTo((0.25 + 0.75) / 2, 14);
    const steep = gapOfCounts(profile(-1, 1.5, 1.5, 1.5), profile(0.5, 0.5, 0.5, 0.5), { low: 0, high: 1 }, 1);
    expect(steep.value).toBeCloseTo((0.25 ** 2 + 0.75 ** 2) / 2, 14);
  });

  it('has infinities among the rows, below all values and above them', () => {
    const some = profile(0.5, 0.5);
    const below = profile(0.5, Number.NEGATIVE_INFINITY);
    const above = profile(0.5, Number.POSITIVE_INFINITY);
    expect(gapOfCounts(some, below, { low: -1, high: 2 }, 1)).toEqual({ value: 0.75, lower: 0.75, upper: 0.75 });
    expect(gapOfCounts(some, above, { low: -1, high: 2 }, 1)).toEqual({ value: 0.75, lower: 0.75, upper: 0.75 });
    expect(gapOfCounts(above, below, { low: -1, high: 2 }, 2)).toEqual({ value: 0.75, lower: 0.75, upper: 0.75 });
  });

  it('has a range on either side of all values', () => {
    const some = profile(0.5);
    const infinite = profile(0.5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const all = (gap: number) => ({ value: gap, lower: gap, upper: gap });
    expect(gapOfCounts(some, infinite, { low: -6, high: -2 }, 1)).toEqual(all(4 * 0.25));
    expect(gapOfCounts(some, infinite, { low: 3, high: 7 }, 1)).toEqual(all(4 * 0.5));
    expect(gapOfCounts(infinite, some, { low: 3, high: 7 }, 2)).toEqual(all(4 * 0.25));
  });

  it('has a side without a finite value', () => {
    const none = profile(Number.POSITIVE_INFINITY);
    expect(gapOfCounts(profile(0.5, 1.5), none, { low: 0, high: 2 }, 1)).toEqual({
      value: 0.125 + 0.375 + 0.5,
      lower: 0.5 * 0.5 + 0.5,
      upper: 0.25 + 0.5 + 0.5,
    });
  });

  it('holds the gap of the values themselves between its bounds, wherever they lie', () => {
    const values = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 30 });
    const powers = fc.constantFrom<Power>(1, 2);
    const ends = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(values, values, powers, ends, (first, second, power, [low, width]) => {
        const cuts = [-25, -7, 0, 3, 20];
        const range = { low, high: low + width };
        const exact = gapOfValues(ordered(first), ordered(second), range, power);
        const [a, b] = [profileNumbers(first, cuts), profileNumbers(second, cuts)];
        const { value, lower, upper } = gapOfCounts(a, b, range, power);
        expect(exact).toBeGreaterThanOrEqual(lower - 1e-9);
        expect(exact).toBeLessThanOrEqual(upper + 1e-9);
        expect(value).toBeGreaterThanOrEqual(lower - 1e-9);
        expect(value).toBeLessThanOrEqual(upper + 1e-9);
      }),
    );
  });
});
