import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import { type BinnedRows, timesAsFrequent } from './frequency.ts';

/** Bins of a normal number that lies so much higher, beside one that says nothing. */
function draw(seed: number, rows: number, shift: number): BinnedRows & { readonly x: Float64Array } {
  const random = randomFrom(seed);
  const x = Float64Array.from({ length: rows }, () => random.normal() + shift);
  const bin = (value: number): number => Math.min(60, Math.max(1, Math.round(30 + 10 * value)));
  return { rows, x, bins: [Uint8Array.from(x, bin), Uint8Array.from(x, () => 1 + 60 * random.uniform())] };
}

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, one) => sum + one, 0) / values.length;

describe('how many times as frequent rows are now', () => {
  const reference = draw(1, 3000, 0);

  it('is about once for each row where nothing shifted', () => {
    const times = timesAsFrequent(reference, draw(2, 3000, 0), 0);
    expect(meanOf(times)).toBeCloseTo(1, 10);
    expect(Math.sqrt(meanOf(times.map((by) => (by - 1) ** 2)))).toBeLessThan(0.2);
  });

  it('is the ratio of the densities where a feature shifted', () => {
    const times = timesAsFrequent(reference, draw(3, 6000, 0.7), 0);
    expect(meanOf(times)).toBeCloseTo(1, 10);
    // Under the reference, the mean of the ratio times x is the mean of x now.
    expect(meanOf(times.map((by, row) => by * (reference.x[row] ?? 0)))).toBeCloseTo(0.7, 0.5);
    const near = (from: number, to: number): number =>
      meanOf(times.filter((_, row) => (reference.x[row] ?? 0) > from && (reference.x[row] ?? 0) < to));
    for (const at of [-1, 0, 1]) expect(near(at - 0.2, at + 0.2) / Math.exp(0.7 * at - 0.245)).toBeCloseTo(1, 0.5);
    expect(near(-4, -1.5)).toBeLessThan(0.4);
    expect(near(1.5, 4)).toBeGreaterThan(2);
  });

  it('is told of rows of two kinds by their shares', () => {
    const kinds = (far: number, near: number): BinnedRows => ({
      rows: far + near,
      bins: [Uint8Array.from({ length: far + near }, (_, row) => (row % (far + near) < far ? 2 : 1))],
    });
    const times = timesAsFrequent(kinds(100, 500), kinds(300, 300), 0);
    expect(meanOf(times.subarray(0, 100))).toBeCloseTo(3, 0.5);
    expect(meanOf(times.subarray(100))).toBeCloseTo(0.6, 1);
  });

  it('is the same for a seed, and learns from as many current rows as there are of the reference', () => {
    const many = draw(4, 9000, 0.5);
    const small = draw(5, 400, 0);
    expect(timesAsFrequent(small, many, 7)).toEqual(timesAsFrequent(small, many, 7));
    expect(timesAsFrequent(small, many, 8)).not.toEqual(timesAsFrequent(small, many, 7));
    expect(timesAsFrequent(small, many, 7)).toHaveLength(400);
  });
});
