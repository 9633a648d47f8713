import { mistake } from './mistake.ts';

const keywords = ['and', 'or', 'not', 'implies', 'in', 'between', 'is', 'null', 'true', 'false'] as const;
export type Keyword = (typeof keywords)[number];

const symbols = ['<>', '!=', '<=', '>=', '==', '=', '<', '>', '+', '-', '*', '/', '%', '(', ')', ','] as const;
export type SymbolText = (typeof symbols)[number];

interface Place {
  readonly offset: number;
  /** As it was written, for messages. */
  readonly source: string;
}

export type Token = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'name'; readonly value: string; readonly quoted: boolean }
    | { readonly kind: 'keyword'; readonly value: Keyword }
    | { readonly kind: 'symbol'; readonly value: SymbolText }
    | { readonly kind: 'end' }
  );

/** A rule is a line that people read; anything longer is a programme. No list in it can have 1,000 values. */
export const maximumTextLength = 2_000;

const spacePattern = /\s+/uy;
const numberPattern = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const wordPattern = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const quotedPatterns = { "'": /'((?:[^']|'')*)'/uy, '"': /"((?:[^"]|"")*)"/uy, '`': /`((?:[^`]|``)*)`/uy } as const;

const keywordSet: ReadonlySet<string> = new Set(keywords);
const barePattern = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;

/** Whether a column name may stand without quotes. */
export function isBareName(name: string): boolean {
  return barePattern.test(name) && !keywordSet.has(name.toLowerCase());
}

/** What people write who come from another language, and what it is called here. */
const foreign: readonly (readonly [string, string])[] = [
  ['&&', 'Write `and`'],
  ['||', 'Write `or`'],
  ['!', 'Write `not`'],
  ['“', "Put text between straight single quotes, like 'final'"],
  ['”', "Put text between straight single quotes, like 'final'"],
  ['‘', "Put text between straight single quotes, like 'final'"],
  ['’', "Put text between straight single quotes, like 'final'"],
  [';', 'Write one condition and leave the semicolon out'],
];

export function tokenize(text: string): Token[] {
  if (text.length > maximumTextLength) {
    throw mistake(
      maximumTextLength,
      `the expression has ${text.length} characters, more than the ${maximumTextLength} that it may have`,
      'Split it into several rules',
    );
  }
  const unprintable = text.search(/[\0\p{Surrogate}]/u);
  if (unprintable >= 0) {
    throw mistake(unprintable, 'the expression holds a character that is not text', 'Remove the character');
  }
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const space = match(spacePattern, text, offset);
    if (space) {
      offset += space[0].length;
      continue;
    }
    const token = readToken(text, offset);
    tokens.push(token);
    offset += token.source.length;
  }
  tokens.push({ kind: 'end', offset: text.length, source: '' });
  return tokens;
}

function readToken(text: string, offset: number): Token {
  const start = text.charAt(offset);
  if (start === "'" || start === '"' || start === '`') return readQuoted(text, offset, start);
  const number = match(numberPattern, text, offset);
  if (number) return readNumber(text, offset, number[0]);
  const word = match(wordPattern, text, offset)?.[0];
  if (word !== undefined) {
    const lower = word.toLowerCase();
    if (isKeyword(lower)) return { kind: 'keyword', value: lower, offset, source: word };
    return { kind: 'name', value: word, quoted: false, offset, source: word };
  }
  const symbol = symbols.find((candidate) => text.startsWith(candidate, offset));
  if (symbol) return { kind: 'symbol', value: symbol, offset, source: symbol };
  const [written, fix] = foreign.find(([candidate]) => text.startsWith(candidate, offset)) ?? [
    String.fromCodePoint(text.codePointAt(offset) ?? 0),
    'Remove it, or put the name it belongs to between double quotes',
  ];
  throw mistake(offset, `expected a name, a value or an operator, but found \`${written}\``, fix);
}

function readNumber(text: string, offset: number, source: string): Token {
  const rest = match(wordPattern, text, offset + source.length);
  if (rest) {
    throw mistake(
      offset,
      `expected a number or a name, but found \`${source}${rest[0]}\``,
      'Write numbers as digits, like 1000 or 1.5e3, and put a name that starts with a digit between double quotes',
    );
  }
  const value = Number(source);
  if (!Number.isFinite(value)) {
    throw mistake(offset, `\`${source}\` is larger than any number that can be kept`, 'Write a number below 1.8e308');
  }
  return { kind: 'number', value, offset, source };
}

function readQuoted(text: string, offset: number, quote: "'" | '"' | '`'): Token {
  const found = match(quotedPatterns[quote], text, offset);
  if (!found) {
    throw mistake(
      offset,
      `the ${quote === "'" ? 'text' : 'name'} that starts with ${quote} has no end`,
      `Close it with ${quote} and write ${quote} itself twice`,
    );
  }
  const source = found[0];
  const value = (found[1] ?? '').replaceAll(quote + quote, quote);
  if (quote === "'") return { kind: 'text', value, offset, source };
  if (value === '') {
    throw mistake(offset, 'a column name is empty', "Name a column, or write '' for empty text");
  }
  return { kind: 'name', value, quoted: true, offset, source };
}

function isKeyword(word: string): word is Keyword {
  return keywordSet.has(word);
}

function match(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}
