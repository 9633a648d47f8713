import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ks } from './kolmogorov-smirnov.ts';
import { ksStatistic } from './ks-statistic.ts';
import { figureOf, normal } from './testing/samples.ts';

/** The definition, by sorting. */
function bySorting(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, largest] = [0, 0, 0];
  for (const value of Float64Array.from([...x, ...y]).sort()) {
    while (i < x.length && (x[i] ?? 0) <= value) i += 1;
    while (j < y.length && (y[j] ?? 0) <= value) j += 1;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

describe('the Kolmogorov–Smirnov statistic', () => {
  it('is that worked out by hand', () => {
    expect(ksStatistic([1, 2, 3], [2, 3, 4])).toBeCloseTo(1 / 3, 15);
    expect(ksStatistic([1, 1, 1], [1, 1])).toBe(0);
    expect(ksStatistic([1], [2])).toBe(1);
  });

  const shapes: Readonly<Record<string, (x: number, index: number) => number>> = {
    smooth: (x) => x,
    whole: (x) => Math.round(x),
    'mostly zero': (x) => (x < 1 ? 0 : x),
    constant: () => 3,
    'on many scales': (x) => Math.sign(x) * 10 ** (x * 60),
    'with one wild value': (x, index) => (index === 5 ? 1e300 : x),
    'over the whole range of doubles': (x, index) =>
      index === 5 ? Number.MAX_VALUE : index === 6 ? -Number.MAX_VALUE : x,
    subnormal: (x) => Math.round(x * 1000) * Number.MIN_VALUE,
  };

  it.each(Object.entries(shapes))('without sorting is that by sorting, for values %s', (_, shape) => {
    for (const [seed, shift] of [
      [1, 0],
      [2, 0.05],
      [3, 1],
      [4, 9],
    ] as const) {
      const [a, b] = [
        normal(seed, 20_000).map(shape),
        normal(seed + 50, 15_000).map((x, index) => shape(x + shift, index)),
      ];
      expect(ksStatistic(a, b)).toBe(bySorting(a, b));
    }
  });

  it('is the same both ways, and between 0 and 1', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const found = ksStatistic(a, b);
        expect(found).toBe(ksStatistic(b, a));
        expect(found).toBe(bySorting(a, b));
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes infinities for the least and the greatest values', () => {
    const far = Number.POSITIVE_INFINITY;
    expect(figureOf(ks([1, 2, far, -far], [1, 2, far, -far]))).toBe(0);
    expect(figureOf(ks([1, 2, 3, 4], [1, 2, 3, far]))).toBe(0.25);
    expect(figureOf(ks([1, 2], [-far, -far]))).toBe(1);
  });
});
