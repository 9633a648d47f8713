import { lastMoment, nextMoment } from '../../jobs/cron.ts';
import type { Labels } from '../labels.ts';
import { type Matcher, matches } from '../routing/matcher.ts';
import { spanMilliseconds } from '../routing/span.ts';

/** A window that comes again: from each moment of a cron expression for so long, as the clocks of a zone show it. */
export interface SilenceSchedule {
  readonly cron: string;
  readonly for: string;
  readonly time_zone: string;
}

/** Somebody does not want to be told of what matches, and says why. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly reason: string;
  readonly author: string;
  readonly startsAt: number;
  /** Null where it stays until somebody ends it. */
  readonly endsAt: number | null;
  /** Null where it holds all the time between. */
  readonly schedule: SilenceSchedule | null;
  readonly madeAt: number;
  readonly changedAt: number;
}

export type SilenceState = 'pending' | 'active' | 'expired';

/** `pending` is also a window that comes again, between two times. */
export function silenceState(silence: Pick<Silence, 'startsAt' | 'endsAt' | 'schedule'>, now: number): SilenceState {
  const { startsAt, endsAt, schedule } = silence;
  if (endsAt !== null && endsAt <= now) return 'expired';
  if (now < startsAt) return 'pending';
  return schedule === null || windowAt(schedule, now) !== undefined ? 'active' : 'pending';
}

export interface Window {
  readonly from: number;
  /** The first moment after it. */
  readonly to: number;
}

/** The window that a moment is in. Where the next begins before one ends, they are one to whoever asks. */
export function windowAt({ cron, for: length, time_zone }: SilenceSchedule, now: number): Window | undefined {
  const milliseconds = spanMilliseconds(length);
  const from = lastMoment(cron, time_zone, now - milliseconds, now);
  return from === undefined ? undefined : { from, to: from + milliseconds };
}

/** The window that a moment is in, or the next one. */
export function nextWindow(schedule: SilenceSchedule, now: number): Window {
  const current = windowAt(schedule, now);
  if (current) return current;
  const from = nextMoment(schedule.cron, schedule.time_zone, now);
  return { from, to: from + spanMilliseconds(schedule.for) };
}

/** When a silence begins or ends to hold next; null where it never does again. */
export function nextSilenceChange(
  silence: Pick<Silence, 'startsAt' | 'endsAt' | 'schedule'>,
  now: number,
): number | null {
  const { startsAt, endsAt, schedule } = silence;
  const end = endsAt ?? Number.POSITIVE_INFINITY;
  if (end <= now || end <= startsAt) return null;
  let next: number;
  if (schedule === null) next = now < startsAt ? startsAt : end;
  else if (now < startsAt) next = Math.max(startsAt, nextWindow(schedule, startsAt).from);
  else next = changeOf(schedule, now);
  next = Math.min(next, end);
  return Number.isFinite(next) ? next : null;
}

/** Windows that touch are one: those that would go on for ever are looked through a few at a time. */
const mostWindows = 100;

function changeOf(schedule: SilenceSchedule, now: number): number {
  let { from, to } = nextWindow(schedule, now);
  if (from > now) return from;
  for (let count = 0; count < mostWindows; count++) {
    const next = windowAt(schedule, to);
    if (!next) return to;
    to = next.to;
  }
  return to;
}

/** The silences of a moment, asked of many alerts. */
export interface Silencer {
  /** Ids of the silences that match, in the order in which they were given. */
  on(labels: Labels): readonly string[];
}

const none: readonly string[] = [];

export function createSilencer(silences: Iterable<Silence>, now: number): Silencer {
  const active = [...silences].filter((silence) => silenceState(silence, now) === 'active');
  if (active.length === 0) return { on: () => none };
  return { on: (labels) => active.filter(({ matchers }) => matches(matchers, labels)).map(({ id }) => id) };
}

/** Whether the matchers would match every alert, also one without labels: nobody means that. */
export const isOfEverything = (matchers: readonly Matcher[]): boolean => matches(matchers, {});
