import type { ModelMetric } from '@pitwall/sdk';
import {
  type BinaryRows,
  binaryMetrics,
  type Metric,
  type MulticlassRows,
  multiclassMetrics,
  type ProfitRows,
  profitMetrics,
  type RankingRows,
  rankingMetrics,
  regressionMetrics,
  type Score,
  scoreBinary,
  scoreMulticlass,
  scoreProfit,
  scoreRanking,
  scoreRegression,
} from '@pitwall/stats';
import type { ModelSettings } from './config.ts';
import type { ModelRows } from './rows.ts';

/** A metric, what it came to, and who says so. */
export interface Measured {
  readonly metric: Pick<Metric<never>, 'name' | 'better' | 'range' | 'formula'>;
  readonly score: Score;
  readonly basis: ModelMetric['basis'];
}

export function measureModel(rows: ModelRows, settings: ModelSettings): Measured[] {
  const options = { level: settings.performance.level };
  switch (settings.task) {
    case 'binary':
      return [
        ...measured(binaryMetrics, scoreBinary(binaryRows(rows, settings), options)),
        ...(settings.odds ? measured(profitMetrics, scoreProfit(profitRows(rows, settings), options)) : []),
      ];
    case 'regression':
      return measured(regressionMetrics, scoreRegression(regressionRows(rows), options));
    case 'multiclass':
      return measured(multiclassMetrics, scoreMulticlass(multiclassRows(rows, settings), options));
    case 'ranking':
      return measured(
        rankingMetrics(settings.k),
        scoreRanking(rankingRows(rows, settings), { ...options, k: settings.k }),
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

const none = new Float64Array(0);

export function binaryRows({ columns }: ModelRows, { prediction }: ModelSettings): BinaryRows {
  return {
    labels: columns.label ?? none,
    ...(columns.prediction ? { scores: columns.prediction } : {}),
    ...(columns.decision ? { predictions: columns.decision } : {}),
    ...(columns.weight ? { weights: columns.weight } : {}),
    ...(prediction.threshold === undefined ? {} : { cutoff: prediction.threshold }),
  };
}

/** The bet is that the label is a 1; a row without a stake was not bet on. */
export function profitRows({ columns }: ModelRows, { odds }: ModelSettings): ProfitRows {
  return {
    outcomes: columns.label ?? none,
    ...(columns.odds ? { odds: columns.odds } : {}),
    ...(odds ? { oddsFormat: odds.format } : {}),
    ...(columns.closing ? { closingOdds: columns.closing } : {}),
    ...(columns.stake ? { stakes: columns.stake } : {}),
    ...(columns.prediction ? { probabilities: columns.prediction } : {}),
  };
}

const regressionRows = ({ columns }: ModelRows) => ({
  actual: columns.label ?? none,
  predicted: columns.prediction ?? none,
  ...(columns.weight ? { weights: columns.weight } : {}),
});

function multiclassRows({ columns, classes, judged }: ModelRows, { prediction }: ModelSettings): MulticlassRows {
  const named = (codes: Float64Array): string[] => Array.from(codes, (code) => classes[code] ?? '');
  const count = Object.keys(prediction.probabilities ?? {}).length;
  const probabilities = new Float64Array(count * judged);
  for (let index = 0; index < count; index += 1) {
    const own = columns[`class${index}`] ?? none;
    for (let row = 0; row < judged; row += 1) probabilities[row * count + index] = own[row] ?? Number.NaN;
  }
  return {
    labels: named(columns.label ?? none),
    classes,
    ...(columns.prediction ? { predictions: named(columns.prediction) } : {}),
    ...(count > 0 ? { probabilities } : {}),
    ...(columns.weight ? { weights: columns.weight } : {}),
  };
}

const rankingRows = ({ columns }: ModelRows, { relevant_from }: ModelSettings): RankingRows => ({
  users: columns.member ?? none,
  items: columns.item ?? none,
  relevance: columns.label ?? none,
  ...(columns.prediction ? { scores: columns.prediction } : {}),
  ...(relevant_from === undefined ? {} : { relevantFrom: relevant_from }),
});
