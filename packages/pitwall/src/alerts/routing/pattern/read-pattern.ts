import { type CharacterSet, lastCharacter } from './character-set.ts';
import { readClass } from './read-class.ts';
import { readEscape } from './read-escape.ts';
import { PatternError, Scanner } from './scanner.ts';

/** A regular expression as it was written. Whether it is greedy does not matter: the whole of a value is matched. */
export type Expression =
  | { readonly kind: 'empty' }
  | { readonly kind: 'one'; readonly of: CharacterSet }
  | { readonly kind: 'place'; readonly at: Place }
  | { readonly kind: 'all'; readonly of: readonly Expression[] }
  | { readonly kind: 'either'; readonly of: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly of: Expression; readonly least: number; readonly most: number };

export type Place = 'start' | 'end' | 'line start' | 'line end' | 'word edge' | 'no word edge';

interface Flags {
  readonly folded: boolean;
  readonly lines: boolean;
  readonly dotAll: boolean;
}

/** RE2 takes no more. */
const mostRepetitions = 1_000;
/** So deep parentheses may stand in each other: deeper ones would be too many calls within calls. */
const deepest = 200;

const repetition = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/uy;
const groupStart = /\(\?(?:P?<([^>]*)>|([imsU]*)(?:-([imsU]*))?([:)]))/uy;

/** Reads the syntax of RE2, which is what Alertmanager's patterns are written in. Throws a PatternError. */
export function readPattern(text: string): Expression {
  const scanner = new Scanner(text);
  const { expression } = readEither(scanner, { folded: false, lines: false, dotAll: false }, 0);
  if (!scanner.ended) throw new PatternError('`)` closes a group that was not opened');
  return expression;
}

function readEither(scanner: Scanner, given: Flags, depth: number): { readonly expression: Expression } {
  if (depth > deepest) throw new PatternError(`groups stand in each other more than ${deepest} deep`);
  const branches: Expression[] = [];
  let items: Expression[] = [];
  let flags = given;
  let repeated = false;
  while (!scanner.ended && scanner.next !== ')') {
    if (scanner.take('|')) {
      branches.push({ kind: 'all', of: items });
      items = [];
      continue;
    }
    const times = scanner.match(repetition);
    if (times) {
      const of = items.pop();
      if (of === undefined) throw new PatternError(`nothing stands before \`${times[0]}\` that it could repeat`);
      if (repeated) throw new PatternError(`\`${times[0]}\` follows another repetition`);
      items.push({ kind: 'repeat', of, ...timesOf(times) });
      repeated = true;
      continue;
    }
    repeated = false;
    if (scanner.next === '(') {
      const group = readGroup(scanner, flags, depth);
      flags = group.flags;
      if (group.expression) items.push(group.expression);
    } else {
      items.push(...readAtom(scanner, flags));
    }
  }
  branches.push({ kind: 'all', of: items });
  return { expression: branches.length === 1 && branches[0] ? branches[0] : { kind: 'either', of: branches } };
}

function timesOf([whole, sign, low, comma, high]: readonly (string | undefined)[]): { least: number; most: number } {
  if (sign === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (sign === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (sign === '?') return { least: 0, most: 1 };
  const least = Number(low);
  const most = comma === undefined ? least : high ? Number(high) : Number.POSITIVE_INFINITY;
  if (least > mostRepetitions || (Number.isFinite(most) && most > mostRepetitions)) {
    throw new PatternError(`\`${whole}\` repeats more than ${mostRepetitions} times`);
  }
  if (most < least) throw new PatternError(`\`${whole}\` ends before it begins`);
  return { least, most };
}

interface Group {
  /** Of what follows: `(?i)` holds up to the end of the group around it. */
  readonly flags: Flags;
  readonly expression: Expression | undefined;
}

function readGroup(scanner: Scanner, flags: Flags, depth: number): Group {
  const start = scanner.match(groupStart);
  let inner = flags;
  if (start) {
    const [whole, name, on = '', off, end] = start;
    if (name !== undefined && !/^\w+$/u.test(name)) throw new PatternError(`\`${whole}\` is not a name of a group`);
    if (off === '') throw new PatternError(`\`${whole}\` takes no flag away`);
    inner = withFlags(flags, on, off ?? '');
    if (end === ')') return { flags: inner, expression: undefined };
  } else {
    scanner.take('(');
    if (scanner.next === '?') {
      throw new PatternError('`(?` begins what patterns here do not have, such as a look-ahead');
    }
  }
  const { expression } = readEither(scanner, inner, depth + 1);
  if (!scanner.take(')')) throw new PatternError('a group is opened with `(` and not closed');
  return { flags, expression };
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const now = (flag: string, before: boolean): boolean => (on.includes(flag) || before) && !off.includes(flag);
  return { folded: now('i', flags.folded), lines: now('m', flags.lines), dotAll: now('s', flags.dotAll) };
}

const newline = 0x0a;

function readAtom(scanner: Scanner, flags: Flags): readonly Expression[] {
  const { folded, lines, dotAll } = flags;
  const one = (set: Pick<CharacterSet, 'ranges'> & Partial<CharacterSet>): Expression => ({
    kind: 'one',
    of: { classes: [], negated: false, folded, ...set },
  });
  const place = (at: Place): readonly Expression[] => [{ kind: 'place', at }];
  if (scanner.take('^')) return place(lines ? 'line start' : 'start');
  if (scanner.take('$')) return place(lines ? 'line end' : 'end');
  if (scanner.take('.')) {
    return [one(dotAll ? { ranges: [[0, lastCharacter]] } : { ranges: [[newline, newline]], negated: true })];
  }
  if (scanner.take('[')) return [{ kind: 'one', of: readClass(scanner, folded) }];
  if (scanner.next === '\\') {
    const found = readEscape(scanner);
    if (found.kind === 'place') return place(found.at);
    if (found.kind === 'quoted') {
      return [...found.text].map((character) => one({ ranges: [rangeOf(character)] }));
    }
    return [one(found.set)];
  }
  return [one({ ranges: [rangeOf(scanner.character())] })];
}

function rangeOf(character: string): readonly [number, number] {
  const point = character.codePointAt(0) ?? 0;
  return [point, point];
}
