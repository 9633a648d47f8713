import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { estimateLosses } from '../../packages/stats/src/estimate/loss.ts';
import { fitLossModel } from '../../packages/stats/src/estimate/loss-reference.ts';
import { estimateProfit } from '../../packages/stats/src/estimate/profit.ts';
import { fitProfitCalibrator } from '../../packages/stats/src/estimate/profit-reference.ts';
import { scoreProfit } from '../../packages/stats/src/score/profit/metrics.ts';
import { scoreRegression } from '../../packages/stats/src/score/regression/metrics.ts';
import { askPairs, type EstimateAsked, type EstimateSize, type Pair } from './estimates.ts';
import type { Study } from './no-drift.ts';

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

type Draw = (random: Random, size: EstimateSize, shift: number, seed: number) => Pair;

const betPair: Draw = (random, { before, now }, shift, seed) => {
  const current = bets(random, now, shift);
  const estimates = estimateProfit(fitProfitCalibrator(bets(random, before, 0)), current, { seed });
  return { estimates, measured: scoreProfit(current) };
};

const lossPair: Draw = (random, { before, now }, shift, seed) => {
  const current = predictions(random, now, shift);
  const estimates = estimateLosses(fitLossModel(predictions(random, before, 0), seed), current, { seed });
  return { estimates, measured: scoreRegression(current) };
};

const betSizes: readonly EstimateSize[] = [
  { before: 1000, now: 200, samples: 400 },
  { before: 1000, now: 5000, samples: 400 },
  { before: 20_000, now: 2000, samples: 200 },
];
const lossSizes: readonly EstimateSize[] = [
  { before: 1000, now: 200, samples: 150 },
  { before: 1000, now: 2000, samples: 150 },
  { before: 10_000, now: 2000, samples: 30 },
];

/** The same for the profit of bets, before they are settled. */
export function profitEstimates(study: Study): EstimateAsked[] {
  return [
    ...ask(study, 'the odds are as they were', betPair, betSizes, 0),
    ...ask(study, 'the odds become longer', betPair, betSizes, 0.2),
  ];
}

/** The same for the losses of a regression. */
export function lossEstimates(study: Study): EstimateAsked[] {
  return [
    ...ask(study, 'nothing shifts', lossPair, lossSizes, 0),
    ...ask(study, 'a feature shifts by 0.4 σ, and errors with it', lossPair, lossSizes, 0.4),
    ...ask(study, 'a feature shifts by 0.7 σ, and errors with it', lossPair, lossSizes, 0.7),
  ];
}

function ask(
  { seed, scale, progress }: Study,
  world: string,
  pair: Draw,
  sizes: readonly EstimateSize[],
  shift: number,
): EstimateAsked[] {
  return sizes.flatMap((size) => {
    progress(`${world}, ${size.before} + ${size.now} rows`);
    const random = randomFrom(seed + Math.round(1e6 * shift) + size.before + size.now);
    const samples = Math.max(20, Math.round(size.samples * scale));
    return askPairs(world, { ...size, samples }, (sample) => pair(random, size, shift, sample));
  });
}
