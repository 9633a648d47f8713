import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNumbers } from './counter.ts';
import { baselineEdges } from './edges.ts';
import { momentsOf } from './moments.ts';
import { type NumericProfile, profileNumbers } from './numeric.ts';

function counted(values: readonly (number | null)[], edges: readonly number[]): NumericProfile {
  const counter = countNumbers(edges);
  for (const value of values) counter.add(value);
  return counter.profile();
}

const withoutMoments = ({ moments: _moments, ...rest }: NumericProfile) => rest;

const wild = fc.constantFrom(
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2.5e-308,
  1e308,
  -1e308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
);
const anyValue = fc.oneof(wild, fc.double(), fc.integer({ min: -3, max: 3 }), fc.double({ min: -1, max: 1 }));
const anyEdges = fc
  .array(
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(0, Number.MIN_VALUE, -1e308, 1e308, Number.MAX_VALUE),
    ),
    { maxLength: 40 },
  )
  .map((edges) => [...new Set(edges.map((edge) => edge + 0))].sort((a, b) => a - b));

describe('counting numbers one after the other', () => {
  it('equals counting them together in every count and extreme, whatever the values and edges', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 200 }), anyEdges, (values, edges) => {
        expect(withoutMoments(counted(values, edges))).toEqual(withoutMoments(profileNumbers(values, edges)));
      }),
      { numRuns: 500 },
    );
  });

  it('equals it to the last digit when handed over in blocks, of any size, with marks for what is missing', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 100 }),
        anyEdges,
        fc.integer({ min: 1, max: 30 }),
        (all, edges, size) => {
          const counter = countNumbers(edges);
          for (let start = 0; start < all.length; start += size) {
            const block = all.slice(start, start + size);
            const missing = block.some((value) => value === null) ? block.map((value) => Number(value === null)) : null;
            counter.addAll(
              block.map((value) => value ?? 7),
              missing,
            );
          }
          expect(counter.profile()).toEqual(counted(all, edges));
        },
      ),
    );
  });

  it('equals it on the edges of a baseline, where values lie on the edges', () => {
    const few = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })), { maxLength: 300 });
    fc.assert(
      fc.property(few, few, fc.integer({ min: 1, max: 64 }), (reference, current, bins) => {
        const edges = baselineEdges(Float64Array.from(reference).sort(), { bins });
        for (const values of [reference, current]) {
          expect(withoutMoments(counted(values, edges))).toEqual(withoutMoments(profileNumbers(values, edges)));
        }
      }),
    );
  });

  it('never answers with a moment that is not a number or not finite', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 100 }), anyEdges, (values, edges) => {
        const { n, mean, m2, m3, m4 } = counted(values, edges).moments;
        expect(n).toBe(values.filter((value) => value !== null && Number.isFinite(value)).length);
        for (const moment of [mean, m2, m3, m4]) expect(moment === null || Number.isFinite(moment)).toBe(true);
      }),
    );
  });
});

describe('its moments', () => {
  /** Odd moments may cancel to nothing, so they are measured by the size of what cancels. */
  function expectSameMoments(values: readonly (number | null)[], edges: readonly number[]): void {
    const [ours, theirs] = [counted(values, edges).moments, profileNumbers(values, edges).moments];
    expect(ours.n).toBe(theirs.n);
    const spread = Math.sqrt((theirs.m2 ?? 0) / Math.max(1, theirs.n));
    const near = (a: number | null, b: number | null, size: number): void => {
      expect(Math.abs((a ?? Number.NaN) - (b ?? Number.NaN))).toBeLessThanOrEqual(1e-9 * size);
    };
    near(ours.mean, theirs.mean, Math.max(spread, Math.abs(theirs.mean ?? 0)));
    near(ours.m2, theirs.m2, theirs.m2 ?? 0);
    near(ours.m3, theirs.m3, theirs.n * spread ** 3);
    near(ours.m4, theirs.m4, theirs.m4 ?? 0);
  }

  const column = (size: number, draw: (index: number) => number): number[] =>
    Array.from({ length: size }, (_, index) => draw(index));
  const scattered = (index: number): number => ((index * 0.6180339887498949) % 1) - 0.5;

  it.each([
    ['around nought', column(5000, scattered)],
    ['far from nought', column(5000, (index) => 1e6 + scattered(index))],
    ['with a long tail', column(5000, (index) => Math.exp(12 * scattered(index)))],
    ['whole numbers', column(5000, (index) => Math.floor(10 * scattered(index)))],
    ['times in milliseconds', column(5000, (index) => 1.7e12 + 8.64e7 * scattered(index))],
  ])('agree to nine digits with two passes over values %s', (_, values) => {
    expectSameMoments(values, baselineEdges(Float64Array.from(values).sort()));
  });

  it('agree where a window lies a little beside the baseline it is counted on', () => {
    const reference = column(5000, (index) => 1e6 + scattered(index));
    const edges = baselineEdges(Float64Array.from(reference).sort());
    expectSameMoments(
      reference.map((value) => value + 3),
      edges,
    );
  });

  it('are those of the same values moved to nought, where two passes lose digits in the mean', () => {
    const values = column(5000, (index) => 1e9 + scattered(index));
    const { m2, m3, m4 } = counted(values, baselineEdges(Float64Array.from(values).sort())).moments;
    const truth = momentsOf(values.map((value) => value - 1e9));
    expect(m2).toBeCloseTo(truth.m2 ?? Number.NaN, 9);
    expect(m3).toBeCloseTo(truth.m3 ?? Number.NaN, 9);
    expect(m4).toBeCloseTo(truth.m4 ?? Number.NaN, 9);
  });

  it('agree for any values between -1,000 and 1,000', () => {
    const values = fc.array(fc.option(fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 1000)), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(values, (some) => {
        const finite = some.flatMap((value) => (value === null ? [] : [value]));
        expectSameMoments(some, baselineEdges(Float64Array.from(finite).sort()));
      }),
    );
  });

  it('are unknown where no double holds them', () => {
    const { mean, m2 } = counted([1e308, -1e308, 1e308], [0]).moments;
    expect(mean).not.toBeNull();
    expect(m2).toBeNull();
  });
});
