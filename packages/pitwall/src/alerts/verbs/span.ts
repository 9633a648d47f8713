import { z } from 'zod';
import { day } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { spanMilliseconds, spanSchema } from '../routing/span.ts';

/** Nobody means a silence of a century. */
const longest = 10 * 366 * day;

/** How long, or until when; times in milliseconds. Said as it was asked, so that a request sent again is the same. */
export const spanShape = {
  for: spanSchema.optional().describe('For how long'),
  until: z.int().optional().describe('Until when'),
} as const;

export interface Span {
  readonly for?: string | undefined;
  readonly until?: number | undefined;
}

/** When it ends that begins at a moment; null where neither was said. */
export function endOf({ for: length, until }: Span, from: number, now = from): number | null {
  if (length !== undefined && until !== undefined)
    throw wrong('for', 'expected how long or until when, found both', 'Leave one of them out');
  if (length === undefined && until === undefined) return null;
  const end = until ?? from + spanMilliseconds(length ?? '0');
  const field = until === undefined ? 'for' : 'until';
  if (end <= now) throw wrong(field, 'expected an end that is to come, found one that has been', 'Name a later one');
  if (end <= from) throw wrong(field, 'expected an end behind the beginning, found one before it', 'Name a later one');
  if (end - now > longest)
    throw wrong(field, 'expected an end within ten years, found a later one', 'Name an earlier one');
  return end;
}

const wrong = (field: string, problem: string, fix: string): PitwallError =>
  new PitwallError({ code: 'request.invalid', problem, fix, place: { field } });

export const neededSpan = (): PitwallError =>
  wrong('for', 'expected how long or until when, found neither', 'Say it, such as 2h');
