import { Cron } from 'croner';
import { day } from '../core/duration.ts';
import { nextClockChange, offsetAt } from './time-zone.ts';

/** The expressions of a configuration are few, and to read one takes longer than to ask it. */
const known = new Map<string, Cron>();
const mostKnown = 1_000;

/** It never runs by itself: croner reads the expression and counts, we keep the time. */
function read(expression: string): Cron {
  const found = known.get(expression);
  if (found) return found;
  const made = new Cron(expression, { utcOffset: 0, paused: true, mode: '5-or-6-parts' });
  if (known.size >= mostKnown) known.clear();
  known.set(expression, made);
  return made;
}

/** What is wrong with an expression; undefined where nothing is. */
export function problemOfCron(expression: string): string | undefined {
  const fields = expression.trim().split(/\s+/).length;
  if (fields !== 5 && fields !== 6) return `${expression.trim() === '' ? 0 : fields} of them`;
  try {
    return read(expression).nextRun(new Date(0)) === null ? 'a day that never comes' : undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^Cron\w*: /, '').replace(/\.$/, '');
  }
}

/** An hour that begins with `*` is a rhythm, which goes on whatever the clocks do; any other is a time of day. */
function isRhythm(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  return fields.at(-4)?.startsWith('*') ?? false;
}

/**
 * The next moment of an expression in a time zone, after the given one.
 *
 * Where clocks are put back, a time of day that comes twice counts the first time only, and a rhythm goes on through the
 * hour that is repeated. Where clocks are put forward, times of day that are skipped come once, in the moment of the
 * change; a rhythm has no moment in an hour that does not exist.
 */
export function nextMoment(expression: string, zone: string, after: number): number {
  const cron = read(expression);
  const rhythm = isRhythm(expression);
  // what the clocks showed before they were put back has been, and does not come again
  const last = nextClockChange(zone, after - day, after);
  let from = after;
  let wall = after + offsetAt(zone, after);
  if (last && !rhythm) wall = Math.max(wall, last.at + last.before - 1);
  for (;;) {
    const shown = nextOnWall(cron, wall, expression);
    const moment = shown - offsetAt(zone, from);
    const change = nextClockChange(zone, from, moment);
    if (!change) return moment;
    const first = nextOnWall(cron, change.at + change.before - 1, expression);
    if (!rhythm && first < change.at + change.after) return change.at;
    from = change.at;
    wall = change.at + (rhythm ? change.after : Math.max(change.before, change.after)) - 1;
  }
}

/** Clocks on a wall as if they were those of UTC. */
function nextOnWall(cron: Cron, after: number, expression: string): number {
  const next = cron.nextRun(new Date(after));
  if (next) return next.getTime();
  throw new RangeError(`Expected an expression with a moment after ${after}, found ${expression}.`);
}

/**
 * The last moment that is not later than `at` and is later than `since`, which itself need not be a moment; undefined
 * where there is none.
 */
export function lastMoment(expression: string, zone: string, since: number, at: number): number | undefined {
  const first = nextMoment(expression, zone, since);
  if (first > at) return undefined;
  let found = first;
  let high = at;
  // every question that finds a moment moves up to it, every other halves what is left
  for (;;) {
    const middle = found + Math.floor((high - found) / 2);
    const next = nextMoment(expression, zone, middle);
    if (next <= at) found = next;
    else if (middle === found) return found;
    else high = middle;
  }
}
