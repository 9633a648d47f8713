/**
 * A text in which `*` stands for any text, also for none and also across `/` and `:`. Upper and lower case differ. `%2A`
 * is a star that means itself: subjects hold no such code, for `%` in a name is encoded.
 */
export interface Pattern {
  readonly text: string;
  /** What stands between the stars. */
  readonly pieces: readonly string[];
  /** How many characters are given; the more, the more exactly something is named. */
  readonly literals: number;
  readonly stars: number;
}

export function readPattern(text: string): Pattern {
  const pieces = text
    .split('*')
    .filter((piece, index, { length }) => piece !== '' || index === 0 || index === length - 1)
    .map((piece) => piece.replaceAll('%2A', '*'));
  const literals = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { text, pieces, literals, stars: pieces.length - 1 };
}

/** Whether the whole text is of this pattern. */
export const matches = (pattern: Pattern, text: string): boolean => reaches(pattern, text, isEnd);

/**
 * Whether the pattern names a subject, or one that it is below, or the thing of which it is a version: `model:spread-*`
 * covers `model:spread-a`, `model:spread-a@7` and `model:spread-a/column:tipoff`. `model:spread` does not cover
 * `model:spread-a`. Names hold no `/` and no `:` that is not encoded, so none of them can pose as another subject.
 *
 * Cost: linear in the length of the subject, whatever the pattern.
 */
export const covers = (pattern: Pattern, subject: string): boolean => reaches(pattern, subject, isNamed);

/** Whether all texts of the second pattern are texts of the first. */
export const includes = (wider: Pattern, narrower: Pattern): boolean => matches(wider, sampleOf(narrower, wider));

/** Whether all subjects that the second pattern covers are covered by the first. */
export const coversAll = (wider: Pattern, narrower: Pattern): boolean => covers(wider, sampleOf(narrower, wider));

/** False only where there is certainly no text of both patterns. */
export function mayMeet(a: Pattern, b: Pattern): boolean {
  if (a.stars === 0) return matches(b, a.pieces[0] ?? '');
  if (b.stars === 0) return matches(a, b.pieces[0] ?? '');
  return sameStart(firstOf(a), firstOf(b)) && sameEnd(a.pieces.at(-1) ?? '', b.pieces.at(-1) ?? '');
}

/** False only where there is certainly no subject that both patterns cover. */
export function mayShare(a: Pattern, b: Pattern): boolean {
  const [shorter, longer] = firstOf(a).length <= firstOf(b).length ? [a, b] : [b, a];
  if (!firstOf(longer).startsWith(firstOf(shorter))) return false;
  // `@` alone: the number of the version may be what a star stands for
  return shorter.stars > 0 || ['', '/', '@'].includes(firstOf(longer).charAt(firstOf(shorter).length));
}

const firstOf = ({ pieces }: Pattern): string => pieces[0] ?? '';
const sameStart = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const sameEnd = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);

const isEnd = (text: string, at: number): boolean => at === text.length;

const slash = 47;
const at = 64;

/** A name may hold an `@`; only a number makes what is behind it a version. */
function isNamed(text: string, end: number): boolean {
  let position = end;
  while (text.charCodeAt(position) === at) {
    const digits = digitsFrom(text, position + 1);
    if (digits === 0) return false;
    position += 1 + digits;
  }
  return position === text.length || text.charCodeAt(position) === slash;
}

function digitsFrom(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end - start;
}

/**
 * A text of a pattern that another pattern can only have if it has all of them: where the stars were stands a character
 * that nothing but a star of the other can mean.
 */
function sampleOf({ pieces }: Pattern, other: Pattern): string {
  let code = 0xe000;
  while (other.text.includes(String.fromCharCode(code))) code++;
  return pieces.join(String.fromCharCode(code));
}

/** Each piece is taken where it first stands: whatever comes after it then has the most room. */
function reaches({ pieces }: Pattern, text: string, ends: (text: string, at: number) => boolean): boolean {
  const first = pieces[0] ?? '';
  if (!text.startsWith(first)) return false;
  let position = first.length;
  if (pieces.length === 1) return ends(text, position);
  for (let index = 1; index < pieces.length - 1; index++) {
    position = endOf(pieces[index] ?? '', text, position, anywhere);
    if (position < 0) return false;
  }
  const last = pieces.at(-1) ?? '';
  if (position + last.length <= text.length && text.endsWith(last)) return true;
  return ends !== isEnd && (text.includes('/', position) || text.includes('@', position))
    ? endOf(last, text, position, ends) >= 0
    : false;
}

const anywhere = (): boolean => true;

/** Up to this length the engine's own search is the faster one, and may look at each character this often. */
const shortPiece = 32;

/** Where the first occurrence that is accepted ends; -1 where there is none. */
function endOf(piece: string, text: string, from: number, accepts: (text: string, end: number) => boolean): number {
  if (piece.length > shortPiece) return endOfLong(piece, text, from, accepts);
  let found = text.indexOf(piece, from);
  while (found >= 0 && !accepts(text, found + piece.length)) found = text.indexOf(piece, found + 1);
  return found < 0 ? -1 : found + piece.length;
}

/** The same in the manner of Knuth, Morris and Pratt, which takes no step back. */
function endOfLong(piece: string, text: string, from: number, accepts: (text: string, end: number) => boolean): number {
  const borders = bordersOf(piece);
  let matched = 0;
  for (let position = from; position < text.length; position++) {
    const code = text.charCodeAt(position);
    while (matched > 0 && piece.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
    if (piece.charCodeAt(matched) === code) matched++;
    if (matched < piece.length) continue;
    if (accepts(text, position + 1)) return position + 1;
    matched = borders[matched - 1] ?? 0;
  }
  return -1;
}

/** For each length of a beginning of the piece: how much of that beginning is its end as well. */
function bordersOf(piece: string): readonly number[] {
  const borders = [0];
  let length = 0;
  for (let index = 1; index < piece.length; index++) {
    const code = piece.charCodeAt(index);
    while (length > 0 && piece.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
    if (piece.charCodeAt(length) === code) length++;
    borders.push(length);
  }
  return borders;
}
