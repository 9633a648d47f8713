import { re2Problem } from './re2.ts';

/**
 * Patterns run in two regular-expression engines: JavaScript's, for single rows, and RE2, inside DuckDB.
 * Only what means the same in both is allowed, so that both give the same verdict.
 */
const notInBoth: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'look-ahead and look-behind'],
  [/\\[1-9]/, 'back-references'],
  [/\\k</, 'named back-references'],
  [/\(\?[a-zA-Z-]+[:)]/, 'inline flags like (?i)'],
  [/\(\?P?</, 'named groups'],
  [/\\[pP]\{/, 'Unicode classes like \\p{L}'],
  [/\\[sSbB]/, '\\s, \\S, \\b and \\B (write the characters out, like [ \\t])'],
  [/\[\[:/, 'POSIX classes like [[:alpha:]]'],
  [/[*+?}]\+/, 'possessive quantifiers'],
  [/\\[AzZGQECX]/, 'the escapes \\A \\z \\Z \\G \\Q \\E \\C \\X'],
];

/** RE2 refuses larger repetitions. */
const maximumRepetition = 1_000;
const maximumLength = 1_000;

export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > maximumLength) return `the pattern is longer than ${maximumLength} characters`;
  for (const [construct, name] of notInBoth) {
    if (construct.test(pattern))
      return `the pattern ${JSON.stringify(pattern)} uses ${name}, which not every engine knows`;
  }
  for (const [, low, high] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Math.max(Number(low), Number(high || 0)) > maximumRepetition)
      return `a repetition in the pattern is above ${maximumRepetition}`;
  }
  try {
    compilePattern(pattern);
    return re2Problem(pattern);
  } catch (error) {
    return `the pattern ${JSON.stringify(pattern)} is not a regular expression: ${(error as Error).message}`;
  }
}

/** The whole value must match. */
export function compilePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}
