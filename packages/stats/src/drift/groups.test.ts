import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineNumbers, profileNumbers } from '../profile/numeric.ts';
import { groupEdges, regroup } from './binning/quantile-groups.ts';
import { normal } from './testing/samples.ts';

const grouped = (values: ArrayLike<number>, groups: number) => {
  const baseline = baselineNumbers(values);
  const edges = groupEdges(baseline, groups);
  return { baseline, edges, counts: regroup(baseline.edges, baseline.counts, edges) };
};

describe('groups of a baseline', () => {
  it.each([2, 5, 10, 20])('hold equal mass: %d of them', (groups) => {
    const { counts } = grouped(normal(1, 20_000), groups);
    expect(counts).toHaveLength(groups);
    for (const count of counts) expect(Math.abs(count - 20_000 / groups)).toBeLessThanOrEqual(40);
  });

  it('leave a spike alone and divide the rest', () => {
    const values = normal(1, 10_000).map((x, index) => (index < 4000 ? 0 : x));
    const { edges, counts } = grouped(values, 10);
    const spike = edges.indexOf(0);
    expect(edges[spike + 1]).toBe(Number.MIN_VALUE);
    expect(counts[spike + 1]).toBe(4000);
    expect(counts).toHaveLength(7);
    for (const [group, count] of counts.entries())
      if (group !== spike + 1) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });

  it('of two values are those two, and what is neither', () => {
    const { counts } = grouped([0, 0, 0, 1, 1, 1, 1], 10);
    expect(counts).toEqual([0, 3, 0, 4, 0]);
  });

  it('put levels together that are too rare for a group of their own', () => {
    const levels = Array.from({ length: 5000 }, (_, index) => index % 50);
    const { counts } = grouped(levels, 10);
    expect(counts).toEqual(new Array<number>(10).fill(500));
  });

  it('make no slivers where one bin is heavier than a group', () => {
    const baseline = profileNumbers(
      [...new Array<number>(90).fill(0.5), 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    expect(regroup(baseline.edges, baseline.counts, groupEdges(baseline, 10))).toEqual([90, 10]);
  });

  it('are edges of the baseline, and keep every row', () => {
    const values = fc.array(
      fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 15 }), (list, groups) => {
        const { baseline, edges, counts } = grouped(list, groups);
        expect(edges.every((edge) => baseline.edges.includes(edge))).toBe(true);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(list.length);
        expect(counts).toEqual(profileNumbers(list, edges).counts);
      }),
    );
  });
});
