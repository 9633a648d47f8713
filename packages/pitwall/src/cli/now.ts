import { PitwallError } from '../core/errors.ts';

const isoTime = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;

export interface NowSources {
  readonly option: string | undefined;
  readonly variable: string | undefined;
  readonly clock: Date;
}

/** Judging as of another time makes a run repeatable. An hour without an offset would depend on the machine. */
export function readNow({ option, variable, clock }: NowSources): Date {
  const text = option ?? (variable || undefined);
  if (text === undefined) return clock;
  const day = isoTime.exec(text)?.[1];
  const now = new Date(text);
  if (day !== undefined && isDay(day) && !Number.isNaN(now.getTime())) return now;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected an ISO time like 2026-01-12T06:00:00Z as ${option === undefined ? 'PITWALL_NOW' : '--now'}, found ${JSON.stringify(text)}`,
    fix: 'Write the day, or the day and the time with its offset',
  });
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
