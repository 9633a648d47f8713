/**
 * Measures how often the 95 % intervals of the metrics hold the true value, and prints tables:
 * `npx tsx --conditions=source scripts/studies/score-intervals.ts`. Seeded. It takes some minutes on one core; with
 * `--quick` it takes a tenth of the time. True values are those of four million rows of the same world.
 */

import { randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { type ScoreWorld, scoreWorlds } from './score-worlds.ts';
import { type Row, table } from './table.ts';

const quick = process.argv.includes('--quick');
const sizes = [100, 1000, 10_000] as const;
const usualSamples = quick ? 400 : 4000;
const truthRows = quick ? 200_000 : 1_000_000;
const truthSamples = 4;

/** What became of the intervals of a metric. */
interface Tally {
  held: number;
  below: number;
  above: number;
  without: number;
}

function trueValues({ score }: ScoreWorld, seed: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (let sample = 0; sample < truthSamples; sample += 1) {
    for (const { metric, value } of score(randomFrom(seed + sample), truthRows))
      sums.set(metric, (sums.get(metric) ?? 0) + (value ?? Number.NaN) / truthSamples);
  }
  return sums;
}

function ask(world: ScoreWorld, rows: number, samples: number, truth: ReadonlyMap<string, number>): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  const random = randomFrom(20_261_121 + rows);
  for (let sample = 0; sample < samples; sample += 1) {
    for (const { metric, ...score } of world.score(random, rows)) {
      const tally = tallies.get(metric) ?? { held: 0, below: 0, above: 0, without: 0 };
      tallies.set(metric, tally);
      const value = truth.get(metric) ?? Number.NaN;
      const interval = score.value === null ? null : score.interval;
      if (!interval) tally.without += 1;
      else if (value < interval.low) tally.below += 1;
      else if (value > interval.high) tally.above += 1;
      else tally.held += 1;
    }
  }
  return tallies;
}

/** Inside, with how often the truth was below and above, and how often there was no interval. */
function shown({ held, below, above, without }: Tally): string {
  const known = held + below + above;
  if (known === 0) return '–';
  const percent = (count: number, of: number): string => ((100 * count) / of).toFixed(1);
  const missing = without > 0 ? `, ${percent(without, known + without)} none` : '';
  return `${percent(held, known)} (${percent(below, known)} / ${percent(above, known)}${missing})`;
}

function study(world: ScoreWorld, index: number): string {
  const truth = trueValues(world, 1000 * (index + 1));
  const columns = sizes.map((rows, place) => {
    const samples = Math.max(200, Math.round(usualSamples / 2 ** place / 2 ** Math.max(0, place - 1)));
    return { head: `${rows} rows (${samples} samples)`, tallies: ask(world, rows, samples, truth) };
  });
  const rows = [...truth].map(([metric, value]): Row => {
    const cells = columns.map(({ head, tallies }) => {
      const tally = tallies.get(metric);
      return [head, tally ? shown(tally) : '–'];
    });
    return { metric, truth: value.toPrecision(4), ...Object.fromEntries(cells) };
  });
  return `## ${world.name}\n\n${table(rows)}\n`;
}

process.stdout.write('Truth inside, in percent (truth below / above the interval).\n');
for (const [index, world] of scoreWorlds.entries()) process.stdout.write(`\n${study(world, index)}`);
