import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLatencies, quantileOf } from './latency.ts';

const counted = (values: readonly number[]) => {
  const counter = countLatencies();
  for (const value of values) counter.add(value);
  return counter.profile();
};

describe('a quantile of counted durations', () => {
  it('is unknown of none', () => {
    expect(quantileOf(counted([]), 0.5)).toBeNull();
  });

  it('is the one value where there is one', () => {
    expect(quantileOf(counted([7.25]), 0.99)).toBe(7.25);
    expect(quantileOf(counted([0]), 0.5)).toBe(0);
    expect(quantileOf(counted([1e7]), 0.5)).toBe(1e7);
  });

  it('lies within 15 % of the true one', () => {
    const durations = fc.array(fc.double({ min: 0.02, max: 50_000, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const found = quantileOf(counted(values), share) ?? Number.NaN;
        expect(found).toBeGreaterThanOrEqual(exact / 1.15);
        expect(found).toBeLessThanOrEqual(exact * 1.15);
      }),
      { seed: 3 },
    );
  });
});
