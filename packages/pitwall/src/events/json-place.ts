/** Where JSON stops being JSON, or where the value at a path begins; as an offset into the text. */
export type JsonPlace = { readonly at: number; readonly problem?: string };

const deepest = 64;
const literals = /true|false|null/y;
const numbers = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const blanks = /[ \t\n\r]*/y;
const notNumbers = /[+-]?(nan|inf|infinity)\b/iy;

/**
 * Walks through a text of JSON once. Only for text that is already known to be at fault: the engine's own parser is
 * faster, but does not always say where it stopped, and never where a value stood.
 */
export function findInJson(text: string, path: readonly PropertyKey[] = []): JsonPlace {
  const walker = { text, at: 0, target: path.map(String), found: 0, depth: 0 };
  try {
    readValue(walker, 0, true);
    skip(walker, blanks);
    if (walker.at < text.length) stop(walker, 'expected the end of the line');
    return { at: walker.found };
  } catch (error) {
    if (error instanceof Stop) return { at: walker.at, problem: error.message };
    throw error;
  }
}

class Stop extends Error {}

interface Walker {
  readonly text: string;
  at: number;
  readonly target: readonly string[];
  /** Where the deepest part of the path that exists begins. */
  found: number;
  depth: number;
}

const stop = (walker: Walker, expected: string): never => {
  const found = walker.at < walker.text.length ? JSON.stringify(walker.text.at(walker.at)) : 'the end of the line';
  throw new Stop(`${expected}, found ${found}`);
};

function skip(walker: Walker, pattern: RegExp): boolean {
  pattern.lastIndex = walker.at;
  if (!pattern.test(walker.text)) return false;
  walker.at = pattern.lastIndex;
  return true;
}

/** `matched` parts of the path led here. */
function readValue(walker: Walker, matched: number, onPath: boolean): void {
  skip(walker, blanks);
  if (onPath) walker.found = walker.at;
  const character = walker.text[walker.at];
  if (character === '{' || character === '[') {
    walker.depth += 1;
    if (walker.depth > deepest) throw new Stop(`expected objects and lists within each other at most ${deepest} deep`);
    if (character === '{') readObject(walker, matched, onPath);
    else readList(walker, matched, onPath);
    walker.depth -= 1;
    return;
  }
  if (readText(walker) || skip(walker, literals)) return;
  notNumbers.lastIndex = walker.at;
  if (notNumbers.test(walker.text))
    throw new Stop('expected JSON, which has no word for NaN and Infinity; send null, or leave it out');
  if (!skip(walker, numbers)) stop(walker, 'expected a value');
}

/** False where none begins. */
function readText(walker: Walker): boolean {
  if (walker.text[walker.at] !== '"') return false;
  for (walker.at += 1; walker.at < walker.text.length; ) {
    const code = walker.text.charCodeAt(walker.at);
    if (code < 0x20) stop(walker, 'expected an escape such as \\n for a control character');
    if (code === 0x5c) {
      if (!skip(walker, escapes)) stop(walker, 'expected one of the escapes of JSON');
    } else walker.at += 1;
    if (code === 0x22) return true;
  }
  return stop(walker, 'expected " at the end of a text');
}

function readObject(walker: Walker, matched: number, onPath: boolean): void {
  walker.at += 1;
  skip(walker, blanks);
  if (walker.text[walker.at] === '}') {
    walker.at += 1;
    return;
  }
  for (;;) {
    skip(walker, blanks);
    const start = walker.at;
    if (!readText(walker)) stop(walker, 'expected a key in double quotes');
    const here = onPath && walker.target[matched] === JSON.parse(walker.text.slice(start, walker.at));
    if (here && matched === walker.target.length - 1) walker.found = start;
    skip(walker, blanks);
    if (walker.text[walker.at] !== ':') stop(walker, 'expected : after the key');
    walker.at += 1;
    const before = walker.found;
    readValue(walker, matched + 1, here);
    if (here && matched === walker.target.length - 1) walker.found = before;
    if (endsHere(walker, '}')) return;
  }
}

function readList(walker: Walker, matched: number, onPath: boolean): void {
  walker.at += 1;
  skip(walker, blanks);
  if (walker.text[walker.at] === ']') {
    walker.at += 1;
    return;
  }
  for (let index = 0; ; index += 1) {
    readValue(walker, matched + 1, onPath && walker.target[matched] === String(index));
    if (endsHere(walker, ']')) return;
  }
}

function endsHere(walker: Walker, close: string): boolean {
  skip(walker, blanks);
  const character = walker.text[walker.at];
  if (character !== close && character !== ',') stop(walker, `expected , or ${close}`);
  walker.at += 1;
  return character === close;
}
