import { type CharacterSet, posixClasses, without } from './character-set.ts';
import { readEscape } from './read-escape.ts';
import { PatternError, type Scanner } from './scanner.ts';

const posix = /\[:(\^?)(\w+):\]/uy;

/** `[a-z]`; the scanner is after the first bracket. */
export function readClass(scanner: Scanner, folded: boolean): CharacterSet {
  const negated = scanner.take('^');
  const ranges: (readonly [number, number])[] = [];
  const classes: RegExp[] = [];
  for (let first = true; first || scanner.next !== ']'; first = false) {
    if (scanner.ended) throw new PatternError('a class of characters is opened with `[` and not closed');
    const named = scanner.match(posix);
    if (named) {
      const [whole, not, name = ''] = named;
      const found = posixClasses[name];
      if (found === undefined) throw new PatternError(`there is no class of characters \`${whole}\``);
      ranges.push(...(not ? without(found) : found));
      continue;
    }
    const low = readMember(scanner);
    if (typeof low !== 'number') {
      ranges.push(...low.ranges);
      classes.push(...low.classes);
      continue;
    }
    ranges.push([low, readLast(scanner, low)]);
  }
  scanner.take(']');
  return { ranges, classes, negated, folded };
}

/** The end of a range; the beginning where it is none. */
function readLast(scanner: Scanner, low: number): number {
  if (!scanner.take('-')) return low;
  // a dash at the end of a class is a dash
  if (scanner.next === ']') {
    scanner.back('-');
    return low;
  }
  const high = readMember(scanner);
  if (typeof high !== 'number') throw new PatternError('a range of characters ends with a class of them');
  if (high < low) {
    const [from, to] = [low, high].map((point) => String.fromCodePoint(point));
    throw new PatternError(`the range of characters \`${from}-${to}\` ends before it begins`);
  }
  return high;
}

function readMember(scanner: Scanner): number | Pick<CharacterSet, 'ranges' | 'classes'> {
  if (scanner.ended) throw new PatternError('a class of characters is opened with `[` and not closed');
  if (scanner.next !== '\\') return scanner.character().codePointAt(0) ?? 0;
  const found = readEscape(scanner);
  if (found.kind !== 'set')
    throw new PatternError('`\\b`, `\\A`, `\\z` and `\\Q` do not stand in a class of characters');
  const { ranges, classes, negated } = found.set;
  const [only] = ranges;
  if (!negated && classes.length === 0 && ranges.length === 1 && only && only[0] === only[1]) return only[0];
  if (!negated) return { ranges, classes };
  return { ranges: classes.length > 0 ? [] : without(ranges), classes: classes.map(negatedClass) };
}

/** All but the class, which is one character between a start and an end. */
function negatedClass(one: RegExp): RegExp {
  return new RegExp(one.source.replace('\\p{', '\\P{'), 'u');
}
