import { type Status, statuses } from '@pitwall/sdk';
import type { Invocation } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';
import { readNow } from './now.ts';

/** What a server gives on one page. */
const most = 1_000;

export function limitOf(invocation: Invocation): number {
  const text = invocation.text('limit') ?? '';
  const limit = Number(text);
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= most) return limit;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a number from 1 to ${most} as --limit, found ${JSON.stringify(text)}`,
    fix: 'Ask for one page after the other with --cursor',
  });
}

/** A day or a time, as `--now` takes it. */
export function momentOf(invocation: Invocation, option: string): Date | undefined {
  const text = invocation.text(option);
  if (text === undefined) return undefined;
  try {
    return readNow({ option: text, variable: undefined, clock: new Date(0) });
  } catch {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected an ISO time like 2026-01-12T06:00:00Z as --${option}, found ${JSON.stringify(text)}`,
      fix: 'Write the day, or the day and the time with its offset',
    });
  }
}

/** `alert,warning`, as the server takes it; the option may be given several times too. */
export function statusesOf(invocation: Invocation): readonly Status[] | undefined {
  const given = invocation.texts('status').flatMap((text) => text.split(',').map((word) => word.trim()));
  if (given.length === 0) return undefined;
  return given.map((word) => {
    const status = statuses.find((one) => one === word);
    if (status) return status;
    const meant = closest(word, statuses);
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected some of ${statuses.join(', ')} with commas between them as --status, found ${JSON.stringify(visible(word))}`,
      fix: meant === undefined ? 'Write --status alert,warning' : `Write ${meant}`,
    });
  });
}
