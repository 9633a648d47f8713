import type { z } from 'zod';
import type { Path } from './document.ts';
import { replaceAt, startsWith, valueAt } from './maps.ts';

/**
 * Puts a text that came from outside the file where it belongs. The schema decides what it means: text where it takes
 * nothing else, else a list, a number or a yes or no. What looks like a number stays text where text is due, so that
 * 007 stays 007, and a password of digits a password.
 */
export function castInto(schema: z.ZodType, value: unknown, path: Path, text: string): unknown {
  const readings = readingsOf(text).map((reading) => replaceAt(value, path, reading));
  // A schema may complain of a list as a whole, where one entry is wrong.
  const judged = Array.isArray(valueAt(value, path.slice(0, -1))) ? path.slice(0, -1) : path;
  const fitting = readings.find((reading) => isFine(schema, reading, judged));
  if (fitting !== undefined) return fitting;
  // None fits: the complaint is about what the text looks like.
  return replaceAt(value, path, readJson(text)[0] ?? readScalar(text));
}

/** Where a schema takes both numbers and text, a number that is written as one is a number, as it is in the file. */
function readingsOf(text: string): unknown[] {
  const items = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
  const literal = isLiteral(text) ? [readScalar(text)] : [];
  return [...readJson(text), ...literal, text, readScalar(text), items, items.map(readScalar)];
}

function isFine(schema: z.ZodType, value: unknown, path: Path): boolean {
  const { error } = schema.safeParse(value);
  return !error?.issues.some((issue) => startsWith(issue.path, path));
}

/** `["a", "b"]` and `{"a": 1}` say themselves what is in them. */
function readJson(text: string): unknown[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

const literal = /^(true|false|-?(0|[1-9]\d*)(\.\d+)?)$/;

/** Longer numbers are names of something: as numbers they would lose their last digits. */
const isLiteral = (text: string): boolean => literal.test(text) && !(Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER);

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function readScalar(text: string): string | number | boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return decimal.test(word) ? Number(word) : text;
}
