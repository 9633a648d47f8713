import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOnEdges } from '../profile/count.ts';
import { errorEdges } from './error-edges.ts';

describe('edges for reconstruction errors', () => {
  it('lie halfway between neighbouring values, and enclose equal ones at the ends', () => {
    expect(errorEdges([1, 2, 4])).toEqual([1.5, 3]);
    expect(errorEdges([1, 3, 3, 3])).toEqual([2, 3 + 2 ** -51]);
    expect(errorEdges([0, 0])).toEqual([0, 5e-324]);
    expect(errorEdges([])).toEqual([]);
  });

  it('part all different values, up to 1,024', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 200 }), (values) => {
        const sorted = Float64Array.from(values, (value) => value + 0).sort();
        const edges = errorEdges(sorted);
        expect([...edges].sort((a, b) => a - b)).toEqual(edges);
        expect(countOnEdges(sorted, edges).filter((count) => count > 0).length).toBe(new Set(sorted).size);
      }),
    );
  });

  it('are 1,024 bins of about the same mass for more', () => {
    const counts = countOnEdges(
      Float64Array.from({ length: 5000 }, (_, index) => index),
      errorEdges(Float64Array.from({ length: 5000 }, (_, index) => index)),
    );
    expect(counts.length).toBeLessThanOrEqual(1024);
    expect(counts.length).toBeGreaterThan(900);
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
  });
});
