import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEqualWidth, equalWidthEdges } from './equal-width.ts';

describe('edges of equal width', () => {
  it('go from the low end to the high one', () => {
    expect(equalWidthEdges(0, 1, 2)).toEqual([0, 0.5, 1]);
    expect(equalWidthEdges(-3, 5, 4)).toEqual([-3, -1, 1, 3, 5]);
    expect(equalWidthEdges(7, 9, 1)).toEqual([7, 9]);
  });

  it('are rounded as NumPy rounds them, and end at the high end itself', () => {
    expect(equalWidthEdges(0, 1, 10)).toEqual([
      0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9, 1,
    ]);
    expect(equalWidthEdges(0.1, 0.7, 6).at(-1)).toBe(0.7);
  });
});

describe('counts in bins of equal width', () => {
  it('have a value at an edge in the bin above it, and one at the very end in the last', () => {
    expect(countEqualWidth([0, 1, 2, 3], [0, 1, 2, 3])).toEqual([1, 1, 2]);
    expect(countEqualWidth([0.999, 2.999], [0, 1, 2, 3])).toEqual([1, 0, 1]);
  });

  it('leave out what lies outside, and what is no number', () => {
    const outside = [-0.001, 3.001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(countEqualWidth(outside, [0, 1, 2, 3])).toEqual([0, 0, 0]);
    expect(countEqualWidth([0, 0, 1], [0, 1])).toEqual([3]);
  });

  it('go by the edges where these are not of equal width after all', () => {
    expect(countEqualWidth([0, 1, 8, 9, 9.5, 10], [0, 9, 9.5, 10])).toEqual([3, 1, 2]);
    expect(countEqualWidth([0, 0.5, 1, 5, 10], [0, 0.5, 1, 10])).toEqual([1, 1, 3]);
  });

  it('of a range that is too wide for a double to hold are counted all the same', () => {
    const huge = [-1.5e308, -0.5e308, 0.5e308, 1.5e308];
    expect(countEqualWidth(huge, [-1.6e308, -1e308, 0, 1e308, 1.6e308])).toEqual([1, 1, 1, 1]);
  });

  it('are those of a search among the edges', () => {
    const ends = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }));
    const values = fc.array(fc.double({ min: -60, max: 100, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 12 }), values, ([low, width], bins, some) => {
        const edges = equalWidthEdges(low / 7, (low + width) / 7, bins);
        const all = [...some, ...edges];
        const expected = new Array<number>(bins).fill(0);
        for (const value of all) {
          const after = edges.findIndex((edge) => edge > value);
          const bin = value === edges[bins] ? bins - 1 : after - 1;
          if (bin >= 0) expected[bin] = (expected[bin] ?? 0) + 1;
        }
        expect(countEqualWidth(all, edges)).toEqual(expected);
      }),
    );
  });
});
