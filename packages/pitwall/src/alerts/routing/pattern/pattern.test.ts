import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, patternProblem } from './pattern.ts';

const isMatch = (pattern: string, value: string): boolean => compilePattern(pattern).matches(value);

describe('a pattern', () => {
  it.each([
    ['spread-.*', 'spread-picker', true],
    ['spread-.*', 'my-spread-picker', false],
    ['a|b', 'b', true],
    ['a|bc', 'ac', false],
    ['', '', true],
    ['', 'a', false],
    ['.+', '', false],
    ['a{2,3}', 'aa', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2}', 'aaa', false],
    ['a{2,}', 'aaaaa', true],
    ['a{,2}', 'a{,2}', true],
    ['(?i)ÄPFEL', 'äpfel', true],
    ['(?i:a)b', 'Ab', true],
    ['(?i:a)b', 'AB', false],
    ['a(?i)b|c', 'C', true],
    ['.', '\n', false],
    ['(?s).', '\n', true],
    ['.', '😀', true],
    ['[^a-c]', 'd', true],
    ['[^a-c]', 'b', false],
    ['[]a]+', ']a', true],
    ['[a-]+', 'a-', true],
    ['[\\d.]+', '10.5', true],
    ['[^\\d]', '5', false],
    ['[\\D]', '5', false],
    ['[[:alpha:]_]+', 'ab_', true],
    ['[[:^alpha:]]', 'a', false],
    ['\\bword\\b', 'word', true],
    ['a\\Bb', 'ab', true],
    ['a\\bb', 'ab', false],
    ['\\x41\\x{42}\\103', 'ABC', true],
    ['\\Qa.b*\\E+', 'a.b**', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\p{Greek}+', 'αβγ', true],
    ['\\PL', 'a', false],
    ['[\\P{Lu}]', 'A', false],
    ['\\pN', '7', true],
    ['(?P<name>a)(?:b)', 'ab', true],
    ['(?m)a$\\n^b', 'a\nb', true],
    ['a$\\nb', 'a\nb', false],
    ['^a$', 'a', true],
    ['^a|b$', 'b', true],
    ['^a|b$', 'ab', false],
    ['^^a$b', 'ab', false],
    ['(?:^a|b)c$', 'bc', true],
    ['[😀-😂]b', '😁b', true],
    ['(a*)*', 'aaa', true],
    ['(|a)+', 'aa', true],
    ['a||b', '', true],
    ['\\s', '\v', false],
  ])('%s is the whole of %j: %s', (pattern, value, expected) => {
    expect(isMatch(pattern, value)).toBe(expected);
  });

  it.each([
    ['(', 'a group is opened with `(` and not closed'],
    [')', '`)` closes a group that was not opened'],
    ['[a', 'a class of characters is opened with `[` and not closed'],
    ['*', 'nothing stands before `*` that it could repeat'],
    ['a**', '`*` follows another repetition'],
    ['a|+', 'nothing stands before `+` that it could repeat'],
    ['a{3,2}', '`{3,2}` ends before it begins'],
    ['a{1001}', '`{1001}` repeats more than 1000 times'],
    ['(?=a)', '`(?` begins what patterns here do not have, such as a look-ahead'],
    ['\\q', '`\\q` is not an escape'],
    ['a\\', 'it ends with a backslash'],
    ['\\p{Nonsense}', 'there is no class of characters `Nonsense`'],
    ['[z-a]', 'the range of characters `z-a` ends before it begins'],
    ['[[:nothing:]]', 'there is no class of characters `[:nothing:]`'],
    ['((a{1000}){1000}){1000}', 'its repetitions, written out, are too long'],
    ['('.repeat(300), 'groups stand in each other more than 200 deep'],
    ['a'.repeat(5_001), 'it is longer than 5000 characters'],
  ])('%s is none, and why is said', (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
  });

  it('answers the same however often it was asked, and however many different values', () => {
    const pattern = compilePattern('(?:.*[ab])?x.{0,40}');
    const values = Array.from({ length: 3_000 }, (_, index) => String.fromCodePoint(0x100 + index).repeat(index % 7));
    const expected = /^(?:.*[ab])?x.{0,40}$/u;
    for (const value of values) {
      for (const text of [value, `a${value}bx${value}`, `x${value}`]) {
        expect(pattern.matches(text)).toBe(expected.test(text));
      }
    }
  });

  it('takes no longer for one that makes others try again for ever', () => {
    const began = performance.now();
    expect(isMatch('(a+)+b', 'a'.repeat(5_000))).toBe(false);
    expect(isMatch('(a|a|a?)*c', 'a'.repeat(5_000))).toBe(false);
    expect(isMatch('((((){1000}){1000}){1000})*', '')).toBe(true);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('matches what the same expression of JavaScript matches', () => {
    const literal = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', 'c', '\\.', '^', '$');
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        literal,
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(?:${a}|${b})`),
        fc
          .tuple(tie('expression'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?'))
          .map(([a, t]) => `(?:${a})${t}`),
      ),
    }));
    fc.assert(
      fc.property(expression, fc.array(fc.constantFrom('a', 'b', 'c', '1', '.'), { maxLength: 6 }), (text, letters) => {
        const value = letters.join('');
        expect(isMatch(text, value)).toBe(new RegExp(`^(?:${text})$`, 'u').test(value));
      }),
      { numRuns: 1_000 },
    );
  });
});
