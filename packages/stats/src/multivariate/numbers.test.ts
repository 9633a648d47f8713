import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../distribution/normal.ts';
import { largestEigen } from './eigen.ts';
import { innerProducts, solvePositive, transposed } from './inner-products.ts';
import { normalScores } from './normal-scores.ts';
import { independent, matrixOf } from './testing/matrices.ts';

/** A positive definite matrix: the inner products of random vectors, some of them much longer. */
function positive(size: number): Float64Array {
  const { values } = matrixOf(size, size, (draw) => {
    const scale = draw() ** 4;
    return independent(2 * size)(draw).map((x) => x * scale);
  });
  return innerProducts({ values, count: size, length: 2 * size, stride: 2 * size });
}

const times = (matrix: Float64Array, vector: ArrayLike<number>): number[] =>
  Array.from({ length: vector.length }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < vector.length; k += 1) sum += (matrix[row * vector.length + k] ?? 0) * (vector[k] ?? 0);
    return sum;
  });

describe('inner products', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 9, 11])('of %i vectors are those of each pair, over any length', (count) => {
    for (const length of [1, 255, 256, 257, 600]) {
      const stride = length + 3;
      const { values } = matrixOf(count, 3, independent(stride));
      const products = innerProducts({ values, count, length, stride });
      const turned = transposed({ values, count, length, stride });
      for (let i = 0; i < count; i += 1) {
        for (let j = 0; j < count; j += 1) {
          let sum = 0;
          for (let k = 0; k < length; k += 1) {
            sum += (turned.values[k * turned.stride + i] ?? 0) * (turned.values[k * turned.stride + j] ?? 0);
          }
          expect(products[i * count + j]).toBeCloseTo(sum, 9);
        }
      }
    }
  });
});

describe('solving', () => {
  it.each([1, 2, 7, 40])('%i equations gives what they are the image of', (size) => {
    const matrix = positive(size);
    for (let index = 0; index < size; index += 1) matrix[index * (size + 1)] = (matrix[index * (size + 1)] ?? 0) + 1;
    const wanted = Float64Array.from({ length: size }, (_, index) => index - 3);
    const found = solvePositive(matrix.slice(), Float64Array.from(times(matrix, wanted)));
    found.forEach((value, index) => void expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 6));
  });
});

describe('eigenvectors', () => {
  it.each([1, 2, 5, 20, 64, 65, 90])('of %i rows are stretched by their values, of length 1, largest first', (size) => {
    const matrix = positive(size);
    const { values, vectors } = largestEigen(matrix, Math.min(3, size));
    const largest = values[0] ?? 0;
    values.forEach((value, index) => {
      const vector = vectors.slice(index * size, (index + 1) * size);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
      expect(value).toBeLessThanOrEqual(values[index - 1] ?? Number.POSITIVE_INFINITY);
      const tolerance = (size > 64 ? 1e-3 : 1e-12) * largest;
      times(matrix, vector).forEach((image, row) => {
        expect(Math.abs(image - value * (vector[row] ?? 0))).toBeLessThan(tolerance);
      });
    });
  });
});

describe('normal scores', () => {
  it('are within 0.02 of the normal quantiles of the middle ranks', () => {
    const values = matrixOf(1, 5, independent(500)).values;
    const ranks = Float64Array.from(values).sort();
    normalScores(values).forEach((score, index) => {
      const u = (ranks.indexOf(values[index] ?? 0) + 0.5) / 500;
      if (u > 0.005 && u < 0.995) expect(Math.abs(score - normalQuantile(u))).toBeLessThan(0.02);
    });
  });

  it('are the same for equal values, and leave NaN', () => {
    const scores = normalScores(Float64Array.of(0, 3, Number.NaN, -0, 1e300));
    expect(scores[0]).toBe(scores[3]);
    expect(scores[2]).toBeNaN();
    expect(scores[1]).toBeGreaterThan(scores[0] ?? 0);
    expect(scores[4]).toBeGreaterThan(scores[1] ?? 0);
  });
});
