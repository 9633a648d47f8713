import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { current } from '../drift/testing/columns.ts';
import { mergeMoments, momentsOf, noMoments, varianceOf } from './moments.ts';

const golden = JSON.parse(readFileSync(new URL('../drift/testing/classic-10000.json', import.meta.url), 'utf8')) as {
  columns: Record<string, { current_mean: number; current_std: number }>;
};

describe('moments', () => {
  it('of a small sample are those worked out by hand', () => {
    expect(momentsOf([1, 2, 3])).toEqual({ n: 3, mean: 2, m2: 2, m3: 0, m4: 2 });
    expect(momentsOf([0, 0, 0, 4])).toEqual({ n: 4, mean: 1, m2: 12, m3: 24, m4: 84 });
  });

  it.each([...current(10_000)])('have the mean and standard deviation that NumPy gives column %s', (name, values) => {
    const moments = momentsOf(values);
    expect(moments.mean).toBeCloseTo(golden.columns[name]?.current_mean ?? Number.NaN, 11);
    expect(Math.sqrt(varianceOf(moments, 'population') ?? Number.NaN)).toBeCloseTo(
      golden.columns[name]?.current_std ?? Number.NaN,
      11,
    );
  });

  it('keep their digits where the mean is large and the spread small', () => {
    const moments = momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    expect(varianceOf(moments, 'sample')).toBe(30);
  });

  it('that no double can hold are null, not infinite', () => {
    expect(momentsOf([1e200, -1e200])).toEqual({ n: 2, mean: 0, m2: null, m3: null, m4: null });
    expect(momentsOf([Number.MAX_VALUE, Number.MAX_VALUE]).mean).toBe(Number.MAX_VALUE);
    expect(mergeMoments(momentsOf([1e200, -1e200]), momentsOf([1])).m2).toBeNull();
    expect(varianceOf(momentsOf([1e200, -1e200]), 'population')).toBeNull();
    expect(varianceOf(momentsOf([1]), 'sample')).toBeNull();
  });
});

describe('merged moments', () => {
  const sample = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { maxLength: 60 });

  it('are those of the joined sample up to rounding', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const merged = mergeMoments(momentsOf(a), momentsOf(b));
        const joined = momentsOf([...a, ...b]);
        const size = Math.max(1, ...[...a, ...b].map(Math.abs));
        expect(merged.n).toBe(joined.n);
        (['mean', 'm2', 'm3', 'm4'] as const).forEach((key, power) => {
          const unit = size ** Math.max(1, power + 1) * Math.max(1, joined.n);
          expect(Math.abs((merged[key] ?? Number.NaN) - (joined[key] ?? Number.NaN))).toBeLessThanOrEqual(1e-12 * unit);
        });
      }),
    );
  });

  it('do not depend on which side comes first', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(mergeMoments(momentsOf(a), momentsOf(b))).toEqual(mergeMoments(momentsOf(b), momentsOf(a)));
      }),
    );
  });

  it('with nothing are the same', () => {
    expect(mergeMoments(noMoments, momentsOf([1, 5]))).toEqual(momentsOf([1, 5]));
    expect(mergeMoments(momentsOf([1, 5]), noMoments)).toEqual(momentsOf([1, 5]));
  });
});
