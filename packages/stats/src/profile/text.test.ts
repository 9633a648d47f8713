import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalFacet, facetsOf, missingOf, rowsOfProfile } from './composite.ts';
import { baselineTexts, lengthOf, profileTexts, rowsPerWord, shapeOf, type TextValues, wordOf } from './text.ts';

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }));

describe('the length of a text', () => {
  it('counts code points', () => {
    expect([lengthOf(''), lengthOf('abc'), lengthOf('🏀!'), lengthOf('e\u0301'), lengthOf('\0')]).toEqual([
      0, 3, 2, 2, 1,
    ]);
    fc.assert(
      fc.property(text, (value) => {
        expect(lengthOf(value)).toBe([...value].length);
      }),
    );
  });

  it('counts a lone surrogate as one', () => {
    expect([lengthOf('\ud83c'), lengthOf('\udfc0\ud83c'), lengthOf('a\ud83cb')]).toEqual([1, 2, 3]);
  });
});

describe('the shape of a text', () => {
  it.each([
    ['', 'empty'],
    ['Hi', 'letters'],
    ['42', 'digits'],
    ['Hi there, 42!', 'letters+digits+spaces+punctuation'],
    ['a+b=$5|`^~<>', 'letters+digits+punctuation'],
    ['\u00a0\u2003\t\r\n\v\f', 'spaces'],
    ['٣½Ⅷ', 'digits'],
    ['שלום', 'letters'],
    ['مرحبا، كيف', 'letters+spaces+punctuation'],
    ['🏀', 'other'],
    ['\0', 'other'],
    ['\ud83c', 'other'],
    ['\ufffd', 'other'],
    ['\u202eabc', 'letters+other'],
    ['e\u0301', 'letters+other'],
  ])('%j is %s', (value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });

  it('places every code point into one class', () => {
    const point = fc.integer({ min: 0, max: 0x10ffff });
    fc.assert(
      fc.property(point, (value) => {
        expect(shapeOf(String.fromCodePoint(value))).toMatch(/^(letters|digits|spaces|punctuation|other)$/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the word of a text', () => {
  it.each([
    ['', ''],
    ['?!', ''],
    ['One', 'one'],
    // 7 code points, 2 words: the second
    ['One Two', 'two'],
    // 8 code points, 2 words: the first
    ['One Two!', 'one'],
    ['snake_case', 'snake'],
    ['\0\0B52\0', 'b52'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İzmir', 'izmir'],
    ['ÄRGER', 'ärger'],
    ['𐐀', '𐐨'],
    ['a\ud83cb', 'b'],
  ])('of %j is %j', (value, word) => {
    expect(wordOf(value)).toBe(word);
  });

  it('is one of the words, in lower case, at the place that the length says', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9]{1,5}$/), { minLength: 1 }), (words) => {
        const joined = words.join(' ');
        expect(wordOf(joined.toUpperCase())).toBe(words[joined.length % words.length]);
      }),
    );
  });
});

describe('a profile of texts', () => {
  it('counts lengths, shapes and words', () => {
    const profile = baselineTexts([...Array<string>(5).fill('Good game'), 'Jane Doe', '', null]);
    expect(facetsOf(profile).map(({ name }) => name)).toEqual(['length', 'shape', 'word']);
    expect(profile.facets.length).toMatchObject({ min: 0, max: 9, missing: 1 });
    expect(profile.facets.shape).toMatchObject({ categories: ['empty', 'letters+spaces'], counts: [1, 6] });
    expect(profile.facets.word).toMatchObject({ categories: ['game'], counts: [5], other: 2, missing: 1 });
  });

  it('names no word of fewer rows than it takes', () => {
    const word = fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve', '');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (values) => {
        const { categories } = categoricalFacet(baselineTexts(values), 'word');
        const often = [...new Set(values)].filter((a) => values.filter((b) => a === b).length >= rowsPerWord);
        expect(categories).toEqual(often.sort());
      }),
    );
  });

  it('of a window keeps what its baseline does not list unnamed', () => {
    const window = profileTexts(['hello', 'secret', '42'], baselineTexts(Array<string>(5).fill('Hello')));
    expect(window.facets.word).toMatchObject({ categories: ['hello'], counts: [1], other: 2 });
    expect(window.facets.shape).toMatchObject({ categories: ['letters'], counts: [2], other: 1 });
    expect(JSON.stringify(window)).not.toContain('secret');
  });

  it.each<[string, TextValues, number]>([
    ['no rows', [], 0],
    ['one row', ['a'], 0],
    ['a constant', ['a b', 'a b', 'a b'], 0],
    ['nulls only', [null, undefined], 2],
    ['empty texts', ['', ''], 0],
    ['hostile texts', ['\ud800', '\udfff\ud800', '\0', '🏀'.repeat(99), '\u202e\u202d', '__proto__', null], 1],
  ])('of %s is a profile', (_, values, missing) => {
    for (const profile of [baselineTexts(values), profileTexts(values, baselineTexts(['x', 'yy']))]) {
      expect(facetsOf(profile).map((facet) => rowsOfProfile(facet.profile))).toEqual(Array(3).fill(values.length));
      expect(facetsOf(profile).map((facet) => missingOf(facet.profile))).toEqual(Array(3).fill(missing));
    }
  });

  it('is refused a baseline of another kind', () => {
    expect(() => profileTexts(['a'], { kind: 'time', version: 1, facets: {} })).toThrow(RangeError);
  });
});
