import { PitwallError } from '../core/errors.ts';
import { type Resolution, resolutionNames, resolutions } from '../state/metric-table.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const ranges = { '1h': hour, '6h': 6 * hour, '24h': day, '7d': 7 * day, '30d': 30 * day } as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as readonly Range[];

/** An answer has at most so many points a series. */
export const mostPoints = 400;

/** Each a multiple of the resolution it is made of. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 30].map((count) => count * day),
];

/** How long buckets of each length are kept, in milliseconds; null for ever. */
export type Kept = Readonly<Record<Resolution, number | null>>;

export const usualKept: Kept = { raw: 2 * day, minutes: 14 * day, ten_minutes: 90 * day, hours: 730 * day };

/** A stretch of time in equal parts: from `from` on and before `to`, both multiples of the step. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly resolution: Resolution;
}

export type Stretch = { readonly range: Range } | { readonly from: number; readonly to: number };

/**
 * What is asked for, in as few parts as there may be points, made of the coarsest buckets that fit the parts and are
 * still kept where it begins. The edges are moved outwards to whole parts; the last part of a range is the one under way.
 */
export function gridOf(stretch: Stretch, now: number, kept: Kept = usualKept): Grid {
  const { from, to } = 'range' in stretch ? { from: now - ranges[stretch.range], to: now } : stretch;
  if (!(from < to)) throw empty();
  const oldest = (resolution: Resolution): number => {
    const milliseconds = kept[resolution];
    return milliseconds === null ? 0 : now - milliseconds;
  };
  for (const step of steps) {
    const fitting = resolutionNames.filter((name) => step % resolutions[name] === 0);
    const resolution = fitting.at(-1);
    if (resolution === undefined) continue;
    // what is kept no longer leaves a coarser step as the only one, unless nothing is kept longer
    if (from < oldest(resolution) && resolution !== 'hours') continue;
    if ('range' in stretch) {
      const end = now - (now % step) + step;
      const count = Math.ceil(ranges[stretch.range] / step);
      if (count <= mostPoints) return { from: end - count * step, to: end, step, resolution };
      continue;
    }
    const start = from - (from % step);
    const end = Math.ceil(to / step) * step;
    if ((end - start) / step <= mostPoints) return { from: start, to: end, step, resolution };
  }
  throw tooLong();
}

const empty = () =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected a stretch of time that begins before it ends',
    fix: 'Let `from` be earlier than `to`',
    place: { field: 'from' },
  });

const tooLong = () =>
  new PitwallError({
    code: 'request.invalid',
    problem: `expected a stretch of at most ${mostPoints * 30} days`,
    fix: 'Let `from` be later',
    place: { field: 'from' },
  });
