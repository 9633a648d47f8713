import type { z } from 'zod';
import type { Path } from './document.ts';
import { replaceAt, startsWith, valueAt } from './maps.ts';

/**
 * Puts the text of a variable where it belongs. The schema decides what it means: text where it takes text, else
 * a list, a number or a yes or no. What looks like a number stays text where text is due, so that 007 stays 007.
 */
export function castInto(schema: z.ZodType, value: unknown, path: Path, text: string): unknown {
  const readings = readingsOf(text).map((reading) => replaceAt(value, path, reading));
  // A schema may complain of a list as a whole, where one entry is wrong.
  const judged = Array.isArray(valueAt(value, path.slice(0, -1))) ? path.slice(0, -1) : path;
  const fitting = readings.find((reading) => isFine(schema, reading, judged));
  if (fitting !== undefined) return fitting;
  // None fits: the complaint is about what the text looks like.
  return replaceAt(value, path, readScalar(text));
}

function readingsOf(text: string): unknown[] {
  const items = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
  return [...readList(text), text, readScalar(text), items, items.map(readScalar)];
}

function isFine(schema: z.ZodType, value: unknown, path: Path): boolean {
  const { error } = schema.safeParse(value);
  return !error?.issues.some((issue) => startsWith(issue.path, path));
}

/** `["a", "b"]`: a list that says itself what its entries are. */
function readList(text: string): unknown[] {
  if (!text.trim().startsWith('[')) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? [list] : [];
  } catch {
    return [];
  }
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function readScalar(text: string): string | number | boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return decimal.test(word) ? Number(word) : text;
}
