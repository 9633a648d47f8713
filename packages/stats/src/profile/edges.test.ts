import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, countOnEdges } from './count.ts';
import { baselineEdges, isPointBin } from './edges.ts';
import { nextUp } from './next-double.ts';

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('the next double', () => {
  it.each([
    [1, 1 + Number.EPSILON],
    [0, Number.MIN_VALUE],
    [-0, Number.MIN_VALUE],
    [-Number.MIN_VALUE, -0],
    [-1, -1 + Number.EPSILON / 2],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
  ])('above %d is %d', (value, next) => {
    expect(nextUp(value)).toBe(next);
  });

  it('leaves no room between a value and the one above', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const above = nextUp(value);
        expect(above).toBeGreaterThan(value);
        const middle = value / 2 + above / 2;
        expect(middle === value || middle === above || Math.abs(value) < 1e-300).toBe(true);
      }),
    );
  });
});

describe('edges of a baseline', () => {
  it('cut a sample into bins of equal mass', () => {
    expect(baselineEdges([1, 2, 3, 4], { bins: 2 })).toEqual([2.5]);
    const values = Array.from({ length: 10_240 }, (_, index) => index / 7);
    const counts = countOnEdges(values, baselineEdges(values));
    expect(counts).toHaveLength(1024);
    expect(new Set(counts)).toEqual(new Set([10]));
  });

  it('give a spike a bin that holds this value only', () => {
    const values = sorted([
      ...new Array<number>(900).fill(0),
      ...Array.from({ length: 100 }, (_, index) => index + 0.5),
    ]);
    const edges = baselineEdges(values, { bins: 10 });
    expect(edges.slice(0, 2)).toEqual([0, Number.MIN_VALUE]);
    const bin = binOf(edges, 0);
    expect(isPointBin(edges, bin)).toBe(true);
    expect(countOnEdges(values, edges)[bin]).toBe(900);
    expect([binOf(edges, -1e-300), binOf(edges, 1e-300)]).toEqual([bin - 1, bin + 1]);
  });

  it('take a list of quantiles as the sample it is', () => {
    const quantiles = [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6];
    expect(baselineEdges(quantiles, { bins: 10 })).toEqual([0, Number.MIN_VALUE, 0.5, 1.5, 2.5, 3.5, 4.5]);
  });

  it('lie between two values of the sample, not at one, unless nothing is between them', () => {
    expect(baselineEdges([1, 2, 4])).toEqual([1.5, 3]);
    expect(baselineEdges([1, 3, 3, 3, 5], { bins: 5 })).toEqual([3, nextUp(3), 4]);
    expect(baselineEdges([1, nextUp(1)])).toEqual([nextUp(1)]);
    expect(baselineEdges([-Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([0]);
    expect(baselineEdges([-Number.MIN_VALUE, -0, Number.MIN_VALUE])).toEqual([0, Number.MIN_VALUE]);
  });

  it('are none for no values, and two for a constant', () => {
    expect(baselineEdges([])).toEqual([]);
    expect(baselineEdges([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([]);
    expect(baselineEdges([5, 5, 5])).toEqual([5, nextUp(5)]);
    expect(baselineEdges([Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([Number.MAX_VALUE]);
  });

  it('refuse a number of bins that is none', () => {
    expect(() => baselineEdges([1], { bins: 0 })).toThrow('bins: expected a whole number from 1 to 1024, got 0');
    expect(() => baselineEdges([1], { bins: 2.5 })).toThrow(RangeError);
    expect(() => baselineEdges([1], { bins: 1025 })).toThrow(RangeError);
  });

  it('rise strictly, are at most twice as many as bins, and give each heavy value a point bin', () => {
    const few = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })), { maxLength: 200 });
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 50 }), (values, bins) => {
        const ordered = sorted(values.map((value) => value + 0));
        const edges = baselineEdges(ordered, { bins });
        edges.slice(1).forEach((edge, index) => {
          expect(edge).toBeGreaterThan(edges[index] ?? Number.NaN);
        });
        expect(edges.every(Number.isFinite)).toBe(true);
        expect(edges.length).toBeLessThanOrEqual(2 * bins);
        const finite = ordered.filter(Number.isFinite);
        for (const value of new Set(finite)) {
          const times = finite.filter((other) => other === value).length;
          if (times >= 2 && times * bins >= finite.length && value < Number.MAX_VALUE) {
            expect(isPointBin(edges, binOf(edges, value))).toBe(true);
          }
        }
      }),
    );
  });
});

describe('counting on edges', () => {
  it('puts each value into the one bin that holds it', () => {
    const edge = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(
          edge.map((x) => x + 0),
          { maxLength: 30 },
        ),
        fc.array(edge, { maxLength: 60 }),
        (cuts, values) => {
          const edges = sorted(cuts);
          const byHand = new Array<number>(edges.length + 1).fill(0);
          for (const value of values) {
            const bin = edges.filter((cut) => cut <= value).length;
            byHand[bin] = (byHand[bin] ?? 0) + 1;
          }
          expect(countOnEdges(values, edges)).toEqual(byHand);
        },
      ),
    );
  });
});
