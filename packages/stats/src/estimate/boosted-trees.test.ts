import { describe, expect, it } from 'vitest';
import { boost, boostedAt } from './boosted-trees.ts';

/** Forty trees that each take a tenth of what is left leave this much of it. */
const left = 0.9 ** 40;

/** Columns of bins, and rows numbered from 0 on. */
function predictions(columns: readonly (readonly number[])[], target: readonly number[]): number[] {
  const features = columns.map((bins) => Uint8Array.from(bins));
  const rows = Uint32Array.from(target, (_, row) => row);
  const trees = boost(features, Float64Array.from(target), rows);
  return target.map((_, row) => boostedAt(trees, features, row));
}

const rowsOf = (n: number, bin: (row: number) => number): number[] => Array.from({ length: n }, (_, row) => bin(row));

describe('boosted trees', () => {
  it('come near the mean of each group of rows that they can tell apart', () => {
    const bins = rowsOf(40, (row) => (row < 30 ? 1 : 2));
    const found = predictions(
      [bins],
      rowsOf(40, (row) => (row < 30 ? 2 : 10)),
    );
    expect(found[0]).toBeCloseTo(2 + 2 * left, 12);
    expect(found[39]).toBeCloseTo(10 - 6 * left, 12);
  });

  it('ask three questions, of whatever columns', () => {
    const columns = [4, 2, 1].map((digit) => rowsOf(160, (row) => 1 + ((row >> 2) & digit ? 1 : 0)));
    const target = rowsOf(160, (row) => [5, 1, 8, 2, 9, 0, 30, 7][(row >> 2) & 7] ?? 0);
    const mean = 62 / 8;
    const found = predictions(columns, target);
    for (const [row, value] of found.entries())
      expect(value).toBeCloseTo((target[row] ?? 0) + (mean - (target[row] ?? 0)) * left, 10);
  });

  it('find the cut among many bins, and cut the parts again', () => {
    const bins = rowsOf(400, (row) => row % 64);
    const target = bins.map((bin): number => (bin < 16 ? 0 : bin < 40 ? 4 : bin < 56 ? 1 : 6));
    const mean = target.reduce((sum, y) => sum + y, 0) / 400;
    for (const [row, value] of predictions([bins], target).entries())
      expect(value).toBeCloseTo((target[row] ?? 0) + (mean - (target[row] ?? 0)) * left, 10);
  });

  it('tell ten rows from the others, and not nine', () => {
    const gap = (few: number): number => {
      const bins = rowsOf(60, (row) => (row < few ? 1 : 2));
      const found = predictions(
        [bins],
        rowsOf(60, (row) => (row < few ? 1 : 0)),
      );
      return (found[0] ?? 0) - (found[59] ?? 0);
    };
    expect(gap(10)).toBeCloseTo(1 - left, 12);
    expect(gap(9)).toBeCloseTo(0, 12);
    expect(gap(50)).toBeCloseTo(1 - left, 12);
    expect(gap(51)).toBeCloseTo(0, 12);
  });

  it('take missing values for a bin of their own', () => {
    const bins = rowsOf(40, (row) => (row < 20 ? 0 : 64));
    const found = predictions(
      [bins],
      rowsOf(40, (row) => (row < 20 ? 3 : 1)),
    );
    expect(found[0]).toBeCloseTo(3 - left, 12);
    expect(found[39]).toBeCloseTo(1 + left, 12);
  });

  it('are the mean where no column tells anything', () => {
    expect(
      predictions(
        [rowsOf(30, () => 1)],
        rowsOf(30, (row) => row % 2),
      )[7],
    ).toBeCloseTo(0.5, 12);
    expect(
      predictions(
        [],
        rowsOf(30, (row) => row % 3),
      )[7],
    ).toBeCloseTo(1, 12);
  });

  it('learn from the rows that were named, and speak of any', () => {
    const features = [Uint8Array.from(rowsOf(60, (row) => 1 + (row % 2)))];
    const target = Float64Array.from(rowsOf(60, (row) => (row < 40 ? (row % 2) * 8 : 1000)));
    const trees = boost(features, target, Uint32Array.from(rowsOf(40, (row) => row)));
    expect(trees.start).toBe(4);
    expect(trees.trees).toHaveLength(40);
    expect(boostedAt(trees, features, 50)).toBeCloseTo(4 * left, 12);
    expect(boostedAt(trees, features, 51)).toBeCloseTo(8 - 4 * left, 12);
  });
});
