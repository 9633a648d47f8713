import type { ModelMetric } from '@pitwall/sdk';
import {
  type BinaryRows,
  binaryMetrics,
  type ClassCostRows,
  type CostRows,
  type Costs,
  costMetrics,
  type Metric,
  type MulticlassRows,
  multiclassMetrics,
  type ProfitRows,
  profitMetrics,
  type RankingRows,
  type RegressionRows,
  rankingMetrics,
  regressionMetrics,
  type Score,
  scoreBinary,
  scoreCosts,
  scoreMulticlass,
  scoreProfit,
  scoreRanking,
  scoreRegression,
} from '@pitwall/stats';
import type { costKinds, ModelSettings } from './config.ts';
import type { ModelRows, Rows } from './rows.ts';

/** A metric, what it came to, and who says so. */
export interface Measured {
  readonly metric: Pick<Metric<never>, 'name' | 'better' | 'range' | 'formula'>;
  readonly score: Score;
  readonly basis: ModelMetric['basis'];
}

export function measureModel(rows: ModelRows, settings: ModelSettings): Measured[] {
  const options = { level: settings.performance.level };
  return [
    ...measureAnswers(rows, settings),
    ...(settings.costs ? measured(costMetrics, scoreCosts(costRows(rows, settings, settings.costs), options)) : []),
    ...(paysOff(settings) ? measured(profitMetrics, scoreProfit(profitRows(rows.judged, settings), options)) : []),
  ];
}

function measureAnswers(rows: ModelRows, settings: ModelSettings): Measured[] {
  const options = { level: settings.performance.level };
  switch (settings.task) {
    case 'binary':
      return measured(binaryMetrics, scoreBinary(binaryRows(rows.judged, settings), options));
    case 'regression':
      return measured(regressionMetrics, scoreRegression(regressionRows(rows.judged, settings), options));
    case 'multiclass':
      return measured(multiclassMetrics, scoreMulticlass(multiclassRows(rows, settings), options));
    case 'ranking':
      return measured(
        rankingMetrics(settings.k),
        scoreRanking(rankingRows(rows.judged, settings), { ...options, k: settings.k }),
      );
  }
}

function measured(
  metrics: readonly Measured['metric'][],
  scores: readonly (Score & { basis?: Measured['basis'] })[],
): Measured[] {
  return scores.flatMap((score) => {
    const metric = metrics.find(({ name }) => name === score.metric);
    return metric ? [{ metric, score, basis: score.basis ?? 'measured' }] : [];
  });
}

/** Whether anything says what the model's answers brought. */
export const paysOff = ({ odds, profit }: ModelSettings): boolean =>
  odds !== undefined || profit?.returns !== undefined || profit?.amounts !== undefined;

const none = new Float64Array(0);

export function binaryRows({ columns }: Rows, { prediction }: ModelSettings): BinaryRows {
  return {
    labels: columns.label ?? none,
    ...(columns.prediction ? { scores: columns.prediction } : {}),
    ...(columns.decision ? { predictions: columns.decision } : {}),
    ...(columns.weight ? { weights: columns.weight } : {}),
    ...(prediction.threshold === undefined ? {} : { cutoff: prediction.threshold }),
  };
}

/** The bet is that the label is a 1; a row without a stake was not bet on. */
export function profitRows({ columns }: Rows, { task, odds, profit = {} }: ModelSettings): ProfitRows {
  const { brought = none } = columns;
  return {
    ...(odds ? { outcomes: columns.label ?? none, oddsFormat: odds.format } : {}),
    ...(profit.returns === undefined ? {} : { returns: brought }),
    ...(profit.amounts === undefined ? {} : { profits: brought }),
    ...(columns.odds ? { odds: columns.odds } : {}),
    ...(columns.closing ? { closingOdds: columns.closing } : {}),
    ...(columns.stake ? { stakes: columns.stake } : {}),
    ...(columns.prediction && task === 'binary' ? { probabilities: columns.prediction } : {}),
    ...(profit.edge === undefined ? {} : { rule: { bet: 'edge', above: profit.edge } }),
    ...(profit.bankroll === undefined ? {} : { bankroll: profit.bankroll }),
    ...(profit.kelly === undefined ? {} : { kelly: profit.kelly }),
    ...(profit.per_year === undefined ? {} : { rowsPerYear: profit.per_year }),
  };
}

