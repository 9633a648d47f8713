import { type CharacterSet, lastCharacter, perlClasses } from './character-set.ts';
import type { Place } from './read-pattern.ts';
import { PatternError, type Scanner } from './scanner.ts';

type Set = Pick<CharacterSet, 'ranges' | 'classes' | 'negated'>;

export type Escape =
  | { readonly kind: 'set'; readonly set: Set }
  | { readonly kind: 'place'; readonly at: Place }
  | { readonly kind: 'quoted'; readonly text: string };

const places: Readonly<Record<string, Place>> = { A: 'start', z: 'end', b: 'word edge', B: 'no word edge' };
const controls: Readonly<Record<string, number>> = { a: 0x07, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b };

const hex = /x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/uy;
const octal = /(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/uy;
const unicodeClass = /[pP](?:\{(\^?)([^}]*)\}|(\p{L}))/uy;

/** What stands after a backslash, which the scanner is at. */
export function readEscape(scanner: Scanner): Escape {
  scanner.take('\\');
  if (scanner.ended) throw new PatternError('it ends with a backslash');
  if (scanner.take('Q')) return { kind: 'quoted', text: scanner.until('\\E') };
  const number = scanner.match(hex);
  if (number) return character(Number.parseInt(number[1] ?? number[2] ?? '', 16));
  const digits = scanner.match(octal);
  if (digits) return character(Number.parseInt(digits[0], 8));
  const named = scanner.match(unicodeClass);
  if (named) {
    const [whole, not, long, short] = named;
    const negated = whole.startsWith('P') !== (not === '^');
    return { kind: 'set', set: { ranges: [], classes: [unicode(long ?? short ?? '')], negated } };
  }
  const sign = scanner.character();
  const place = places[sign];
  if (place !== undefined) return { kind: 'place', at: place };
  const control = controls[sign];
  if (control !== undefined) return character(control);
  const ranges = perlClasses[sign.toLowerCase()];
  if (ranges !== undefined) return { kind: 'set', set: { ranges, classes: [], negated: sign !== sign.toLowerCase() } };
  if (/[0-9a-zA-Z]/u.test(sign)) throw new PatternError(`\`\\${sign}\` is not an escape`);
  return character(sign.codePointAt(0) ?? 0);
}

function character(point: number): Escape {
  if (point > lastCharacter) throw new PatternError(`there is no character ${point.toString(16)}`);
  return { kind: 'set', set: { ranges: [[point, point]], classes: [], negated: false } };
}

/** General categories have one or two letters, all others are scripts. */
function unicode(name: string): RegExp {
  if (name === 'Any') return /^[\s\S]$/u;
  try {
    return new RegExp(`^\\p{${name.length <= 2 ? 'General_Category' : 'Script'}=${name}}$`, 'u');
  } catch {
    throw new PatternError(`there is no class of characters \`${name}\``);
  }
}
