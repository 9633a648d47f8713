import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textSql } from './expression/text.ts';
import { compilePattern, patternProblem } from './pattern.ts';
import { re2Pattern, re2Problem } from './re2.ts';

describe('re2Pattern', () => {
  it.each([
    ['[A-Z]{3}-\\d+', '[A-Z]{3}-\\d+', 'leaves alone what means the same'],
    ['a.c', 'a[^\\n\\r\\x{2028}\\x{2029}]c', 'stops a dot at all line ends of JavaScript'],
    ['[.]\\.', '[.]\\.', 'knows a dot in a class and an escaped one'],
    ['\\u0041\\x42\\u{1F600}', '\\x{0041}\\x{42}\\x{1F600}', 'writes code points as RE2 does'],
    ['\\ud83d\\ude00', '\\x{1f600}', 'joins surrogates'],
    ['\\cJ\\0', '\\x{a}\\x{0}', 'writes control characters as code points'],
    ['[]|[^]', '[^\\x{0}-\\x{10FFFF}]|[\\x{0}-\\x{10FFFF}]', 'writes the empty classes out'],
    ['[\\]\\u0041]', '[\\]\\x{0041}]', 'knows an escaped bracket in a class'],
  ])('turns %s into %s: it %s', (pattern, expected) => {
    expect(re2Pattern(pattern)).toBe(expected);
  });
});

describe('re2Problem', () => {
  it.each(['(a{500}){3}', '(?:[ab]{100}){11}', '((a{11}b){10}){10}', 'a{1000}b', '\\W{600}\\D{600}'])(
    'refuses %s, which is too large multiplied out',
    (pattern) => {
      expect(re2Problem(pattern)).toContain('repeats more than 1000 characters');
    },
  );

  it.each(['a{1000}', '(a{500}){2}', '(a{30}b){30}', '[a{9999}]', '(\\(a{2}){3}', '(a*)*b+c?', 'a{2,}'])(
    'takes %s',
    (pattern) => {
      expect(re2Problem(pattern)).toBeUndefined();
    },
  );

  it('refuses a pattern that closes a group which it did not open', () => {
    expect(re2Problem('a)|(?:b')).toContain('closes a group that it did not open');
  });
});

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    '.',
    '\\d',
    '\\w',
    '\\W',
    '\\D',
    '^',
    '$',
    '|',
    '(',
    ')',
    '(?:',
    '[',
    '[^',
    ']',
    '-',
    'é',
    '😀',
    '/',
    ' ',
  ],
  ...[
    '*',
    '+',
    '?',
    '*?',
    '{2}',
    '{0,2}',
    '{1,}',
    '\\n',
    '\\r',
    '\\u0061',
    '\\u{1F600}',
    '\\x62',
    '\\cM',
    '\\.',
    '\\-',
    '\\]',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[]',
    '[^]',
    '(a|b)',
    '[a-c]',
    '(?:ab?)',
    '[\\w-]',
    '\\ud83d\\ude00',
    '\\t',
    '\\v',
    '\\f',
    '\\/',
    '\\[',
    ':',
    '<',
  ],
);
const subject = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', '_', 'é', '😀', '\n', '\r', '\u2028', '\u2029', '-', ']', '.', ' '), {
    maxLength: 3,
  })
  .map((characters) => characters.join(''));

it('a pattern matches the same texts in JavaScript and in DuckDB', async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const patterns = fc
    .array(piece, { minLength: 1, maxLength: 6 })
    .map((pieces) => pieces.join(''))
    .filter((pattern) => patternProblem(pattern) === undefined && re2Problem(pattern) === undefined);
  let matches = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(patterns, { minLength: 1, maxLength: 30, size: 'max' }),
      fc.array(subject, { minLength: 1, maxLength: 100, size: 'max' }),
      async (given, texts) => {
        const selected = given.map((pattern) => `regexp_full_match(t, ${textSql(re2Pattern(pattern))})`);
        const rows = texts.map((text) => `(${textSql(text)})`).join(', ');
        const reader = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM (VALUES ${rows}) v(t)`);
        const fromJavaScript = texts.map((text) => given.map((pattern) => compilePattern(pattern).test(text)));
        matches += fromJavaScript.flat().filter(Boolean).length;
        expect(reader.getRows()).toEqual(fromJavaScript);
      },
    ),
    { numRuns: 60 },
  );
  connection.closeSync();
  expect(matches).toBeGreaterThan(500);
});
