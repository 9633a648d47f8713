import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapePattern, formatMatchers, MatcherError, matches, parseMatcher, parseMatchers } from './matcher.ts';

describe('a matcher', () => {
  it.each([
    ['severity="high"', { name: 'severity', op: '=', value: 'high' }],
    ['severity=high', { name: 'severity', op: '=', value: 'high' }],
    [' severity != high day ', { name: 'severity', op: '!=', value: 'high day' }],
    ['model=~"spread-.*"', { name: 'model', op: '=~', value: 'spread-.*' }],
    ['model!~a|b', { name: 'model', op: '!~', value: 'a|b' }],
    ['a=', { name: 'a', op: '=', value: '' }],
    ['a==b', { name: 'a', op: '=', value: '=b' }],
    ['a="b\\"c\\\\d\\ne\\q"', { name: 'a', op: '=', value: 'b"c\\d\ne\\q' }],
    ['a=\\', { name: 'a', op: '=', value: '\\' }],
    ['a:b_1=~"\\\\d+"', { name: 'a:b_1', op: '=~', value: '\\d+' }],
    ['a="b}"', { name: 'a', op: '=', value: 'b}' }],
  ])('is read from %s', (text, expected) => {
    expect(parseMatcher(text)).toEqual(expected);
  });

  it.each([
    ['severity', 'expected a matcher, found "severity"'],
    ['', 'expected a matcher, found ""'],
    ['a-b=c', 'expected a matcher, found "a-b=c"'],
    ['1a=c', 'expected a matcher, found "1a=c"'],
    ['a=b"c', 'expected a value with quotes around all of it or without any, found b"c'],
    ['a="b"c', 'expected a value with quotes around all of it or without any, found "b"c'],
    ['a="b', 'expected a quote at the end of "b'],
    ['a=~(', 'expected a regular expression after a=~, found "(": a group is opened with `(` and not closed'],
  ])('%s is refused in words', (text, problem) => {
    expect(() => parseMatcher(text)).toThrow(MatcherError);
    expect(() => parseMatcher(text)).toThrow(problem);
  });

  it('comes with others in braces or without, also with a comma in quotes and one at the end', () => {
    const both = [
      { name: 'a', op: '=', value: 'b,c' },
      { name: 'd', op: '=~', value: 'e{1,2}' },
    ];
    expect(parseMatchers('{a="b,c", d=~"e{1,2}",}')).toEqual(both);
    expect(parseMatchers('a="b,c",d=~"e{1,2}"')).toEqual(both);
    expect(parseMatchers('')).toEqual([]);
    expect(parseMatchers('{}')).toEqual([]);
    expect(() => parseMatchers('a=b,,c=d')).toThrow('found ""');
  });

  it('takes a label that is not there as empty, and a pattern as one of the whole value', () => {
    const holds = (text: string, labels: Readonly<Record<string, string>>) => matches(parseMatchers(text), labels);
    expect(holds('a=""', {})).toBe(true);
    expect(holds('a!=b', {})).toBe(true);
    expect(holds('a!=""', {})).toBe(false);
    expect(holds('a=~".*"', {})).toBe(true);
    expect(holds('a=~".+"', {})).toBe(false);
    expect(holds('a=~b', { a: 'abc' })).toBe(false);
    expect(holds('a!~b', { a: 'abc' })).toBe(true);
    expect(holds('a=b,c=d', { a: 'b', c: 'e' })).toBe(false);
    expect(holds('toString=""', {})).toBe(true);
  });

  it('is written so that the same is read again', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ',', ' ', '{', '}', 'ü', 'n') });
    const matcher = fc.record({ name: fc.constantFrom('a', '_b', 'c:d'), op: fc.constantFrom('=', '!='), value });
    fc.assert(
      fc.property(fc.array(matcher, { minLength: 1, maxLength: 3 }), (matchers) => {
        expect(parseMatchers(formatMatchers(matchers as Parameters<typeof formatMatchers>[0]))).toEqual(matchers);
      }),
    );
  });

  it('is itself where its text is escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'\\^$.*+?()[]{}|-aé😀\n"'), maxLength: 12 }), (text) => {
        expect(matches([{ name: 'a', op: '=~', value: escapePattern(text) }], { a: text })).toBe(true);
      }),
    );
  });
});
