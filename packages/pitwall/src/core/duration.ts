import { z } from 'zod';

const unitMilliseconds = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** In milliseconds. */
export const hour = unitMilliseconds.h;
export const day = unitMilliseconds.d;

export const durationSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(s|m|h|d|w)$/, 'a duration is a number and a unit (s, m, h, d or w), like 90m, 24h or 3d')
  .describe('A number and a unit: 90m, 24h, 3d');

export function durationMilliseconds(duration: string): number {
  const unit = duration.slice(-1) as keyof typeof unitMilliseconds;
  return Number(duration.slice(0, -1)) * unitMilliseconds[unit];
}

/** In the largest unit that leaves at least one, with one decimal where it matters: `36h`, `3.5d`. */
export function formatDuration(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : '';
  const size = Math.abs(milliseconds);
  for (const unit of ['d', 'h', 'm'] as const) {
    const count = size / unitMilliseconds[unit];
    if (count >= (unit === 'd' ? 2 : 1)) return `${sign}${Number(count.toFixed(1))}${unit}`;
  }
  return `${sign}${Number((size / 1_000).toFixed(1))}s`;
}
