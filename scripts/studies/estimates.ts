import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { estimateBinary } from '../../packages/stats/src/estimate/binary.ts';
import type { EstimatedScore, EstimateOptions } from '../../packages/stats/src/estimate/estimate.ts';
import { fitCalibrator } from '../../packages/stats/src/estimate/reference.ts';
import { scoreBinary } from '../../packages/stats/src/score/binary/metrics.ts';
import type { Score } from '../../packages/stats/src/score/score.ts';
import type { Asked } from './asked.ts';
import type { EstimateWorld, Row } from './estimate-worlds.ts';
import type { Study } from './no-drift.ts';
import { count, knownOf, newTally, type Tally } from './tally.ts';

/** What was estimated, and what then was measured. */
export interface Pair {
  readonly estimates: readonly EstimatedScore[];
  readonly measured: readonly Score[];
}

export interface EstimateAsked extends Asked {
  /** The same estimates with one of the two errors left out of the interval. */
  readonly samplingOnly: Tally;
  readonly calibrationOnly: Tally;
  /** Means over the samples. */
  readonly width: number;
  readonly away: number;
}

/** Rows with labels, rows without, and how many samples: few where each takes long. */
export interface EstimateSize {
  readonly before: number;
  readonly now: number;
  readonly samples: number;
}

export const binarySizes: readonly EstimateSize[] = [
  { before: 1000, now: 200, samples: 200 },
  { before: 1000, now: 10_000, samples: 200 },
  { before: 10_000, now: 2000, samples: 200 },
  { before: 100_000, now: 200, samples: 100 },
  { before: 100_000, now: 10_000, samples: 100 },
];

/** How often the intervals that were estimated before labels hold what is then measured. */
export function binaryEstimates(
  { seed, scale, progress }: Study,
  worlds: readonly EstimateWorld[],
  { sizes = binarySizes, ...options }: EstimateOptions & { readonly sizes?: readonly EstimateSize[] } = {},
): EstimateAsked[] {
  return worlds.flatMap((world, place) =>
    sizes.flatMap((size) => {
      progress(`${world.name}, ${size.before} + ${size.now} rows`);
      const random = randomFrom(seed + 104_729 * place + size.before + size.now);
      return askPairs(world.name, { ...size, samples: Math.max(20, Math.round(size.samples * scale)) }, (one) => {
        const current = draw(random, size.now, world.current);
        const reference = fitCalibrator(draw(random, size.before, world.reference));
        const estimates = estimateBinary(reference, { scores: current.scores }, { ...options, seed: one });
        return { estimates, measured: scoreBinary(current) };
      });
    }),
  );
}

function draw(random: Random, n: number, rowOf: (random: Random) => Row) {
  const [labels, scores] = [new Uint8Array(n), new Float64Array(n)];
  for (let row = 0; row < n; row += 1) {
    const { truth, score } = rowOf(random);
    labels[row] = random.uniform() < truth ? 1 : 0;
    scores[row] = score;
  }
  return { labels, scores };
}

/** Draws so many pairs, and counts for each metric what its interval held. */
export function askPairs(
  world: string,
  { before, now, samples }: EstimateSize,
  pair: (sample: number) => Pair,
): EstimateAsked[] {
  const cells = new Map<string, { asked: EstimateAsked; width: number; away: number }>();
  for (let sample = 0; sample < samples; sample += 1) {
    const { estimates, measured } = pair(sample);
    const values = new Map(measured.map(({ metric, value }) => [metric, value]));
    for (const estimate of estimates) {
      const { metric } = estimate;
      const size = `${before.toLocaleString('en')} + ${now.toLocaleString('en')} rows`;
      const tallies = { tally: newTally(), samplingOnly: newTally(), calibrationOnly: newTally() };
      const fresh = { asked: { world, metric, size, ...tallies, width: 0, away: 0 }, width: 0, away: 0 };
      const cell = cells.get(metric) ?? fresh;
      cells.set(metric, cell);
      const value = values.get(metric) ?? null;
      const figure = estimate.estimated === null ? null : estimate;
      count(cell.asked.tally, figure?.interval ?? null, value);
      if (!figure || value === null) continue;
      const { estimated, interval, variance } = figure;
      count(cell.asked.samplingOnly, around(estimated, variance.sampling), value);
      count(cell.asked.calibrationOnly, around(estimated, variance.calibration), value);
      cell.width += interval.high - interval.low;
      cell.away += value - estimated;
    }
  }
  return [...cells.values()].map(({ asked, width, away }) => {
    const known = knownOf(asked.tally);
    return { ...asked, width: width / known, away: away / known };
  });
}

function around(middle: number, variance: number) {
  const half = 1.959963984540054 * Math.sqrt(variance);
  return { low: middle - half, high: middle + half, level: 0.95, method: 'normal' };
}
