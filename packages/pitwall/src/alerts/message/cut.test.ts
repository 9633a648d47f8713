import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutCharacters } from './cut.ts';

const url = 'https://pitwall.example/alerts/1';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.constantFrom('a', '🏀', '👩‍👩‍👧', 'é', '\ud800', '\udc00', '\u0301', '🇩🇪', '한'), { maxLength: 100 })
    .map((all) => all.join('')),
);

const whole = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What is left of the text when its ending is taken away. */
const kept = (text: string): string => text.replace(/…( \(cut(; the whole: .*)?\))?$/su, '');

describe('a text that is too long', () => {
  it('says that it was cut, and where the whole is', () => {
    expect(cutCharacters('word '.repeat(100), 120, url)).toMatch(
      /^(word )+.*… \(cut; the whole: https:\/\/pitwall\.example\/alerts\/1\)$/,
    );
    expect(cutCharacters('word '.repeat(100), 100)).toMatch(/… \(cut\)$/);
  });

  it('says so in as much room as there is', () => {
    expect(cutCharacters('abcdefghij', 5, url)).toBe('abcd…');
    expect(cutCharacters('abcdefghij', 1, url)).toBe('a');
    expect(cutCharacters('abcdefghij', 0, url)).toBe('');
  });

  it('is left as it is where it is short enough', () => {
    expect(cutCharacters('héllo', 5, url)).toBe('héllo');
  });

  it('never is longer than it may be, and never ends within a character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(150), fc.option(fc.constant(url)), (text, most, link) => {
        const cut = cutCharacters(text, most, link);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        const whole = text.toWellFormed();
        expect(whole.startsWith(cut) || whole.startsWith(kept(cut))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('does not take letters apart that are made of several characters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '🏀', '👩‍👩‍👧', 'é', '🇩🇪', '👍🏽'), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 4, max: 120 }),
        (all, most) => {
          const text = all.join('');
          const letters = [...whole.segment(text)].map(({ segment }) => segment);
          const left = [...whole.segment(kept(cutCharacters(text, most)))].map(({ segment }) => segment);
          expect(left).toEqual(letters.slice(0, left.length));
        },
      ),
    );
  });

  it('of a megabyte is cut at once', () => {
    for (const letter of ['x', 'é', '🏀', '\u0301', '\u200d', '\n', '🇩🇪']) {
      const text = letter.repeat(1_000_000 / letter.length);
      const started = performance.now();
      expect(cutCharacters(text, 3_000, url).length).toBeLessThanOrEqual(3_000);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});
