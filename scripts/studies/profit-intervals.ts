/**
 * Measures how often the 95 % intervals of profit, and of the differences of two models, hold the truth, and prints
 * tables: `npx tsx --conditions=source scripts/studies/profit-intervals.ts`. Seeded. It takes some minutes on one core;
 * with `--quick` it takes a tenth of the time.
 */

import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { rateOf } from '../../packages/stats/src/drift/decision/testing/rate.ts';
import type { Interval } from '../../packages/stats/src/score/score.ts';
import { comparisonWorlds } from './comparison-worlds.ts';
import { profitWorlds } from './profit-worlds.ts';
import { percent, type Row, table } from './table.ts';

/** Draws a series of so many rows, and says what its interval is and what it should hold. */
export type Trial = (random: Random, rows: number, seed: number) => readonly [Interval | null, truth: number];

export interface World {
  readonly metric: string;
  readonly name: string;
  readonly trial: Trial;
  readonly sizes: readonly number[];
  /** What part of the usual number of series it gets, where one takes long. */
  readonly part?: number;
}

const quick = process.argv.includes('--quick');
const usualSeries = quick ? 200 : 2000;
/** Draws in one cell are bounded, so that long series are fewer. */
const mostRows = 2_000_000;

function coverage({ metric, name, trial, part = 1 }: World, rows: number): Row {
  const series = Math.ceil(Math.min(usualSeries, (quick ? 0.2 : 2) * (mostRows / rows)) * part);
  const random = randomFrom(20_261_121 + rows);
  let [held, below, without] = [0, 0, 0];
  for (let one = 0; one < series; one += 1) {
    const [interval, truth] = trial(random, rows, one);
    if (!interval) without += 1;
    else if (truth < interval.low) below += 1;
    else if (truth <= interval.high) held += 1;
  }
  const known = series - without;
  const share = (count: number): string => (known === 0 ? '–' : `${((100 * count) / known).toFixed(1)} %`);
  return {
    metric,
    world: name,
    rows,
    series,
    'truth inside': known === 0 ? '–' : percent(rateOf(held, known)),
    'truth below': share(below),
    'truth above': share(known - held - below),
    'no interval': without,
  };
}

const study = (title: string, worlds: readonly World[]): void => {
  const rows = worlds.flatMap((world) => world.sizes.map((size) => coverage(world, size)));
  process.stdout.write(`## ${title}\n\n${table(rows)}\n\n`);
};

study('Profit', profitWorlds);
study('Two models on the same rows', comparisonWorlds);
