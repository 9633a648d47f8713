import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../drift/testing/columns.ts';
import { coverPairs } from './cover.ts';
import { cutNumbers, type NumberRange } from './cut.ts';
import { codeNames } from './names.ts';

const sizesOf = (codes: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, code) => codes.reduce((size, one) => size + (one === code ? 1 : 0), 0));

function isIn(value: number, range: NumberRange | undefined): boolean {
  if (!range) return false;
  if ('missing' in range) return Number.isNaN(value);
  if ('value' in range) return value === range.value;
  return value >= range.from && (value < range.to || (range.isLast && value === range.to));
}

describe('a column of numbers', () => {
  it('is cut into ranges of as many rows each', () => {
    const values = uniform(3, 5000);
    const { codes, count, ranges } = cutNumbers('x', values);
    expect(count).toBe(10);
    for (const size of sizesOf(codes, count)) expect(Math.abs(size - 500)).toBeLessThanOrEqual(1);
    expect(ranges[0]).toMatchObject({ from: Math.min(...values), isLast: false });
    expect(ranges[9]).toMatchObject({ to: Math.max(...values), isLast: true });
  });

  it('has nearly as many rows in each range where only some of them were sorted', () => {
    const { codes, count } = cutNumbers('x', uniform(4, 350_000));
    for (const size of sizesOf(codes, count)) expect(Math.abs(size / 35_000 - 1)).toBeLessThan(0.05);
  });

  it('that repeats itself is cut no worse than others', () => {
    const values = new Float64Array(400_000).map((_, row) => row % 20);
    const { codes, count } = cutNumbers('x', values);
    expect(Math.max(...sizesOf(codes, count)) / 400_000).toBeLessThan(0.16);
  });

  it('has a segment for each of few values, and one for what is missing', () => {
    const found = cutNumbers('x', Float64Array.of(3, 1, Number.NaN, -0, 3, 0));
    expect(found).toEqual({
      name: 'x',
      codes: Uint8Array.of(2, 1, 3, 0, 2, 0),
      count: 4,
      ranges: [{ value: 0 }, { value: 1 }, { value: 3 }, { missing: true }],
    });
  });

  it('has a range of its own for a value that fills one', () => {
    const spike = [...Array(600).fill(0), ...uniform(5, 400).map((x) => 1 + x)];
    const { codes, count, ranges } = cutNumbers('x', Float64Array.from(spike));
    expect(ranges[0]).toMatchObject({ from: 0 });
    expect(sizesOf(codes, count)[0]).toBe(600);
    expect(count).toBe(10);
    const inside = [...uniform(6, 500), ...Array(500).fill(2), ...uniform(7, 500).map((x) => 3 + x)];
    expect(sizesOf(cutNumbers('x', Float64Array.from(inside)).codes, 10)).toContain(500);
  });

  it('has no segment where it has no value', () => {
    expect(cutNumbers('x', new Float64Array(0))).toMatchObject({ count: 0, ranges: [] });
    expect(cutNumbers('x', Float64Array.of(Number.NaN))).toMatchObject({ count: 1, ranges: [{ missing: true }] });
  });

  it('takes infinities as the values that they are', () => {
    const values = Float64Array.from([...uniform(8, 100), Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    const { codes, count, ranges } = cutNumbers('x', values);
    expect([codes[100], codes[101]]).toEqual([count - 1, 0]);
    expect(ranges[0]).toMatchObject({ from: Number.NEGATIVE_INFINITY });
  });

  it('has every value in the range of its code, equal ones together, and no range empty', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.double({ noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (values, bins) => {
        const { codes, count, ranges } = cutNumbers('x', Float64Array.from(values), bins);
        expect(ranges).toHaveLength(count);
        for (const [row, one] of values.entries()) expect(isIn(one, ranges[codes[row] ?? -1])).toBe(true);
        expect(Math.min(1, ...sizesOf(codes, count))).toBe(1);
        expect(count).toBeLessThanOrEqual(bins + 1);
      }),
    );
  });

  it('is not cut into no bins, or more than there are codes', () => {
    for (const bins of [0, 1.5, 64]) expect(() => cutNumbers('x', Float64Array.of(1), bins)).toThrow(RangeError);
  });
});

describe('a column of names', () => {
  it('has the most frequent as segments, and the rare in none', () => {
    const values = ['b', 'a', 'b', null, 'a', 'c', undefined, 'd', 'd', 'd'];
    expect(codeNames('x', values, { minimum: 2 })).toEqual({
      name: 'x',
      codes: Uint8Array.of(2, 1, 2, 3, 1, 255, 3, 0, 0, 0),
      count: 4,
      names: ['d', 'a', 'b', null],
    });
    expect(codeNames('x', values, { minimum: 2, most: 1 }).codes).toEqual(
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 0, 0, 0),
    );
    expect(codeNames('x', values)).toMatchObject({ count: 0, names: [] });
  });

  it('has no more than there are codes', () => {
    for (const most of [-1, 0.5, 65]) expect(() => codeNames('x', ['a'], { most })).toThrow(RangeError);
  });
});

describe('sets of three columns', () => {
  it('cover every pair, in little more than a third as many', () => {
    const sets = coverPairs(Array(20).fill(12));
    expect(sets.length).toBeLessThan(80);
    for (let a = 0; a < 20; a += 1)
      for (let b = 0; b < a; b += 1) expect(sets.some((set) => set.includes(a) && set.includes(b))).toBe(true);
  });

  it('cover pairs of wide columns by two alone', () => {
    expect(coverPairs([65, 65, 2])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(coverPairs([3])).toEqual([]);
  });
});
