import { describe, expect, it } from 'vitest';
import { cellAt, raise } from './cells.ts';

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
