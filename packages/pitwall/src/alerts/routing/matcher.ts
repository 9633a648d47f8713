import { z } from 'zod';
import type { Labels } from '../labels.ts';
import { compilePattern, type Pattern, patternProblem } from './pattern/pattern.ts';

/** One condition on a label. A label that is not there is the same as an empty one. */
export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What is wrong with the text of a matcher, and how to mend it. */
export class MatcherError extends Error {
  readonly problem: string;
  readonly fix: string;

  constructor(problem: string, fix: string) {
    super(`${problem}. ${fix}.`);
    this.name = 'MatcherError';
    this.problem = problem;
    this.fix = fix;
  }
}

const matcherPattern = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*([\s\S]*?)\s*$/u;
const example = 'Write a label, one of = != =~ !~ and a value, such as severity="high" or model=~"spread-.*"';

/** `severity="high"`, with or without quotes, as Alertmanager reads it. Throws a MatcherError. */
export function parseMatcher(text: string): Matcher {
  const [, name, op, raw] = matcherPattern.exec(text) ?? [];
  if (name === undefined || op === undefined || raw === undefined) {
    throw new MatcherError(`expected a matcher, found ${JSON.stringify(text)}`, example);
  }
  const matcher: Matcher = { name, op: op as Matcher['op'], value: readValue(raw) };
  if (op === '=~' || op === '!~') {
    const problem = patternProblem(matcher.value);
    if (problem !== undefined) {
      throw new MatcherError(
        `expected a regular expression after ${name}${op}, found ${JSON.stringify(matcher.value)}: ${problem}`,
        'Write it in the syntax of RE2; it matches the whole value, so begin or end it with .* where more may stand there',
      );
    }
  }
  return matcher;
}

/** A backslash stands before a quote, a backslash or the n of a new line; before all else it means itself. */
function readValue(raw: string): string {
  const quoted = raw.startsWith('"');
  const text = quoted ? raw.slice(1) : raw;
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && next !== '') {
      value += next === 'n' ? '\n' : next === '"' || next === '\\' ? next : `\\${next}`;
      at++;
    } else if (character === '"' && quoted && at === text.length - 1) {
      return value;
    } else if (character === '"') {
      throw new MatcherError(
        `expected a value with quotes around all of it or without any, found ${raw}`,
        'Write \\" for a quote within the value',
      );
    } else {
      value += character;
    }
  }
  if (quoted) throw new MatcherError(`expected a quote at the end of ${raw}`, 'Close the quotes');
  return value;
}

/** `a="b"`, `a="b",c=~"d"` or either in braces; an empty text holds no matcher. Throws a MatcherError. */
export function parseMatchers(text: string): readonly Matcher[] {
  const inner = text.trim().replace(/^\{/u, '').replace(/\}$/u, '');
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  let isEscaped = false;
  for (const character of inner) {
    if (character === ',' && !isQuoted) {
      parts.push(part);
      part = '';
      isEscaped = false;
      continue;
    }
    if (character === '"' && !isEscaped) isQuoted = !isQuoted;
    isEscaped = character === '\\' && !isEscaped;
    part += character;
  }
  if (part.trim() !== '') parts.push(part);
  return parts.map(parseMatcher);
}

const quotedValue = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** The text that `parseMatcher` reads the same matcher from. */
export const formatMatcher = ({ name, op, value }: Matcher): string => `${name}${op}${quotedValue(value)}`;

export const formatMatchers = (matchers: readonly Matcher[]): string => `{${matchers.map(formatMatcher).join(',')}}`;

const patterns = new Map<string, Pattern>();
const mostPatterns = 500;

function patternOf(text: string): Pattern {
  const known = patterns.get(text);
  if (known) return known;
  const made = compilePattern(text);
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(text, made);
  return made;
}

/** Own labels only: one that is named like a method of every object is not there. */
export const labelOf = (labels: Labels, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';

export function matchesOne({ name, op, value }: Matcher, labels: Labels): boolean {
  const found = labelOf(labels, name);
  switch (op) {
    case '=':
      return found === value;
    case '!=':
      return found !== value;
    case '=~':
      return patternOf(value).matches(found);
    case '!~':
      return !patternOf(value).matches(found);
  }
}

/** Whether all of them hold; none at all holds always. */
export const matches = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matchesOne(matcher, labels));

/** A text with one matcher or several. It stays a text: `parseMatchers` reads it. */
export const matchersSchema = z
  .string()
  .max(10_000)
  .superRefine((text, context) => {
    try {
      parseMatchers(text);
    } catch (error) {
      if (!(error instanceof MatcherError)) throw error;
      context.addIssue({ code: 'custom', message: error.problem, params: { fix: error.fix } });
    }
  })
  .describe('As Alertmanager writes it: severity="high", model=~"spread-.*", metric!="drift"');

/** Characters that mean something in a pattern are made to mean themselves. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