export const regressionRows = ({ columns }: Rows, { prediction }: ModelSettings): RegressionRows => ({
  actual: columns.label ?? none,
  predicted: columns.prediction ?? none,
  ...(prediction.quantile === undefined ? {} : { quantile: prediction.quantile }),
  ...(columns.weight ? { weights: columns.weight } : {}),
});

export function multiclassRows({ judged, classes }: ModelRows, { prediction }: ModelSettings): MulticlassRows {
  const { columns, rows } = judged;
  const named = (codes: Float64Array): string[] => Array.from(codes, (code) => classes[code] ?? '');
  const count = Object.keys(prediction.probabilities ?? {}).length;
  const probabilities = new Float64Array(count * rows);
  for (let index = 0; index < count; index += 1) {
    const own = columns[`class${index}`] ?? none;
    for (let row = 0; row < rows; row += 1) probabilities[row * count + index] = own[row] ?? Number.NaN;
  }
  return {
    labels: named(columns.label ?? none),
    classes,
    ...(columns.prediction ? { predictions: named(columns.prediction) } : {}),
    ...(count > 0 ? { probabilities } : {}),
    ...(columns.weight ? { weights: columns.weight } : {}),
  };
}

export const rankingRows = ({ columns }: Rows, { relevant_from, catalogue }: ModelSettings): RankingRows => ({
  users: columns.member ?? none,
  items: columns.item ?? none,
  relevance: columns.label ?? none,
  ...(columns.prediction ? { scores: columns.prediction } : {}),
  ...(relevant_from === undefined ? {} : { relevantFrom: relevant_from }),
  ...(catalogue === undefined ? {} : { catalogue }),
  ...(columns.category ? { categories: columns.category } : {}),
  ...(columns.popularity ? { popularity: columns.popularity } : {}),
  ...(columns.listed ? { listed: columns.listed } : {}),
});

export function costRows(
  rows: ModelRows,
  settings: ModelSettings,
  costs: NonNullable<ModelSettings['costs']>,
): CostRows | ClassCostRows {
  const { judged, classes } = rows;
  const { columns } = judged;
  if (!costs.matrix) return { ...binaryRows(judged, settings), costs: amountsOf(judged, costs) };
  return {
    labels: columns.label ?? none,
    predictions: decisionsOf(rows, settings),
    matrix: classes.map((actual) => classes.map((predicted) => costs.matrix?.[actual]?.[predicted] ?? 0)),
    ...(columns.amount ? { amounts: columns.amount } : {}),
    ...(columns.weight ? { weights: columns.weight } : {}),
  };
}

function amountsOf({ columns }: Rows, costs: NonNullable<ModelSettings['costs']>): Costs {
  const amount = (kind: (typeof costKinds)[number]) => {
    const own = costs[kind] ?? 0;
    return typeof own === 'number' ? own : (columns[`cost_${kind}`] ?? none);
  };
  return {
    truePositive: amount('true_positive'),
    falsePositive: amount('false_positive'),
    falseNegative: amount('false_negative'),
    trueNegative: amount('true_negative'),
  };
}

/** What was decided of each row: a class, or of a binary model whether it is a 1. */
export function decisionsOf({ judged, classes }: ModelRows, { task, prediction }: ModelSettings): Float64Array {
  const { columns } = judged;
  if (task === 'multiclass') return columns.prediction ?? likeliest(judged, classes.length);
  const cutoff = prediction.threshold ?? 0.5;
  return columns.decision ?? (columns.prediction ?? none).map((score) => (score >= cutoff ? 1 : 0));
}

/** The class of the largest probability; the first of those that are equally large. */
function likeliest({ columns, rows }: Rows, classes: number): Float64Array {
  const best = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let most = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index += 1) {
      const own = columns[`class${index}`]?.[row] ?? Number.NaN;
      if (own > most) [most, best[row]] = [own, index];
    }
  }
  return best;
}
