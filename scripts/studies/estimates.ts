/**
 * Measures how often the 95 % intervals of estimates made before labels hold what is then measured, and prints tables:
 * `npx tsx --conditions=source scripts/studies/estimates.ts`. Seeded; with `--quick` it takes a tenth of the time, and with
 * `--only=word` only the worlds with that word in their name are asked.
 */

import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { estimateBinary } from '../../packages/stats/src/estimate/binary.ts';
import type { EstimateOptions } from '../../packages/stats/src/estimate/estimate.ts';
import { estimatedMetrics } from '../../packages/stats/src/estimate/figures.ts';
import { fitCalibrator } from '../../packages/stats/src/estimate/reference.ts';
import { scoreBinary } from '../../packages/stats/src/score/binary/metrics.ts';
import { type EstimateWorld, estimateWorlds, type Row as ModelRow, movedWorld } from './estimate-worlds.ts';
import { type Row, table } from './table.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';
const samples = quick ? 100 : 1000;
const sizes = [
  [1000, 200],
  [1000, 10_000],
  [10_000, 2000],
  [100_000, 200],
  [100_000, 10_000],
] as const;

interface Tally {
  held: number;
  below: number;
  above: number;
  without: number;
  /** Σ of the width of the interval, and of what is measured less what was estimated. */
  width: number;
  away: number;
}

function draw(random: Random, n: number, rowOf: (random: Random) => ModelRow) {
  const [labels, scores] = [new Uint8Array(n), new Float64Array(n)];
  for (let row = 0; row < n; row += 1) {
    const { truth, score } = rowOf(random);
    labels[row] = random.uniform() < truth ? 1 : 0;
    scores[row] = score;
  }
  return { labels, scores };
}

function ask(world: EstimateWorld, [before, now]: readonly [number, number], options: EstimateOptions) {
  const random = randomFrom(20_261_121 + before + now);
  const tallies = new Map<string, Tally>();
  for (let sample = 0; sample < samples; sample += 1) {
    const current = draw(random, now, world.current);
    const reference = fitCalibrator(draw(random, before, world.reference));
    const estimates = estimateBinary(reference, { scores: current.scores }, { ...options, seed: sample });
    const measured = new Map(scoreBinary(current).map((score) => [score.metric, score.value]));
    for (const estimate of estimates) {
      const tally = tallies.get(estimate.metric) ?? { held: 0, below: 0, above: 0, without: 0, width: 0, away: 0 };
      tallies.set(estimate.metric, tally);
      const value = measured.get(estimate.metric) ?? null;
      if (estimate.estimated === null || value === null) {
        tally.without += 1;
        continue;
      }
      const { low, high } = estimate.interval;
      if (value < low) tally.below += 1;
      else if (value > high) tally.above += 1;
      else tally.held += 1;
      tally.width += high - low;
      tally.away += value - estimate.estimated;
    }
  }
  return tallies;
}

function shown({ held, below, above, without, width, away }: Tally): string {
  const known = held + below + above;
  if (known === 0) return 'unknown';
  const percent = (count: number, of: number): string => ((100 * count) / of).toFixed(1);
  const missing = without > 0 ? `, ${percent(without, known + without)} none` : '';
  const bias = `${away < 0 ? '−' : '+'}${Math.abs(away / known).toFixed(4)}`;
  return `${percent(held, known)} (${percent(below, known)} / ${percent(above, known)}${missing}) ${(width / known).toPrecision(2)} ${bias}`;
}

function study(world: EstimateWorld, options: EstimateOptions = {}): string {
  const columns = sizes.map((size) => ({ head: `${size[0]} + ${size[1]} rows`, tallies: ask(world, size, options) }));
  const rows = estimatedMetrics.map((metric): Row => {
    const cells = columns.map(({ head, tallies }) => {
      const tally = tallies.get(metric);
      return [head, tally ? shown(tally) : '–'];
    });
    return { metric, ...Object.fromEntries(cells) };
  });
  const slack = options.slack ? `, slack ${options.slack}` : '';
  return `\n## ${world.name}${slack}\n\n${table(rows)}\n`;
}

process.stdout.write(
  `What is measured lies inside, in percent (below / above the interval); mean width; mean of measured less estimated. ${samples} samples.\n`,
);
const studies: readonly (readonly [EstimateWorld, EstimateOptions])[] = [
  ...estimateWorlds.map((world) => [world, {}] as const),
  [movedWorld(0.4), {}],
  [movedWorld(0.4), { slack: 0.4 }],
];
for (const [world, options] of studies) if (world.name.includes(only)) process.stdout.write(study(world, options));
