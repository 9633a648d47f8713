import { z } from 'zod';

/** Bounds of one event. Everything has one, so that no sender can fill memory with a single line. */
export const eventLimits = {
  lineCharacters: 1 << 20,
  modelCharacters: 200,
  idCharacters: 500,
  keyCharacters: 200,
  textCharacters: 10_000,
  features: 2_000,
  classes: 2_000,
  vectorNumbers: 8_192,
  /** A clock may be ahead of ours by this much, in milliseconds. */
  clockAhead: 3_600_000,
} as const;

const plain = /^[ -~]+$/;

/** SQL, JSON columns and terminals disagree about these, and halves of characters would make two ids one. */
export const isStorable = (text: string): boolean => plain.test(text) || (text.isWellFormed() && !text.includes('\0'));
export const isName = (text: string): boolean => plain.test(text) || (isStorable(text) && !/\p{Cc}/u.test(text));
export const isKey = (text: string): boolean => text !== '__proto__' && isName(text);

/** pandas and numpy write a number that is none as this text; as a class it would stand beside the true ones. */
const noNumbers = new Set(['nan', 'inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity']);
export const isNoNumber = (text: string): boolean => noNumbers.has(text.toLowerCase());

/** As one function: a union of schemas takes five times as long, and this is asked of every value that comes in. */
export function isFeatureValue(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value);
    case 'string':
      return value.length <= eventLimits.textCharacters && isStorable(value);
    case 'boolean':
      return true;
    default:
      return (
        value === null ||
        (Array.isArray(value) && value.length <= eventLimits.vectorNumbers && value.every(Number.isFinite))
      );
  }
}

/** RFC 3339, with its offset. */
export const instantPattern = z.regexes.datetime({ offset: true });

/** Before 1973 in milliseconds, and these years in seconds. */
const secondsBelow = 1e11;

/** What is wrong with a time, where something is; `milliseconds` is what it was read as. */
export function instantProblem(value: number | string, milliseconds: number): string | undefined {
  if (typeof value === 'number' && value < secondsBelow)
    return 'expected milliseconds since 1970, found a number that looks like seconds';
  return milliseconds < 0 || !(milliseconds < 8.64e15) ? 'expected a time after 1970' : undefined;
}
