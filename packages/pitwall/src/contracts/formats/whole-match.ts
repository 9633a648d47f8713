/**
 * A pattern of a contract matches the whole value; the patterns of other formats are searched for in it. Both ways
 * the value is the same text, so `^` and `$` keep their meaning.
 */
export function toSearchPattern(whole: string): string {
  return `^(?:${whole})$`;
}

/** Any character, line breaks included; `.` and `\s` differ between the engines that run a pattern. */
const anything = '[\\d\\D]';

export function toWholePattern(search: string): string {
  const { branches } = split(search);
  const whole = branches.map(wholeBranch).join('|');
  return branches.length === 1 ? unwrapped(whole) : whole;
}

/** `%` stands for any text and `_` for one character. */
export function likeToWholePattern(like: string): string {
  return [...like]
    .map((character) => {
      if (character === '%') return `${anything}*`;
      if (character === '_') return anything;
      return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    })
    .join('');
}

export function anyOf(patterns: readonly string[]): string {
  return patterns.length === 1 ? (patterns[0] ?? '') : patterns.map((pattern) => `(?:${pattern})`).join('|');
}

function wholeBranch(branch: string): string {
  const fromStart = branch.startsWith('^');
  const toEnd = endsInDollar(branch);
  const middle = branch.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  if (middle === '' && !(fromStart && toEnd)) return `${anything}*`;
  return `${fromStart ? '' : `${anything}*`}${middle}${toEnd ? '' : `${anything}*`}`;
}

function endsInDollar(branch: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\$$/.test(branch);
}

/** `(?:…)` around all of it means nothing. */
function unwrapped(pattern: string): string {
  if (!pattern.startsWith('(?:')) return pattern;
  return split(pattern).firstGroupEnd === pattern.length ? pattern.slice(3, -1) : pattern;
}

interface Split {
  /** The alternatives outside of all groups. */
  readonly branches: readonly string[];
  /** Where the first group is closed. */
  readonly firstGroupEnd: number | undefined;
}

function split(pattern: string): Split {
  const branches: string[] = [];
  let firstGroupEnd: number | undefined;
  let [start, depth, inClass] = [0, 0, false];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') {
      depth--;
      if (depth === 0) firstGroupEnd ??= index + 1;
    } else if (character === '|' && depth === 0) {
      branches.push(pattern.slice(start, index));
      start = index + 1;
    }
  }
  return { branches: [...branches, pattern.slice(start)], firstGroupEnd };
}
