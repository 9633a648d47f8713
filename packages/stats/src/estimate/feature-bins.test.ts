import { describe, expect, it } from 'vitest';
import { binFeature, cosineShare, cutFeature, mostBins } from './feature-bins.ts';

describe('cuts of a column', () => {
  it('are closer together at both ends', () => {
    expect([0, 1, 2, 3, 4].map((k) => cosineShare(k, 4))).toEqual([
      0,
      expect.closeTo((1 - Math.SQRT1_2) / 2, 14),
      expect.closeTo(0.5, 14),
      expect.closeTo((1 + Math.SQRT1_2) / 2, 14),
      1,
    ]);
  });

  it('are values at these shares of the rows, in whatever order they come', () => {
    const values = Float64Array.from({ length: 1000 }, (_, row) => (row * 7) % 1000);
    const { cuts, lowest, highest } = cutFeature(values);
    const expected = Array.from({ length: mostBins - 1 }, (_, k) => Math.floor(cosineShare(k + 1, mostBins) * 1000));
    expect([...cuts]).toEqual([...new Set(expected)].filter((cut) => cut > 0));
    expect([lowest, highest]).toEqual([0, 999]);
    expect(values[1]).toBe(7);
  });

  it('are 63 at most, so that a bin and the missing values fit in a byte', () => {
    expect(cutFeature(Float64Array.from({ length: 100_000 }, (_, row) => row)).cuts).toHaveLength(63);
  });

  it('are never two of the same value, nor the lowest one', () => {
    const { cuts, lowest, highest } = cutFeature(Float64Array.of(2, 2, 2, 5, 5, 5, 7, 7, 7));
    expect([[...cuts], lowest, highest]).toEqual([[5, 7], 2, 7]);
    expect([...cutFeature(Float64Array.of(4, 4, 4)).cuts]).toEqual([]);
  });

  it('leave out missing values, and are none where all are missing', () => {
    const { cuts, lowest, highest } = cutFeature(Float64Array.of(Number.NaN, 3, Number.NaN, 1));
    expect([[...cuts], lowest, highest]).toEqual([[3], 1, 3]);
    const none = cutFeature(Float64Array.of(Number.NaN));
    expect([[...none.cuts], none.lowest, none.highest]).toEqual([[], Number.NaN, Number.NaN]);
  });
});

describe('bins of a column', () => {
  const feature = { cuts: Float64Array.of(2, 5, 9), lowest: 0, highest: 12 };

  it('begin at their cut; 0 is for missing values', () => {
    const values = Float64Array.of(Number.NaN, -50, 1.9, 2, 4.9, 5, 8.9, 9, 50);
    expect([...binFeature(values, feature)]).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('are one where there is no cut', () => {
    expect([...binFeature(Float64Array.of(1, Number.NaN), { ...feature, cuts: new Float64Array(0) })]).toEqual([1, 0]);
  });
});
