import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../drift/testing/columns.ts';
import { facetsOf, missingOf, numericFacet, projectionCount, projectionName, rowsOfProfile } from './composite.ts';
import { baselineTimes } from './time.ts';
import { baselineVectors, normOf, profileVectors, signOf, type VectorValues } from './vector.ts';

const facetCount = projectionCount + 1;

const signs = (projection: number, dimensions: number): number[] =>
  Array.from({ length: dimensions }, (_, dimension) => signOf(projection, dimension));

describe('the signs of a projection', () => {
  it.each([
    [1, '----++++--++----+--+++--+-+-+---'],
    [2, '+++++--+++++-+-+-+---++-++--+++-'],
    [16, '-++--+--+-++-++-+-+++--+-++-+++-'],
  ])('of number %d are those that the same hash gives in Python', (projection, expected) => {
    expect(
      signs(projection, 32)
        .map((sign) => (sign > 0 ? '+' : '-'))
        .join(''),
    ).toBe(expected);
  });

  it('point into nearly independent directions', () => {
    const rows = Array.from({ length: projectionCount }, (_, index) => signs(index + 1, 768));
    for (const [index, row] of rows.entries()) {
      for (const other of rows.slice(index + 1)) {
        const cosine = row.reduce((sum, sign, dimension) => sum + sign * (other[dimension] ?? 0), 0) / 768;
        expect(Math.abs(cosine)).toBeLessThan(4 / Math.sqrt(768));
      }
    }
  });
});

describe('the norm of a vector', () => {
  it('is exact where it can be, and neither overflows nor vanishes on the way', () => {
    expect([normOf([3, 4]), normOf([0, -0]), normOf([-2])]).toEqual([5, 0, 2]);
    expect(normOf([3e200, 4e200]) / 5e200).toBeCloseTo(1, 14);
    expect(normOf([3e-200, -4e-200]) / 5e-200).toBeCloseTo(1, 14);
    expect(normOf([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.POSITIVE_INFINITY);
  });

  it('agrees with Math.hypot', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 9 }), (vector) => {
        const expected = Math.hypot(...vector);
        const norm = normOf(vector);
        expect(norm === expected || Math.abs(norm / expected - 1) < 1e-14 || Math.abs(norm - expected) < 1e-320).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a profile of vectors', () => {
  it('has the norm and the projections as facets, each of a signed sum over the root of the length', () => {
    const vector = [1, 2, 4, 8];
    const profile = baselineVectors([vector]);
    expect(facetsOf(profile).map(({ name }) => name)).toEqual([
      'norm',
      ...Array.from({ length: 16 }, (_, index) => `projection-${index + 1}`),
    ]);
    expect(profile).toMatchObject({ dimensions: 4, facets: { norm: { min: Math.sqrt(85) } } });
    for (let projection = 1; projection <= projectionCount; projection += 1) {
      const byHand = vector.reduce((sum, x, dimension) => sum + x * signOf(projection, dimension), 0) / 2;
      expect(numericFacet(profile, projectionName(projection))).toMatchObject({ min: byHand, max: byHand });
    }
  });

  it('moves when a cloud moves, though every norm stays', () => {
    const [rows, dimensions] = [400, 32];
    const noise = uniform(7, rows * dimensions);
    const cloud = (shift: number): number[][] =>
      Array.from({ length: rows }, (_, row) => {
        const raw = Array.from(noise.subarray(row * dimensions, (row + 1) * dimensions), (x) => x - 0.5 + shift);
        return raw.map((x) => x / normOf(raw));
      });
    const baseline = baselineVectors(cloud(0));
    const window = profileVectors(cloud(1), baseline);
    const moved = Array.from({ length: projectionCount }, (_, index) => {
      const name = projectionName(index + 1);
      const [before, now] = [numericFacet(baseline, name).moments, numericFacet(window, name).moments];
      return Math.abs((now.mean ?? 0) - (before.mean ?? 0)) / Math.sqrt((before.m2 ?? 0) / rows);
    });
    expect(moved.filter((deviations) => deviations > 0.5).length).toBeGreaterThan(8);
  });

  it('counts as missing, in every facet, what is no vector of its length', () => {
    const baseline = baselineVectors([
      [1, 2],
      [3, 4],
      [5, 6, 7],
    ]);
    const rows: VectorValues = [
      [1, 1],
      [1],
      [1, 2, 3],
      [],
      null,
      undefined,
      [1, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
      [1, null],
      new Float32Array([2, 2]),
    ];
    const window = profileVectors(rows, baseline);
    expect(baseline.dimensions).toBe(2);
    expect(facetsOf(baseline).map((facet) => missingOf(facet.profile))).toEqual(Array(facetCount).fill(1));
    expect(facetsOf(window).map((facet) => missingOf(facet.profile))).toEqual(Array(facetCount).fill(8));
    expect(facetsOf(window).map((facet) => rowsOfProfile(facet.profile))).toEqual(Array(facetCount).fill(10));
  });

  it('takes the most frequent length for its own, not that of the first row', () => {
    expect(baselineVectors([[1], [1, 2], [3, 4]]).dimensions).toBe(2);
    expect(baselineVectors([[1, 2], [1]]).dimensions).toBe(1);
    expect(baselineVectors([[Number.NaN], [null], [1, 2]]).dimensions).toBe(2);
  });

  it.each<[string, VectorValues, number, number]>([
    ['no rows', [], 0, 0],
    ['one row', [[1, 2, 3]], 3, 0],
    ['a constant', [[0], [0], [0]], 1, 0],
    ['nulls only', [null, null], 0, 2],
    ['vectors of length 0', [[], []], 0, 2],
    ['NaN only', [[Number.NaN], [Number.NaN, 1]], 0, 2],
  ])('of %s is a profile', (_, values, dimensions, missing) => {
    const baseline = baselineVectors(values);
    expect([baseline.dimensions, rowsOfProfile(baseline), missingOf(baseline)]).toEqual([
      dimensions,
      values.length,
      missing,
    ]);
    expect(profileVectors(values, baseline)).toEqual(baseline);
  });

  it('of the largest doubles has numbers or infinities, never NaN', () => {
    const huge = Array.from({ length: 8 }, () => Number.MAX_VALUE);
    for (const { profile } of facetsOf(baselineVectors([huge, huge.map((x, index) => (index % 2 ? x : -x))]))) {
      expect(profile).toMatchObject({ nan: 0, missing: 0 });
      expect(rowsOfProfile(profile)).toBe(2);
    }
  });

  it('of the largest doubles keeps a projection finite where its sum overflows on the way', () => {
    const profile = baselineVectors([Array<number>(4).fill(Number.MAX_VALUE)]);
    const factors = Array.from({ length: projectionCount }, (_, index) => index + 1).map((projection) => ({
      name: projectionName(projection),
      factor: signs(projection, 4).reduce((sum, sign) => sum + sign, 0) / 2,
    }));
    expect(new Set(factors.map(({ factor }) => Math.abs(factor)))).toEqual(new Set([0, 1, 2]));
    for (const { name, factor } of factors) {
      const finite = Math.abs(factor) < 2;
      expect(numericFacet(profile, name)).toMatchObject({
        min: finite ? factor * Number.MAX_VALUE + 0 : null,
        positiveInfinity: factor === 2 ? 1 : 0,
        negativeInfinity: factor === -2 ? 1 : 0,
      });
    }
  });

  it('is refused a baseline without dimensions', () => {
    expect(() => profileVectors([[1]], baselineTimes([1]))).toThrow(
      'expected a baseline of vectors with their dimensions, got one of kind time',
    );
  });
});
