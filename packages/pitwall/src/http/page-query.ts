import { z } from 'zod';

/** What every list is asked with. */
export const limitSchema = z.coerce.number().int().min(1).max(1000).optional().describe('So many at the most');

export const cursorSchema = z.string().min(1).max(2000).optional().describe('`next` of the page before');

export const momentSchema = z.iso.datetime({ offset: true }).optional();

/** Undefined members are left out, as `exactOptionalPropertyTypes` wants it of what is asked of a table. */
export function given<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** Milliseconds since 1970. */
export const momentOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

/** Milliseconds since 1970 as text. */
export const momentText = (at: number): string => new Date(at).toISOString();
