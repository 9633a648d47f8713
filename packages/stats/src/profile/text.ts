import { baselineCategories, profileCategories } from './categorical.ts';
import { type CompositeProfile, categoricalFacet, numericFacet } from './composite.ts';
import { baselineNumbers, profileNumbers } from './numeric.ts';

export type TextValues = ArrayLike<string | null | undefined>;

/** A word that occurs in fewer rows of the baseline is not listed, since it may say who the row is about. */
export const rowsPerWord = 5;

/**
 * Classes of characters by Unicode categories, written so that RE2 (DuckDB) reads them the same way: its `\s` knows
 * ASCII only. Symbols of ASCII count as punctuation; emoji, marks and controls are `other`.
 */
const members = {
  letters: String.raw`\p{L}`,
  digits: String.raw`\p{N}`,
  spaces: String.raw`\p{Z}\t-\r`,
  punctuation: String.raw`\p{P}$+<=>^\x60|~`,
};

const classes: readonly (readonly [name: string, pattern: RegExp])[] = [
  ...Object.entries(members).map(([name, characters]) => [name, new RegExp(`[${characters}]`, 'u')] as const),
  ['other', new RegExp(`[^${Object.values(members).join('')}]`, 'u')],
];

const wordPattern = new RegExp(`[${members.letters}${members.digits}]+`, 'gu');

/**
 * A baseline of a column of texts, with the facets
 * - `length`: code points; a lone surrogate is one;
 * - `shape`: which classes of characters occur, as in `letters+spaces`; `empty` for the empty text;
 * - `word`: one word of each row in lower case, see `wordOf`. One, because the words of one text depend on each other,
 *   and what counts rows as evidence needs rows that do not.
 *
 * Cost: some six searches through each text. Example: the facets of 'Hi there' count a length of 8, the shape
 * `letters+spaces` and the word `hi`.
 */
export function baselineTexts(values: TextValues, options: { readonly bins?: number } = {}): CompositeProfile {
  const { lengths, shapes, words } = readTexts(values);
  return {
    kind: 'text',
    version: 1,
    facets: {
      length: baselineNumbers(lengths, options),
      shape: baselineCategories(shapes),
      word: baselineCategories(words, { minimum: rowsPerWord }),
    },
  };
}

/** A window: texts counted as their baseline counts them. */
export function profileTexts(values: TextValues, baseline: CompositeProfile): CompositeProfile {
  const { lengths, shapes, words } = readTexts(values);
  return {
    kind: 'text',
    version: 1,
    facets: {
      length: profileNumbers(lengths, numericFacet(baseline, 'length').edges),
      shape: profileCategories(shapes, categoricalFacet(baseline, 'shape')),
      word: profileCategories(words, categoricalFacet(baseline, 'word')),
    },
  };
}

interface Texts {
  readonly lengths: readonly (number | null)[];
  readonly shapes: readonly (string | null)[];
  readonly words: readonly (string | null)[];
}

function readTexts(values: TextValues): Texts {
  const texts = Array.from(values, (value) => value ?? null);
  const each = <T>(read: (text: string) => T): (T | null)[] => texts.map((text) => (text === null ? null : read(text)));
  return { lengths: each(lengthOf), shapes: each(shapeOf), words: each(wordOf) };
}

/** How many code points a text has. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) pairs += 1;
  }
  return text.length - pairs;
}

export function shapeOf(text: string): string {
  if (text === '') return 'empty';
  return classes.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : [])).join('+');
}

/**
 * The word at the place (length in code points mod number of words), from 0 on; '' where there is none. Words are runs
 * of letters and digits. The place is no choice of the text's meaning, and the same wherever it is worked out.
 */
export function wordOf(text: string): string {
  const words = text.match(wordPattern);
  return words ? lowerCase(words[lengthOf(text) % words.length] ?? '') : '';
}

/** Code point by code point, as databases do it: no final sigma, and one i for a capital i with a dot. */
function lowerCase(word: string): string {
  return word.replaceAll('Σ', 'σ').replaceAll('İ', 'i').toLowerCase();
}
