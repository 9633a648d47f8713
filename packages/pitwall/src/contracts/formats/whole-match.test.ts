import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, patternProblem } from '../pattern.ts';
import { anyOf, likeToWholePattern, toSearchPattern, toWholePattern } from './whole-match.ts';

const pieces = [
  'a',
  'b',
  'ab',
  '.',
  '[ab]',
  '[^a|$]',
  '(a|b)',
  '(?:a)',
  '(?:a|^b)',
  '^',
  '$',
  '|',
  '\\$',
  '\\|',
  '\\\\',
  'a*',
  '(a$|b)',
];
const patterns = fc
  .array(fc.constantFrom(...pieces), { maxLength: 6 })
  .map((parts) => parts.join(''))
  .filter((pattern) => patternProblem(pattern) === undefined);
const values = fc
  .array(fc.constantFrom('a', 'b', '$', '|', '\\', '\n', '🏀'), { maxLength: 5 })
  .map((parts) => parts.join(''));

describe('toWholePattern', () => {
  it.each([
    ['^abc$', 'abc'],
    ['abc', '[\\d\\D]*abc[\\d\\D]*'],
    ['^abc', 'abc[\\d\\D]*'],
    ['^a|b$', 'a[\\d\\D]*|[\\d\\D]*b'],
    ['^(?:a|b)$', 'a|b'],
    ['^(?:a)(?:b)$', '(?:a)(?:b)'],
    ['^5\\$', '5\\$[\\d\\D]*'],
    ['', '[\\d\\D]*'],
    ['^$', ''],
  ])('turns %j into %j', (search, whole) => {
    expect(toWholePattern(search)).toBe(whole);
  });

  it('accepts the values in which the pattern is found, and no others', () => {
    fc.assert(
      fc.property(patterns, values, (pattern, value) => {
        expect(compilePattern(toWholePattern(pattern)).test(value)).toBe(new RegExp(pattern, 'u').test(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives a whole pattern back unchanged after a search pattern was made of it', () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        expect(toWholePattern(toSearchPattern(pattern))).toBe(pattern);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('toSearchPattern', () => {
  it('finds exactly the values that match as a whole', () => {
    fc.assert(
      fc.property(patterns, values, (pattern, value) => {
        expect(new RegExp(toSearchPattern(pattern), 'u').test(value)).toBe(compilePattern(pattern).test(value));
      }),
    );
  });
});

describe('likeToWholePattern', () => {
  it.each([
    ['A%', 'A\n5', true],
    ['A%', 'BA', false],
    ['a_c', 'a🏀c', true],
    ['a_c', 'ac', false],
    ['50.%', '50x', false],
    ['(x)', '(x)', true],
  ])('%j accepts %j: %s', (like, value, isMatch) => {
    expect(compilePattern(likeToWholePattern(like)).test(value)).toBe(isMatch);
  });
});

describe('anyOf', () => {
  it('accepts what one of the patterns accepts', () => {
    const pattern = compilePattern(anyOf(['a|b', 'c']));
    expect(['a', 'b', 'c', 'ac'].map((value) => pattern.test(value))).toEqual([true, true, true, false]);
  });
});
