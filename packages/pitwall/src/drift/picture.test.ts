import {
  baselineCategories,
  baselineNumbers,
  baselineTimes,
  type NumericProfile,
  profileNumbers,
  profileTimes,
} from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { drawDrift } from './picture.ts';
import { normals } from './testing/numbers.ts';

const sum = (shares: readonly number[]): number => shares.reduce((all, share) => all + share, 0);

function histogram(before: NumericProfile, values: readonly number[]) {
  const picture = drawDrift(before, profileNumbers(values, before.edges), undefined);
  if (picture?.kind !== 'histogram') throw new Error(`expected a histogram, found ${picture?.kind}`);
  return picture;
}

describe('the picture of numbers', () => {
  const before = baselineNumbers(normals(1, 5_000, 70, 4));

  it('has every row of both sides, on round edges', () => {
    const picture = histogram(before, normals(2, 1_000, 73, 4));
    expect(sum(picture.reference) + picture.below.reference + picture.above.reference).toBeCloseTo(1, 6);
    expect(sum(picture.current) + picture.below.current + picture.above.current).toBeCloseTo(1, 6);
    expect(picture.edges.length).toBe(picture.reference.length + 1);
    expect(picture.reference.length).toBeLessThanOrEqual(30);
    expect(picture.edges.every((edge) => Number.isInteger(edge * 10))).toBe(true);
  });

  it('shows to where they moved', () => {
    const picture = histogram(before, normals(2, 1_000, 76, 4));
    const mean = (shares: readonly number[]): number =>
      sum(shares.map((share, bin) => (share * ((picture.edges[bin] ?? 0) + (picture.edges[bin + 1] ?? 0))) / 2)) /
      sum(shares);
    expect(mean(picture.current) - mean(picture.reference)).toBeCloseTo(6, 0);
  });

  it('is not squeezed by one wild value on either side, nor widened by a total shift', () => {
    const wild = baselineNumbers(normals(1, 5_000, 70, 4).with(9, 1e12));
    expect(histogram(wild, normals(2, 1_000, 70, 4).with(3, -1e9)).edges.at(-1)).toBeLessThan(120);
    const shifted = histogram(before, normals(2, 1_000, 9_000, 4));
    expect(shifted.above.current).toBeGreaterThan(0.99);
    expect(sum(shifted.reference)).toBeGreaterThan(0.9);
  });

  it('is one bar of a value that does not vary, and none where a side has no values', () => {
    const constant = baselineNumbers(Array(50).fill(5));
    const picture = histogram(constant, Array(20).fill(5));
    expect(Math.max(...picture.reference)).toBe(1);
    expect(Math.max(...picture.current)).toBe(1);
    expect(drawDrift(constant, profileNumbers([], constant.edges), undefined)).toBeNull();
    expect(drawDrift(baselineNumbers([]), constant, undefined)).toBeNull();
  });

  it('is of finite numbers, whatever the values', () => {
    const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 0, -0, 5e-324, -1e308, 1e308];
    const odd = baselineNumbers(all);
    for (const values of [all, [1], [1e308, -1e308]]) {
      const picture = drawDrift(odd, profileNumbers(values, odd.edges), undefined);
      expect(JSON.stringify(picture)).not.toMatch(/:null|,null|\[null/);
    }
  });
});

describe('the picture of categories', () => {
  it('shows the ten most frequent of either side, and the rest as one', () => {
    const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at));
    const before = baselineCategories(letters.flatMap((letter, at) => Array<string>(60 - at).fill(letter)));
    const now = baselineCategories([...Array<string>(50).fill('z'), ...Array<string>(50).fill('new')]);
    const picture = drawDrift(before, now, undefined);
    if (picture?.kind !== 'categories') throw new Error('expected categories');
    expect(picture.top).toHaveLength(10);
    expect(picture.top.map(({ value }) => value)).toEqual(expect.arrayContaining(['z', 'new', 'a', 'b']));
    expect(sum(picture.top.map(({ reference }) => reference)) + picture.other.reference).toBeCloseTo(1, 10);
    expect(sum(picture.top.map(({ current }) => current)) + picture.other.current).toBeCloseTo(1, 10);
  });

  it('is none of numbers against categories', () => {
    expect(drawDrift(baselineNumbers([1, 2]), baselineCategories(['a']), undefined)).toBeNull();
  });
});

describe('the picture of times', () => {
  const day = 86_400_000;
  const days = (from: number, n: number): number[] =>
    Array.from({ length: n }, (_, at) => (from + at) * day + 3_600_000);
  const before = baselineTimes(days(20_000, 700));
  const now = profileTimes(days(20_700, 7), before);

  it('is of the side that moved: a week in its order, a time on the calendar', () => {
    const weekday = drawDrift(before, now, 'weekday');
    if (weekday?.kind !== 'categories') throw new Error('expected categories');
    expect(weekday.top.map(({ value }) => value)).toEqual([
      'monday',
      'tuesday',
      'wednesday',
      'thursday',
      'friday',
      'saturday',
      'sunday',
    ]);
    expect(drawDrift(before, now, 'time')).toMatchObject({ kind: 'histogram', scale: 'time' });
  });
});
