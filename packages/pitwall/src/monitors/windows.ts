import { durationMilliseconds, hour } from '../core/duration.ts';
import type { WindowSetting } from './config.ts';

const week = 168 * hour;

/** From `start` on and before `end`, in milliseconds since 1970. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Windows of one length that follow each other, in milliseconds. */
export interface Series {
  readonly length: number;
  readonly every: number;
}

export const seriesOf = ({ length, every }: WindowSetting): Series => ({
  length: durationMilliseconds(length),
  every: durationMilliseconds(every ?? length),
});

/** What tells the windows of one series from those of another. */
export const seriesName = ({ length, every }: Series): string => `${length / hour}h/${every / hour}h`;

/** The first Monday of 1970: weeks begin on Mondays, days at midnight and hours on the hour, all of them in UTC. */
const monday = 4 * 24 * hour;

/** Where the windows of a series are counted from. */
const originOf = ({ every }: Series): number => (every % week === 0 ? monday : 0);

/** The last start of a window at or before a moment. */
function startAtOrBefore(series: Series, moment: number): number {
  const origin = originOf(series);
  return origin + Math.floor((moment - origin) / series.every) * series.every;
}

/** All windows that a moment belongs to, the oldest first: one of a series that tumbles, `length / every` of one that slides. */
export function windowsWith(series: Series, moment: number): Window[] {
  const last = startAtOrBefore(series, moment);
  return Array.from({ length: series.length / series.every }, (_, index) => {
    const start = last - (series.length / series.every - 1 - index) * series.every;
    return { start, end: start + series.length };
  });
}

/**
 * Windows that became due after one moment and up to another, the oldest first, and the latest `most` where there are more:
 * what nobody has looked at for longer is of no use.
 */
export function windowsDueBetween(
  series: Series,
  { after, until, lateness, most }: { after: number; until: number; lateness: number; most: number },
): Window[] {
  const windows: Window[] = [];
  let start = startAtOrBefore(series, until - lateness - series.length);
  for (; start + series.length + lateness > after && windows.length < most; start -= series.every) {
    windows.push({ start, end: start + series.length });
  }
  return windows.reverse();
}

/** An hour in which something came, and the position of what came last. */
export interface TouchedHour {
  readonly start: number;
  readonly position: number;
}

export interface TouchedWindow extends Window {
  readonly position: number;
}

/** Windows that something came for. One that ended before `since` stays as it was judged. */
export function touchedWindows(all: readonly Series[], hours: readonly TouchedHour[], since: number): TouchedWindow[] {
  const touched = new Map<string, TouchedWindow>();
  for (const series of all) {
    for (const { start, position } of hours) {
      for (const window of windowsWith(series, start)) {
        if (window.end <= since) continue;
        const key = `${window.start} ${window.end}`;
        const before = touched.get(key)?.position ?? 0;
        touched.set(key, { ...window, position: Math.max(before, position) });
      }
    }
  }
  return [...touched.values()].sort((a, b) => a.end - b.end || a.start - b.start);
}
