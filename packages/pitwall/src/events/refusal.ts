import type { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';
import { findInJson } from './json-place.ts';

type Issue = z.core.$ZodIssue;

/** Where a record stands in what was sent, and how it was written there. */
export interface SentRecord {
  readonly line: number;
  readonly text: string;
}

/** Why a record is not taken: the first thing that is wrong with it, and where that stands. */
export function refusalOf(
  schema: z.ZodObject,
  value: unknown,
  issues: readonly Issue[],
  sent: SentRecord,
): PitwallError {
  // A misspelt key is also a missing one; the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = Object.keys(schema.shape);
    const meant = closest(key, known);
    return refusal(sent, [...issue.path, key], {
      problem: `there is no key ${shown(key)}`,
      fix: meant
        ? `Did you mean \`${meant}\``
        : `Use one of: ${known.join(', ')}; what a model was given goes into features`,
    });
  }
  const path = issue?.path ?? [];
  const found = valueAt(value, path);
  const own = issue?.code === 'custom' || issue?.message.startsWith('expected');
  const field = path.map(String).join('.');
  return refusal(sent, path, {
    problem: own
      ? `${issue?.message}${/found/.test(issue?.message ?? '') ? '' : `, found ${shown(found)}`}`
      : `${worded(issue)}, found ${shown(found)}`,
    fix:
      found === undefined && path.length > 0
        ? `Add \`${visible(field)}\``
        : path.length > 0
          ? `Change \`${visible(field)}\``
          : 'Send one JSON object on each line',
  });
}

export function refusal(
  { line, text }: SentRecord,
  path: readonly PropertyKey[],
  { problem, fix }: { readonly problem: string; readonly fix: string },
): PitwallError {
  const field = path.map(String).join('.');
  return new PitwallError({
    code: 'events.invalid',
    problem,
    fix,
    place: { line, column: 1 + findInJson(text, path).at, ...(field === '' ? {} : { field: visible(cut(field)) }) },
  });
}

export function syntaxRefusal({ line, text }: SentRecord): PitwallError {
  const { at, problem = 'expected JSON' } = findInJson(text);
  return new PitwallError({
    code: 'events.invalid',
    problem: visible(problem),
    fix: 'Send one JSON object on each line',
    place: { line, column: at + 1 },
  });
}

function worded(issue: Issue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `expected ${nouns[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${issue.origin === 'string' ? ' character' : ''}`;
    default:
      return 'expected something else';
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
};

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return visible(cut(JSON.stringify(value) ?? String(value)));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return here;
}
