import { describe, expect, it } from 'vitest';
import { generator } from '../multivariate/matrix.ts';
import { chooseRows } from './choose-rows.ts';

describe('rows that are drawn', () => {
  it('are all, each once and in another order, where there are no more', () => {
    const rows = chooseRows(50, 100, generator(1));
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => row));
    expect([...rows]).not.toEqual([...rows].sort((a, b) => a - b));
  });

  it('are as many as are asked for, each at most once, from the whole', () => {
    const rows = chooseRows(10_000, 100, generator(1));
    expect(new Set(rows).size).toBe(100);
    const mean = rows.reduce((sum, row) => sum + row, 0) / 100;
    expect(Math.abs(mean - 5000)).toBeLessThan(1000);
    expect(Math.max(...rows)).toBeLessThan(10_000);
  });
});
