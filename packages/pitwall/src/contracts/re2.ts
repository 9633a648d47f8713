/** RE2 multiplies repetitions out and refuses large results; patterns within this bound it always takes. */
const maximumAtoms = 1_000;

const beyondLast = '\\x{0}-\\x{10FFFF}';
/** In JavaScript a dot stops at four line ends, in RE2 only at the first. */
const dot = '[^\\n\\r\\x{2028}\\x{2029}]';

const escapePattern =
  /\\(?:u\{([0-9a-fA-F]+)\}|u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|c([a-zA-Z])|(0)|[\s\S])/uy;
const quantifierPattern = /(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/uy;

/**
 * The same pattern for RE2. `pattern` must be one that patternProblem accepts and that JavaScript compiles in Unicode
 * mode: what means the same in both engines stays as it is, and what only JavaScript knows is rewritten.
 */
export function re2Pattern(pattern: string): string {
  let result = '';
  for (const { source, isInClass } of atoms(pattern)) {
    if (source === '.' && !isInClass) result += dot;
    else if (source === '[]') result += `[^${beyondLast}]`;
    else if (source === '[^]') result += `[${beyondLast}]`;
    else result += source.startsWith('\\') ? escapeFor(source) : source;
  }
  return result;
}

/** Says why RE2 would refuse a pattern that JavaScript takes. */
export function re2Problem(pattern: string): string | undefined {
  const sizes = [0];
  let last = 0;
  for (const { source, isInClass, quantifier } of atoms(pattern)) {
    if (quantifier !== undefined) {
      sizes.push((sizes.pop() ?? 0) + last * (quantifier - 1));
    } else if (!isInClass && source.startsWith('(')) {
      sizes.push(0);
    } else if (!isInClass && source === ')') {
      // Such a pattern compiles between the parentheses that compilePattern puts around it, and means something else.
      if (sizes.length === 1) return `the pattern ${JSON.stringify(pattern)} closes a group that it did not open`;
      last = Math.max(1, sizes.pop() ?? 0);
      sizes.push((sizes.pop() ?? 0) + last);
    } else if (!isInClass) {
      last = 1;
      sizes.push((sizes.pop() ?? 0) + 1);
    }
    if ((sizes.at(-1) ?? 0) > maximumAtoms) {
      return `the pattern ${JSON.stringify(pattern)} repeats more than ${maximumAtoms} characters`;
    }
  }
  return undefined;
}

interface Atom {
  readonly source: string;
  readonly isInClass: boolean;
  /** How often the atom before is repeated at the most; stars and pluses count as one. */
  readonly quantifier?: number;
}

function* atoms(pattern: string): Generator<Atom> {
  let isInClass = false;
  let offset = 0;
  while (offset < pattern.length) {
    const escaped = matchAt(escapePattern, pattern, offset);
    const quantifier = isInClass ? null : matchAt(quantifierPattern, pattern, offset);
    if (escaped) {
      yield { source: escaped[0], isInClass };
      offset += escaped[0].length;
    } else if (quantifier) {
      yield {
        source: quantifier[0],
        isInClass,
        quantifier: Math.max(1, Number(quantifier[1] ?? 1), Number(quantifier[2] || 1)),
      };
      offset += quantifier[0].length;
    } else {
      const source = isInClass ? pattern.charAt(offset) : plainAtom(pattern, offset);
      if (source === '[' && !isInClass) {
        yield { source, isInClass: false };
        isInClass = true;
      } else if (source === ']' && isInClass) {
        yield { source, isInClass: true };
        isInClass = false;
      } else {
        yield { source, isInClass };
      }
      offset += source.length;
    }
  }
}

function plainAtom(pattern: string, offset: number): string {
  return ['[^]', '[]', '(?:'].find((start) => pattern.startsWith(start, offset)) ?? pattern.charAt(offset);
}

function escapeFor(source: string): string {
  const [, braced, high, low, four, two, control, zero] = matchAt(escapePattern, source, 0) ?? [];
  const hex = braced ?? four ?? two;
  if (hex !== undefined) return `\\x{${hex}}`;
  if (high !== undefined && low !== undefined) {
    return `\\x{${String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0)?.toString(16)}}`;
  }
  if (control !== undefined) return `\\x{${(control.charCodeAt(0) % 32).toString(16)}}`;
  return zero === undefined ? source : '\\x{0}';
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}
