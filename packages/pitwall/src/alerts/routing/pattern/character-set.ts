/** Characters that stand at one place of a pattern; by their code points. */
export interface CharacterSet {
  /** First and last of each range. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Classes of Unicode, each asked with one character. */
  readonly classes: readonly RegExp[];
  readonly negated: boolean;
  /** Upper and lower case are the same. */
  readonly folded: boolean;
}

export const lastCharacter = 0x10ffff;

export function inSet(set: CharacterSet, character: number): boolean {
  return holds(set, character) !== set.negated;
}

function holds(set: CharacterSet, character: number): boolean {
  if (listed(set, character)) return true;
  if (!set.folded) return false;
  const text = String.fromCodePoint(character);
  const others = [text.toLowerCase(), text.toUpperCase()];
  return others.some((other) => {
    const found = other.codePointAt(0);
    return found !== undefined && String.fromCodePoint(found) === other && listed(set, found);
  });
}

function listed({ ranges, classes }: CharacterSet, character: number): boolean {
  if (ranges.some(([first, last]) => first <= character && character <= last)) return true;
  return classes.length > 0 && classes.some((one) => one.test(String.fromCodePoint(character)));
}

type Ranges = CharacterSet['ranges'];

const digit: Ranges = [[0x30, 0x39]];
const upper: Ranges = [[0x41, 0x5a]];
const lower: Ranges = [[0x61, 0x7a]];
const word: Ranges = [...digit, ...upper, ...lower, [0x5f, 0x5f]];
const punctuation: Ranges = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
];

/** What `\d`, `\s` and `\w` are. Of ASCII only, as in RE2. */
export const perlClasses: Readonly<Record<string, Ranges>> = {
  d: digit,
  s: [
    [0x09, 0x0a],
    [0x0c, 0x0d],
    [0x20, 0x20],
  ],
  w: word,
};

/** What `[:alpha:]` and the others are. */
export const posixClasses: Readonly<Record<string, Ranges>> = {
  alnum: [...digit, ...upper, ...lower],
  alpha: [...upper, ...lower],
  ascii: [[0, 0x7f]],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit,
  graph: [[0x21, 0x7e]],
  lower,
  print: [[0x20, 0x7e]],
  punct: punctuation,
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  upper,
  word,
  xdigit: [...digit, [0x41, 0x46], [0x61, 0x66]],
};

/** All that is not in the ranges. */
export function without(ranges: Ranges): Ranges {
  const sorted = ranges.toSorted(([a], [b]) => a - b);
  const left: (readonly [number, number])[] = [];
  let from = 0;
  for (const [first, last] of sorted) {
    if (first > from) left.push([from, first - 1]);
    from = Math.max(from, last + 1);
  }
  if (from <= lastCharacter) left.push([from, lastCharacter]);
  return left;
}

export const isWord = (character: number | undefined): boolean =>
  character !== undefined && word.some(([first, last]) => first <= character && character <= last);
