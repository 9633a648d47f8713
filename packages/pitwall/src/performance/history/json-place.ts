import type { Place } from '../../core/errors.ts';

/** Where a text stops being JSON, and what stands there: engines tell it each in their own words, some not at all. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  /** Undefined at the end of the text. */
  readonly found: string | undefined;
}

const token =
  /[ \t\r\n]*(?:([{}[\],:])|(")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w))/uy;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const blank = /[ \t\r\n]*/y;

type Expectation = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** The place of the first fault, or undefined where the text is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const match: RegExpExecArray | null = token.exec(text);
    const next: Expectation | undefined | null = match && step(expected, match, open);
    if (!match || !next) return expected === 'nothing' && rest(text, at) === '' ? undefined : faultAt(text, at);
    const end: number | undefined = match[2] === undefined ? token.lastIndex : endOfString(text, token.lastIndex);
    if (end === undefined) return faultAt(text, at);
    expected = next;
    at = end;
  }
}

/** Behind the closing quote. Not by an expression: one of a text of megabytes runs out of its stack. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return undefined;
    if (code !== 0x5c) continue;
    escapeSequence.lastIndex = at;
    if (!escapeSequence.test(text)) return undefined;
    at = escapeSequence.lastIndex - 1;
  }
  return undefined;
}

function step(expected: Expectation, match: RegExpExecArray, open: ('{' | '[')[]): Expectation | undefined {
  const [, sign, string] = match;
  const after = (): Expectation => (open.length === 0 ? 'nothing' : 'comma or end');
  const close = (): Expectation => {
    open.pop();
    return after();
  };
  switch (expected) {
    case 'value or end':
      if (sign === ']') return close();
      return step('value', match, open);
    case 'value':
      if (sign === undefined) return after();
      if (sign !== '{' && sign !== '[') return undefined;
      open.push(sign);
      return sign === '{' ? 'key or end' : 'value or end';
    case 'key or end':
      if (sign === '}') return close();
      return string === undefined ? undefined : 'colon';
    case 'key':
      return string === undefined ? undefined : 'colon';
    case 'colon':
      return sign === ':' ? 'value' : undefined;
    case 'comma or end': {
      const isMap = open.at(-1) === '{';
      if (sign === ',') return isMap ? 'key' : 'value';
      return sign === (isMap ? '}' : ']') ? close() : undefined;
    }
    case 'nothing':
      return undefined;
  }
}

function skipBlanks(text: string, at: number): number {
  blank.lastIndex = at;
  blank.exec(text);
  return blank.lastIndex;
}

const rest = (text: string, at: number): string => text.slice(skipBlanks(text, at));

function faultAt(text: string, at: number): JsonFault {
  const place = skipBlanks(text, at);
  const before = text.slice(0, place);
  const found = text.slice(place, place + 20).split(/[\s,}\]]/)[0] || text.slice(place, place + 1);
  return {
    line: before.split('\n').length,
    column: place - before.lastIndexOf('\n'),
    found: place >= text.length ? undefined : found,
  };
}

export interface ReadJson {
  readonly value?: unknown;
  readonly fault?: { readonly problem: string; readonly fix: string; readonly place: Place };
}

/** The value, or in words why there is none; `line` is that of the first line of the text in its file. */
export function readJson(text: string, file: string, line = 1): ReadJson {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const fault = findJsonFault(text);
    const isNumber = fault?.found !== undefined && /^-?(NaN|Infinity|inf|nan)/.test(fault.found);
    return {
      fault: {
        problem: `expected JSON, found ${fault?.found === undefined ? 'the end of the text in the middle of it' : JSON.stringify(fault.found)}`,
        fix: isNumber
          ? 'JSON has no such number: write null where there is no figure'
          : fault?.found === undefined
            ? 'It was cut off: write it again, or take it from a backup'
            : 'Mend the place, or write the file again',
        place: { file, line: line + (fault?.line ?? 1) - 1, ...(fault ? { column: fault.column } : {}) },
      },
    };
  }
}
