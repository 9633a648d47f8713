/**
 * Measures how often the 95 % intervals of the profit of bets, and of the losses of a regression, that were estimated
 * before outcomes hold what is then measured: `npx tsx --conditions=source scripts/studies/estimate-amounts.ts`. Seeded;
 * with `--quick` it takes a tenth of the time.
 */

import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { EstimatedScore } from '../../packages/stats/src/estimate/estimate.ts';
import { estimateLosses } from '../../packages/stats/src/estimate/loss.ts';
import { fitLossModel } from '../../packages/stats/src/estimate/loss-reference.ts';
import { estimateProfit } from '../../packages/stats/src/estimate/profit.ts';
import { fitProfitCalibrator } from '../../packages/stats/src/estimate/profit-reference.ts';
import { scoreProfit } from '../../packages/stats/src/score/profit/metrics.ts';
import { scoreRegression } from '../../packages/stats/src/score/regression/metrics.ts';
import type { Score } from '../../packages/stats/src/score/score.ts';
import { type Row, table } from './table.ts';

const samples = process.argv.includes('--quick') ? 40 : 400;

interface Pair {
  readonly estimates: readonly EstimatedScore[];
  readonly measured: readonly Score[];
}

/** A market that knows the truth, and a model that sees it through noise; current odds are longer by the shift. */
function bets(random: Random, n: number, shift: number) {
  const truth = Array.from({ length: n }, () => 0.2 + (0.6 - shift) * random.uniform());
  return {
    odds: truth.map((p) => 0.96 / p),
    oddsFormat: 'decimal' as const,
    probabilities: truth.map((p) => Math.min(0.97, Math.max(0.03, p + 0.08 * random.normal()))),
    outcomes: truth.map((p) => (random.uniform() < p ? 1 : 0)),
    rule: { bet: 'edge', above: 0 } as const,
  };
}

/** Errors grow with a feature, which shifts. */
function predictions(random: Random, n: number, shift: number) {
  const x = Array.from({ length: n }, () => random.normal() + shift);
  const z = x.map(() => random.normal());
  const predicted = x.map((value, row) => 2 * value + (z[row] ?? 0));
  const actual = predicted.map(
    (value, row) => value + Math.exp(0.4 * (x[row] ?? 0)) * random.normal() + 0.3 * (z[row] ?? 0) ** 2,
  );
  return { features: { x, z }, predicted, actual };
}

function betPair(random: Random, before: number, now: number, shift: number, seed: number): Pair {
  const current = bets(random, now, shift);
  const estimates = estimateProfit(fitProfitCalibrator(bets(random, before, 0)), current, { seed });
  return { estimates, measured: scoreProfit(current) };
}

function lossPair(random: Random, before: number, now: number, shift: number, seed: number): Pair {
  const current = predictions(random, now, shift);
  const estimates = estimateLosses(fitLossModel(predictions(random, before, 0), seed), current, { seed });
  return { estimates, measured: scoreRegression(current) };
}

function rowsOf(name: string, pair: typeof betPair, before: number, now: number, shift: number): Row[] {
  const random = randomFrom(20_261_121 + before + now);
  const tallies = new Map<string, { held: number; known: number; width: number; away: number }>();
  for (let sample = 0; sample < samples; sample += 1) {
    const { estimates, measured } = pair(random, before, now, shift, sample);
    for (const one of estimates) {
      const tally = tallies.get(one.metric) ?? { held: 0, known: 0, width: 0, away: 0 };
      tallies.set(one.metric, tally);
      const value = measured.find(({ metric }) => metric === one.metric)?.value ?? null;
      if (one.estimated === null || value === null) continue;
      tally.known += 1;
      tally.width += one.interval.high - one.interval.low;
      tally.away += value - one.estimated;
      if (value >= one.interval.low && value <= one.interval.high) tally.held += 1;
    }
  }
  return [...tallies].map(([metric, { held, known, width, away }]) => ({
    world: name,
    'rows with outcome': before,
    'rows without': now,
    shift: String(shift),
    metric,
    'held, percent': ((100 * held) / known).toFixed(1),
    'unknown, percent': ((100 * (samples - known)) / samples).toFixed(1),
    width: (width / known).toPrecision(2),
    'measured less estimated': (away / known).toPrecision(2),
  }));
}

const rows = [
  ...rowsOf('bets', betPair, 1000, 200, 0),
  ...rowsOf('bets', betPair, 1000, 5000, 0.2),
  ...rowsOf('bets', betPair, 20_000, 2000, 0.2),
  ...rowsOf('regression', lossPair, 1000, 200, 0),
  ...rowsOf('regression', lossPair, 1000, 2000, 0.4),
  ...rowsOf('regression', lossPair, 1000, 2000, 0.7),
  ...rowsOf('regression', lossPair, 10_000, 2000, 0.4),
  ...rowsOf('regression', lossPair, 10_000, 2000, 0.7),
];
process.stdout.write(`What is measured lies inside the 95 % interval; ${samples} samples.\n\n${table(rows)}\n`);
