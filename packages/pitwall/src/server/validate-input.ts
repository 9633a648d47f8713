import type { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';

/** So many mistakes are told of at once. */
const toldOf = 20;
const longestField = 100;

/** The input as its schema wants it, or a refusal that names each field at fault. */
export function validateInput<T>(schema: z.ZodType<T>, input: unknown, where = ''): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [first, ...more] = result.error.issues.slice(0, toldOf).map((issue) => refusal(issue, where));
  if (first === undefined) throw new Error('A schema refused its input without a word.');
  throw first.and(more);
}

function refusal(issue: z.core.$ZodIssue, where: string): PitwallError {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String).join('.');
  const field = visible(path).slice(0, longestField);
  const name = where === '' ? field : field === '' ? where : `${where}.${field}`;
  return new PitwallError({
    code: 'request.invalid',
    problem: unknown === undefined ? lowered(issue.message) : 'expected only keys that are known, found another',
    fix:
      unknown === undefined ? 'Change it to what was expected' : 'Take it out, or look up its name in the API document',
    ...(name === '' ? {} : { place: { field: name } }),
  });
}

/** The words of zod do not repeat the value, so that nothing secret comes back in them. */
const lowered = (message: string): string => visible(message.charAt(0).toLowerCase() + message.slice(1)).slice(0, 300);
