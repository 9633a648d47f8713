import { baselineCategories, baselineNumbers, baselineTimes } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { count, list, number, percent } from '../core/words.ts';
import { chance, timeText, typical } from './words.ts';

describe('numbers in words', () => {
  it.each([
    [0, '0'],
    [0.12345678, '0.1235'],
    [1234.5678, '1235'],
    [123456, '123,500'],
    [-2.5, '-2.5'],
    [1e-7, '1.00e-7'],
    [3.21e12, '3.21e+12'],
  ])('%d is %s', (value, words) => {
    expect(number(value)).toBe(words);
  });

  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.12345, '12.3 %'],
    [-0.5, '-50 %'],
    [0.00567, '0.57 %'],
    [0.000012, '1.2e-3 %'],
  ])('the share %d is %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  it('are counts with commas', () => {
    expect(count(1_234_567)).toBe('1,234,567');
  });
});

describe('a probability', () => {
  it.each([
    [1, 'every other time'],
    [0.5, 'every other time'],
    [0.1, 'once in 10 times'],
    [1 / 19.4, 'once in 19 times'],
    [1 / 23_456, 'once in 23,000 times'],
    [1e-12, 'less than once in a billion times'],
    [0, 'less than once in a billion times'],
  ])('of %d is said as how often chance does it', (p, words) => {
    expect(chance(p)).toBe(`chance alone does that ${words}`);
  });
});

describe('a list of names', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c, d, e and 1 more'],
  ])('%j is read out', (names, words) => {
    expect(list(names)).toBe(words);
  });
});

describe('what is typical', () => {
  it('is the median of numbers, and the most frequent category with its share', () => {
    expect(typical(baselineNumbers([1, 2, 3, 4, 100]), undefined)).toBe('3');
    expect(typical(baselineNumbers([7, 7, 7, 9]), undefined)).toBe('7');
    expect(typical(baselineCategories(['a', 'b', 'b', null]), undefined)).toBe('b (66.7 %)');
    expect(typical(baselineCategories(['', '', 'b']), undefined)).toBe('the empty text (66.7 %)');
  });

  it('is nothing where there is no value', () => {
    expect(typical(baselineNumbers([]), undefined)).toBeUndefined();
    expect(typical(baselineNumbers([null, Number.NaN]), undefined)).toBeUndefined();
    expect(typical(baselineCategories([null]), undefined)).toBeUndefined();
  });

  it('is a time of a column of times, and another side where that is asked for', () => {
    const noon = Date.UTC(2026, 0, 12, 12);
    const times = baselineTimes([noon, noon, noon]);
    expect(typical(times, 'time')).toBe('2026-01-12 12:00');
    expect(typical(times, 'weekday')).toBe('monday (100 %)');
  });

  it('is a time even where no calendar of JavaScript reaches', () => {
    expect(timeText(-5e12)).toBe('1811-07-23 15:06');
    expect(timeText(9e15)).toBe('9.00e+15 ms');
  });
});
