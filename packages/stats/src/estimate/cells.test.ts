import { describe, expect, it } from 'vitest';
import { cellAt, cutCells, raise } from './cells.ts';

describe('levels that are made to rise', () => {
  it.each([
    ['those that rise stay', [1, 2, 4], [1, 1, 1], [1, 2, 4]],
    ['two that fall become their mean', [3, 1, 5], [1, 1, 1], [2, 2, 5]],
    ['each counts by its rows', [3, 1, 5], [1, 3, 9], [1.5, 1.5, 5]],
    ['a low one at the end pulls down as many as it takes', [1, 4, 6, 1], [1, 1, 1, 2], [1, 3, 3, 3]],
    ['a high one at the start pulls up', [9, 1, 2, 8], [1, 1, 1, 1], [4, 4, 4, 8]],
    ['one cell is itself', [7], [3], [7]],
  ])('%s', (_, levels, counts, expected) => {
    const level = Float64Array.from(levels);
    const rows = Float64Array.from(counts);
    raise(level, rows);
    expect([...level]).toEqual(expected);
    expect([...rows]).toEqual(counts);
  });
});

describe('the cell of a value', () => {
  const upper = Float64Array.of(1, 3, 3.5, 8);

  it.each([
    [0, 0],
    [1, 0],
    [1.1, 1],
    [3, 1],
    [3.2, 2],
    [3.5, 2],
    [8, 3],
    [9, 3],
  ])('%d is in cell %d', (value, cell) => {
    expect(cellAt(upper, value)).toBe(cell);
  });

  it('is the only one where there is one', () => {
    expect(cellAt(Float64Array.of(2), 5)).toBe(0);
  });
});

describe('cells of ascending values', () => {
  const counted = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => row);
  const sizes = (ends: Uint32Array): number[] => Array.from(ends, (end, cell) => end - (ends[cell - 1] ?? 0));

  it('are small at both ends, hold every value, and are as many as is said at the most', () => {
    const ends = cutCells(counted(1000), 8, 5);
    expect(ends).toHaveLength(8);
    expect(ends[7]).toBe(1000);
    expect([...ends].slice(0, 4)).toEqual([39, 147, 309, 500]);
    expect(sizes(ends)[7]).toBeLessThan(sizes(ends)[4] ?? 0);
  });

  it('hold as many values as is said at the least', () => {
    const own = sizes(cutCells(counted(200), 64, 12));
    expect(Math.min(...own)).toBe(12);
    expect(own.reduce((sum, size) => sum + size, 0)).toBe(200);
    expect([...cutCells(counted(10), 64, 12)]).toEqual([10]);
    expect([...cutCells(counted(24), 64, 12)]).toEqual([12, 24]);
    expect([...cutCells(counted(23), 64, 12)]).toEqual([23]);
  });

  it('never part equal values', () => {
    const values = Float64Array.from({ length: 100 }, (_, row) => (row < 30 ? 1 : row < 90 ? 2 : 3));
    expect([...cutCells(values, 64, 5)]).toEqual([30, 90, 100]);
    expect([...cutCells(values.fill(4), 64, 5)]).toEqual([100]);
  });
});
