import { offsetAt } from '../../jobs/time-zone.ts';
import type { Route } from '../routing/tree.ts';
import type { TimeIntervalConfig, TimeIntervalsConfig } from './interval-config.ts';
import { daysOf, monthsOf, type Range, timesOf, weekdaysOf, yearsOf } from './ranges.ts';

/** Times of Alertmanager, by their names. */
export interface TimeIntervals {
  readonly names: readonly string[];
  /** Whether a moment is in one of those of this name. */
  contains(name: string, now: number): boolean;
}

interface Interval {
  readonly zone: string;
  /** Minutes of the day; the last one is not in it. */
  readonly times: readonly Range[] | undefined;
  readonly days: readonly Range[] | undefined;
  readonly months: readonly Range[] | undefined;
  readonly weekdays: readonly Range[] | undefined;
  readonly years: readonly Range[] | undefined;
}

export function compileIntervals(config: TimeIntervalsConfig): TimeIntervals {
  const byName = new Map(config.map(({ name, time_intervals }) => [name, time_intervals.map(compile)]));
  return {
    names: [...byName.keys()],
    contains: (name, now) => byName.get(name)?.some((interval) => isIn(interval, now)) ?? false,
  };
}

function compile(config: TimeIntervalConfig): Interval {
  const each = <Given>(
    given: readonly Given[] | undefined,
    read: (one: Given) => Range,
  ): readonly Range[] | undefined => given?.map(read);
  return {
    zone: config.location === undefined || config.location === '' ? 'UTC' : config.location,
    times: each(config.times, timesOf),
    days: each(config.days_of_month, daysOf),
    months: each(config.months, monthsOf),
    weekdays: each(config.weekdays, weekdaysOf),
    years: each(config.years, yearsOf),
  };
}

/** What is not said holds always; all that is said must hold, and an empty list never does. */
function isIn({ zone, times, days, months, weekdays, years }: Interval, now: number): boolean {
  const wall = new Date(now + offsetAt(zone === 'Local' ? localZone() : zone, now));
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  const within = (ranges: readonly Range[] | undefined, value: number): boolean =>
    ranges === undefined || ranges.some(([first, last]) => first <= value && value <= last);
  return (
    (times === undefined || times.some(([start, end]) => start <= minute && minute < end)) &&
    (days === undefined || days.some((range) => isDay(range, wall))) &&
    within(months, wall.getUTCMonth() + 1) &&
    within(weekdays, wall.getUTCDay()) &&
    within(years, wall.getUTCFullYear())
  );
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Negative days count from the end of the month, which is -1. */
function isDay([first, last]: Range, wall: Date): boolean {
  const length = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  const from = first < 0 ? length + first + 1 : first;
  const to = last < 0 ? length + last + 1 : last;
  const day = wall.getUTCDate();
  return from <= day && day <= to;
}

/**
 * Names of the intervals because of which a route tells nothing now: those it is muted in, or, where it is only active
 * in some and this is none of them, all of those.
 */
export function mutedBy(
  route: Pick<Route, 'mute' | 'active'>,
  intervals: TimeIntervals,
  now: number,
): readonly string[] {
  const muting = route.mute.filter((name) => intervals.contains(name, now));
  if (muting.length > 0) return muting;
  return route.active.some((name) => intervals.contains(name, now)) ? [] : route.active;
}
