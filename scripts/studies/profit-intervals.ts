import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { Interval } from '../../packages/stats/src/score/score.ts';
import type { Asked } from './asked.ts';
import type { Study } from './no-drift.ts';
import { profitWorlds } from './profit-worlds.ts';
import { sizeOf } from './score-intervals.ts';
import { count, newTally } from './tally.ts';

export interface World {
  readonly metric: string;
  readonly name: string;
  readonly sizes: readonly number[];
  /** Draws a series of so many rows, and says what its interval is and what it should hold. */
  readonly trial: (random: Random, rows: number, seed: number) => readonly [Interval | null, truth: number];
}

const usualSeries = 2000;
/** Draws in one cell are bounded, so that long series are fewer. */
const mostRows = 2_000_000;

/** So many series of so many rows. */
export const seriesOf = (rows: number, scale: number): number =>
  Math.max(20, Math.ceil(scale * Math.min(usualSeries, mostRows / rows)));

/** How often the 95 % intervals of profit hold the truth. */
export function profitIntervals({ seed, scale, progress }: Study): Asked[] {
  return profitWorlds.flatMap(({ metric, name, sizes, trial }, place) => {
    progress(`${metric}, ${name}`);
    return sizes.map((rows): Asked => {
      const random = randomFrom(seed + 7919 * (place + 1) + rows);
      const tally = newTally();
      for (let one = 0; one < seriesOf(rows, scale); one += 1) count(tally, ...trial(random, rows, one));
      return { world: name, metric, size: sizeOf(rows), tally };
    });
  });
}
