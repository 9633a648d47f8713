import { type Detection, isCount } from './detector.ts';

/** The sums of both sides, and for how many values each has been above 0. */
export interface TwoSums {
  readonly up: number;
  readonly upFor: number;
  readonly down: number;
  readonly downFor: number;
}

export const noSums: TwoSums = { up: 0, upFor: 0, down: 0, downFor: 0 };

/** Page's recursion: each side gathers what a value lies beyond the slack on it, and forgets all at 0. */
export function advance(sums: TwoSums, deviation: number, slack: number): TwoSums {
  const up = Math.max(0, sums.up + deviation - slack);
  const down = Math.max(0, sums.down - deviation - slack);
  return { up, upFor: up > 0 ? sums.upFor + 1 : 0, down, downFor: down > 0 ? sums.downFor + 1 : 0 };
}

/** The side with the larger sum; of equal ones the later, for a sum that began later rose faster. */
export function leading({ up, upFor, down, downFor }: TwoSums): {
  readonly direction: 'up' | 'down';
  readonly statistic: number;
  readonly since: number;
} {
  const isUp = up === down ? upFor < downFor : up > down;
  return isUp
    ? { direction: 'up', statistic: up, since: upFor }
    : { direction: 'down', statistic: down, since: downFor };
}

/** What the sums say of the latest value. */
export function detectionOf(
  sums: TwoSums,
  counted: Pick<Detection, 'threshold' | 'n' | 'skipped'>,
  alarm: boolean,
): Detection {
  const { direction, statistic, since } = leading(sums);
  return { alarm, direction: alarm ? direction : null, statistic, since, ...counted };
}

export function areSums({ up, upFor, down, downFor }: Record<string, unknown>): boolean {
  return [up, down].every((sum) => Number.isFinite(sum) && Number(sum) >= 0) && isCount(upFor) && isCount(downFor);
}
