import { randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { Asked } from './asked.ts';
import type { Study } from './no-drift.ts';
import { type ScoreWorld, scoreWorlds } from './score-worlds.ts';
import { count, newTally, type Tally } from './tally.ts';

/** Rows of a sample, and how many samples there are: few of many rows, which take long. */
const sizes: readonly (readonly [rows: number, samples: number])[] = [
  [100, 2000],
  [1000, 1000],
  [10_000, 300],
];
const truthSamples = 4;
const truthRows = 500_000;

/** How often the 95 % intervals of the metrics hold the true value, which is that of two million rows. */
export function scoreIntervals({ seed, scale, progress }: Study): Asked[] {
  return scoreWorlds.flatMap((world, place) => {
    progress(world.name);
    const from = seed + 1_000_003 * (place + 1);
    const truth = trueValues(world, from, Math.round(truthRows * Math.max(0.2, scale)));
    return sizes.flatMap(([rows, samples]) => {
      const tallies = ask(world, from + rows, rows, Math.max(100, Math.round(samples * scale)), truth);
      return [...tallies].map(([metric, tally]): Asked => {
        const value = truth.get(metric) ?? Number.NaN;
        return {
          world: world.name,
          metric,
          size: sizeOf(rows),
          tally,
          beside: { truth: value.toPrecision(4) },
        };
      });
    });
  });
}

export const sizeOf = (rows: number): string => `${rows.toLocaleString('en')} rows`;

function trueValues({ score, part = 1 }: ScoreWorld, seed: number, rows: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (let sample = 0; sample < truthSamples; sample += 1) {
    for (const { metric, value } of score(randomFrom(seed + sample), Math.round(rows * part)))
      if (value !== null) sums.set(metric, (sums.get(metric) ?? 0) + value / truthSamples);
  }
  return sums;
}

function ask(
  world: ScoreWorld,
  seed: number,
  rows: number,
  samples: number,
  truth: ReadonlyMap<string, number>,
): Map<string, Tally> {
  const tallies = new Map([...truth.keys()].map((metric) => [metric, newTally()]));
  const random = randomFrom(seed);
  for (let sample = 0; sample < samples * (world.part ?? 1); sample += 1) {
    for (const { metric, ...score } of world.score(random, rows)) {
      const tally = tallies.get(metric);
      if (tally) count(tally, score.value === null ? null : score.interval, truth.get(metric) ?? null);
    }
  }
  return tallies;
}
