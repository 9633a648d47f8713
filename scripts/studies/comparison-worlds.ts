import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { ModelComparison } from '../../packages/stats/src/score/compare/answer.ts';
import { compareBinary, type PairedBinaryRows } from '../../packages/stats/src/score/compare/binary.ts';
import { comparePaired } from '../../packages/stats/src/score/compare/paired-mean.ts';
import { compareProfit, type PairedProfitRows } from '../../packages/stats/src/score/compare/profit.ts';
import { bets, column } from './profit-worlds.ts';

/** Two models on the same rows, and by how much they truly differ. */
export interface PairWorld {
  readonly name: string;
  readonly sizes: readonly number[];
  /** The true difference by metric. */
  readonly truth: ReadonlyMap<string, number>;
  readonly compare: (random: Random, rows: number, seed: number) => readonly ModelComparison[];
  /** What part of the usual number of series it gets, where one takes long. */
  readonly part?: number;
}

/** Two models that see the truth through noise of their own. */
function blurred({ uniform, normal }: Random, rows: number, noise: readonly [number, number]): PairedBinaryRows {
  const truth = column(rows, uniform);
  const seen = (by: number): Float64Array =>
    column(rows, (row) => Math.min(0.98, Math.max(0.02, (truth[row] ?? 0) + by * normal())));
  const labels = column(rows, (row) => (uniform() < (truth[row] ?? 0) ? 1 : 0));
  return { labels, champion: { scores: seen(noise[0]) }, challenger: { scores: seen(noise[1]) } };
}

const exactMetrics = ['accuracy', 'roc_auc', 'log_loss', 'brier'];
const drawnMetrics = ['precision', 'recall', 'f1', 'mcc'];
const allMetrics = [...exactMetrics, ...drawnMetrics, 'pr_auc'];

const zeros: ReadonlyMap<string, number> = new Map(
  [...allMetrics, 'squared_error', 'profit_per_row', 'roi'].map((metric) => [metric, 0]),
);

/** The mean difference over eight times a million rows: a thirtieth of what 10,000 rows may err by. */
function truthOfMany(seed: number, noise: readonly [number, number]): ReadonlyMap<string, number> {
  const truth = new Map<string, number>();
  for (let one = 0; one < 8; one += 1)
    for (const found of compareBinary(blurred(randomFrom(seed + one), 1_000_000, noise), { metrics: allMetrics }))
      truth.set(found.metric, (truth.get(found.metric) ?? 0) + (found.difference ?? Number.NaN) / 8);
  return truth;
}

function binaryWorlds(name: string, noise: readonly [number, number], truth: ReadonlyMap<string, number>): PairWorld[] {
  const world = (metrics: readonly string[], sizes: readonly number[], part: number): PairWorld => ({
    name,
    sizes,
    truth,
    part,
    compare: (random, rows, seed) => compareBinary(blurred(random, rows, noise), { metrics, seed }),
  });
  return [
    world(exactMetrics, [100, 1000, 10_000], 1),
    world(drawnMetrics, [100, 1000], 0.25),
    world(['pr_auc'], [100, 1000], 0.1),
  ];
}

/** Both bet on the same games, the challenger on half of them and so much more. */
function halfOfThem(name: string, odds: readonly [number, number], stake: number, perRow: number): PairWorld {
  return {
    name,
    sizes: [30, 100, 1000, 10_000],
    truth: new Map([
      ['profit_per_row', perRow],
      ['roi', 0],
    ]),
    compare: (random, rows) => {
      const game = bets(...odds, -0.05)(random, rows);
      const stakes = column(rows, () => (random.uniform() < 0.5 ? stake : 0));
      const rowsOfBoth: PairedProfitRows = { champion: game, challenger: { ...game, stakes } };
      return compareProfit(rowsOfBoth).filter(({ metric }) => zeros.has(metric));
    },
  };
}

function squares(name: string, [first, second]: readonly [number, number]): PairWorld {
  return {
    name,
    sizes: [30, 100, 1000, 10_000],
    truth: new Map([['squared_error', second ** 2 - first ** 2]]),
    compare: ({ normal }, rows) => {
      const shared = column(rows, normal);
      const errors = (own: number) => column(rows, (row) => (own * (shared[row] ?? 0) + own * normal()) ** 2 / 2);
      const pairs = { champion: errors(first), challenger: errors(second) };
      return [comparePaired({ metric: 'squared_error', better: 'lower', ...pairs })];
    },
  };
}

export const pairWorlds = (seed: number): readonly PairWorld[] => [
  ...binaryWorlds('models as good as each other', [0.25, 0.25], zeros),
  squares('errors as large as each other', [1, 1]),
  halfOfThem('half the bets, twice the stake', [1.5, 3], 2, 0),
  ...binaryWorlds('a challenger with noise of 0.2 beside 0.3', [0.3, 0.2], truthOfMany(seed, [0.3, 0.2])),
  squares('errors of 0.9 beside 1', [1, 0.9]),
  halfOfThem('long odds, half the bets', [5, 15], 1, 0.025),
];
