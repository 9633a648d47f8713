import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../core/visible.ts';
import { anyText } from './arbitrary-report.suite.ts';
import { padEnd, shorten, textWidth, wrap } from './text-width.ts';

describe('textWidth', () => {
  it.each([
    ['season', 6],
    ['', 0],
    ['試合', 4],
    ['한국', 4],
    ['🏀', 2],
    ['👩‍🚀', 2],
    ['🇺🇸', 2],
    ['e\u0301', 1],
    ['ﬁ', 1],
    ['✗', 1],
    ['❤️', 2],
  ])('of %s is %d', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('shorten', () => {
  it('says with an ellipsis that something is left out', () => {
    expect(shorten('basketball', 6)).toBe('baske…');
    expect(shorten('basketball', 10)).toBe('basketball');
    expect(shorten('試合試合', 6)).toBe('試合…');
  });

  it('never takes more room than there is, nor cuts a character in two', () => {
    fc.assert(
      fc.property(anyText.map(visible), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const short = shorten(text, width);
        expect(textWidth(short)).toBeLessThanOrEqual(width);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('padEnd', () => {
  it('counts columns, not characters', () => {
    expect(padEnd('試', 4)).toBe('試  ');
  });
});

describe('wrap', () => {
  it('breaks at spaces, and inside a word only where it is longer than the line', () => {
    expect(wrap('one two three', 7, 4)).toEqual(['one two', 'three']);
    expect(wrap('abcdefgh ij', 4, 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('one two three four', 5, 2)).toEqual(['one', 'two …']);
  });

  it('loses nothing but blanks where the lines suffice', () => {
    fc.assert(
      fc.property(anyText.map(visible), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const lines = wrap(text, width, Number.POSITIVE_INFINITY);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        expect(lines.every((line) => textWidth(line) <= Math.max(width, 2))).toBe(true);
      }),
    );
  });
});
