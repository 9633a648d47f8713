import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { ModelComparison } from '../../packages/stats/src/score/compare/answer.ts';
import { compareBinary, type PairedBinaryRows } from '../../packages/stats/src/score/compare/binary.ts';
import { comparePaired } from '../../packages/stats/src/score/compare/paired-mean.ts';
import { compareProfit, type PairedProfitRows } from '../../packages/stats/src/score/compare/profit.ts';
import type { World } from './profit-intervals.ts';
import { bets, column } from './profit-worlds.ts';

/** Two models that see the truth through noise, the challenger through less. */
function blurred({ uniform, normal }: Random, rows: number): PairedBinaryRows {
  const truth = column(rows, uniform);
  const seen = (by: number): Float64Array =>
    column(rows, (row) => Math.min(0.98, Math.max(0.02, (truth[row] ?? 0) + by * normal())));
  const labels = column(rows, (row) => (uniform() < (truth[row] ?? 0) ? 1 : 0));
  return { labels, champion: { scores: seen(0.3) }, challenger: { scores: seen(0.2) } };
}

const intervalOf = (found: ModelComparison | undefined) => (found && found.difference !== null ? found.interval : null);

const differenceOf = (found: ModelComparison | undefined): number => found?.difference ?? Number.NaN;

const exactMetrics = ['accuracy', 'roc_auc', 'log_loss', 'brier'];
const drawnMetrics = ['precision', 'recall', 'f1', 'mcc'];

/** The truth is the mean difference over eight times a million rows: a thirtieth of what 10,000 rows may err by. */
const ofMany = new Map<string, number>();
for (let seed = 0; seed < 8; seed += 1)
  for (const found of compareBinary(blurred(randomFrom(7 + seed), 1_000_000), {
    metrics: [...exactMetrics, ...drawnMetrics, 'pr_auc'],
  }))
    ofMany.set(found.metric, (ofMany.get(found.metric) ?? 0) + differenceOf(found) / 8);

const binary = (metric: string, sizes: readonly number[], part = 1): World => ({
  metric,
  name: 'noise of 0.2 beside 0.3',
  sizes,
  part,
  trial: (random, rows, seed) => {
    const [found] = compareBinary(blurred(random, rows), { metrics: [metric], seed });
    return [intervalOf(found), ofMany.get(metric) ?? Number.NaN];
  },
});

/** Both bet on the same games, the challenger on half of them and twice as much. */
function halfOfThem(random: Random, rows: number): PairedProfitRows {
  const game = bets(1.5, 3, -0.05)(random, rows);
  return { champion: game, challenger: { ...game, stakes: column(rows, () => (random.uniform() < 0.5 ? 2 : 0)) } };
}

function longShots(random: Random, rows: number): PairedProfitRows {
  const game = bets(5, 15, -0.05)(random, rows);
  return { champion: game, challenger: { ...game, stakes: column(rows, () => (random.uniform() < 0.5 ? 1 : 0)) } };
}

const profit = (name: string, metric: string, make: typeof halfOfThem, truth: number): World => ({
  metric,
  name,
  sizes: [30, 100, 1000, 10_000],
  trial: (random, rows) => [
    intervalOf(compareProfit(make(random, rows)).find((found) => found.metric === metric)),
    truth,
  ],
});

const squares: World = {
  metric: 'squared error',
  name: 'errors of 1 beside 0.9, half shared',
  sizes: [30, 100, 1000, 10_000],
  trial: ({ normal }, rows) => {
    const shared = column(rows, normal);
    const errors = (own: number) => column(rows, (row) => (own * (shared[row] ?? 0) + own * normal()) ** 2 / 2);
    const pairs = { champion: errors(1), challenger: errors(0.9) };
    return [intervalOf(comparePaired({ metric: 'squared_error', better: 'lower', ...pairs })), 0.81 - 1];
  },
};

export const comparisonWorlds: readonly World[] = [
  ...exactMetrics.map((metric) => binary(metric, [30, 100, 1000, 10_000])),
  squares,
  ...drawnMetrics.map((metric) => binary(metric, [100, 1000], 0.5)),
  binary('pr_auc', [100, 1000], 0.1),
  binary('pr_auc', [10_000], 2),
  binary('f1', [10_000], 2),
  profit('half the bets, twice the stake', 'profit_per_row', halfOfThem, 0),
  profit('half the bets, twice the stake', 'roi', halfOfThem, 0),
  profit('long odds, half the bets', 'profit_per_row', longShots, 0.025),
  profit('long odds, half the bets', 'roi', longShots, 0),
];
