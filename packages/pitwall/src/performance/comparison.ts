import {
  type ComparedMetric,
  type Finding,
  formatSubject,
  type ModelComparisonReport,
  type Status,
} from '@pitwall/sdk';
import {
  type CompareMetricsOptions,
  compareBinary,
  compareCosts,
  compareMulticlass,
  compareProfit,
  compareRanking,
  compareRegression,
  headlineOf,
  type ModelComparison,
} from '@pitwall/stats';
import { count, number } from '../core/words.ts';
import type { ModelSettings } from './config.ts';
import type { Part } from './part.ts';
import { type ModelRows, type Rows, rowsWhere } from './rows.ts';
import { binaryRows, costRows, multiclassRows, paysOff, profitRows, rankingRows, regressionRows } from './scores.ts';

export interface ComparisonContext {
  readonly model: string;
  readonly now: Date;
  /** Files of the champion. */
  readonly against: readonly string[];
}

/** Is the model better than another one, on the rows that both answered? */
export function comparisonPart(rows: ModelRows, settings: ModelSettings, context: ComparisonContext): Part {
  if (!rows.champion) return { findings: [], next: [], report: {} };
  const pair = pairOf(rows, rows.champion, settings);
  const { level } = settings.performance;
  const compared = compareAll(pair, settings, { level, margins: settings.against?.margins ?? {} });
  const headline = headlineOf(paysOff(settings) ? moneyFirst(compared) : compared);
  const users = leftOutOf(compared);
  const report: ModelComparisonReport = {
    against: [...context.against],
    rows: headline?.rows ?? 0,
    left_out: rows.judged.rows - pair.judged.rows + users.challenger,
    strangers: rows.strangers.champion + users.champion,
    headline: headline?.metric ?? null,
    answer: headline?.answer ?? 'unknown',
    words: headline?.words ?? 'There is nothing to compare.',
    metrics: compared.map(metricOf),
  };
  return {
    findings: [findingOf(report, context)],
    next: nextOf(report),
    report: { comparison: report },
  };
}

interface Pair extends ModelRows {
  readonly champion: Rows;
}

/** Both models on the rows that both answered. Of a ranking each has rows of its own, which are paired by user. */
function pairOf(rows: ModelRows, champion: Rows, { task }: ModelSettings): Pair {
  if (task === 'ranking') return { ...rows, champion };
  const answers = Object.values(champion.columns);
  const isAnswered = (row: number): boolean => answers.every((column) => !Number.isNaN(column?.[row]));
  return { ...rows, judged: rowsWhere(rows.judged, isAnswered), champion: rowsWhere(champion, isAnswered) };
}

/** The champion's answers in the place of the model's own. */
const asChampion = ({ judged, champion }: Pair): Rows => ({
  ...judged,
  columns: { ...judged.columns, ...champion.columns },
});

function compareAll(pair: Pair, settings: ModelSettings, options: CompareMetricsOptions): ModelComparison[] {
  const champion = asChampion(pair);
  return [
    ...compareAnswers(pair, champion, settings, options),
    ...(settings.costs ? compareCostsOf(pair, champion, settings, settings.costs, options) : []),
    ...(paysOff(settings)
      ? compareProfit(
          { champion: profitRows(champion, settings), challenger: profitRows(pair.judged, settings) },
          options,
        )
      : []),
  ];
}

function compareAnswers(
  pair: Pair,
  champion: Rows,
  settings: ModelSettings,
  options: CompareMetricsOptions,
): ModelComparison[] {
  switch (settings.task) {
    case 'binary': {
      const { labels, weights, ...challenger } = binaryRows(pair.judged, settings);
      const { labels: _, weights: __, ...other } = binaryRows(champion, settings);
      return compareBinary({ labels, champion: other, challenger, ...(weights ? { weights } : {}) }, options);
    }
    case 'regression': {
      const { predicted: challenger, ...shared } = regressionRows(pair.judged, settings);
      return compareRegression(
        { ...shared, champion: regressionRows(champion, settings).predicted, challenger },
        options,
      );
    }
    case 'multiclass': {
      const { predictions, probabilities, ...shared } = multiclassRows(pair, settings);
      const other = multiclassRows({ ...pair, judged: champion }, settings);
      return compareMulticlass(
        {
          ...shared,
          champion: modelOf(other.predictions, other.probabilities),
          challenger: modelOf(predictions, probabilities),
        },
        options,
      );
    }
    case 'ranking':
      return compareRanking(
        { champion: rankingRows(pair.champion, settings), challenger: rankingRows(pair.judged, settings) },
        { ...options, k: settings.k },
      );
  }
}

const modelOf = <P, Q>(predictions: P | undefined, probabilities: Q | undefined) => ({
  ...(predictions ? { predictions } : {}),
  ...(probabilities ? { probabilities } : {}),
});

function compareCostsOf(
  pair: Pair,
  champion: Rows,
  settings: ModelSettings,
  costs: NonNullable<ModelSettings['costs']>,
  options: CompareMetricsOptions,
): ModelComparison[] {
  const challenger = costRows(pair, settings, costs);
  const other = costRows({ ...pair, judged: champion }, settings, costs);
  if ('matrix' in challenger) {
    const { predictions, ...shared } = challenger;
    return 'matrix' in other
      ? compareCosts({ ...shared, champion: { predictions: other.predictions }, challenger: { predictions } }, options)
      : [];
  }
  if ('matrix' in other) return [];
  const { scores, predictions, cutoff, ...shared } = challenger;
  const decided = (own: typeof challenger) => ({
    ...(own.scores ? { scores: own.scores } : {}),
    ...(own.predictions ? { predictions: own.predictions } : {}),
    ...(own.cutoff === undefined ? {} : { cutoff: own.cutoff }),
  });
  return compareCosts({ ...shared, champion: decided(other), challenger: decided(challenger) }, options);
}

/** Where models bet, what the bets brought decides, as long as the two did not bet alike on every row. */
const moneyFirst = (compared: readonly ModelComparison[]): readonly ModelComparison[] => {
  const roi = compared.find(({ metric }) => metric === 'roi');
  return roi && roi.difference !== null && roi.difference !== 0 ? [roi] : compared;
};

/** Users that only one of two rankings has. */
const leftOutOf = (compared: readonly ModelComparison[]) =>
  compared.find(({ left_out }) => left_out)?.left_out ?? { champion: 0, challenger: 0 };

function metricOf(found: ModelComparison): ComparedMetric {
  const { metric, better, method, rows, answer, words } = found;
  const shared = { name: metric, better, method, rows, answer, words };
  if (found.difference === null)
    return {
      ...shared,
      champion: null,
      challenger: null,
      difference: null,
      interval: null,
      p: null,
      reason: found.explanation,
    };
  const { champion, challenger, difference, interval, interval_missing: reason, p } = found;
  return { ...shared, champion, challenger, difference, interval, p, ...(reason === undefined ? {} : { reason }) };
}

const statusOf: Readonly<Record<ModelComparisonReport['answer'], Status>> = {
  better: 'pass',
  equal_within_margin: 'pass',
  no_difference_shown: 'pass',
  worse: 'alert',
  unknown: 'unknown',
};

function findingOf(report: ModelComparisonReport, { model, now }: ComparisonContext): Finding {
  const { headline, answer, words, rows, metrics, against } = report;
  const decisive = metrics.find(({ name }) => name === headline);
  const reason =
    rows === 0 ? 'there is no row that both models answered' : (decisive?.reason ?? 'no metric has a value of both');
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: 'performance.comparison',
    value: decisive?.difference ?? null,
    threshold: null,
    status: statusOf[answer],
    ...(answer === 'unknown'
      ? { message: `the models could not be compared${headline === null ? '' : ` by ${headline}`}`, reason }
      : { message: words.replace(/\.$/, '') }),
    evidence: {
      total: rows,
      expected: `not worse than ${against.join(', ')}`,
      ...(decisive?.difference == null
        ? {}
        : { observed: `${number(decisive.difference)} on ${count(rows)} rows that both answered` }),
      ...(decisive ? { computed: `challenger less champion, ${decisive.method.replaceAll('_', ' ')}` } : {}),
      ...(answer === 'worse'
        ? { fix: 'Keep the champion; look where the new model is worse with --segments auto' }
        : {}),
      ...(rows === 0 ? { fix: 'Compare the ids of both sides: the same column, leading zeros, blanks' } : {}),
    },
    at: now.toISOString(),
  };
}

function nextOf({ answer, left_out, strangers }: ModelComparisonReport): string[] {
  return [
    ...(answer === 'no_difference_shown'
      ? ['Neither model is shown to be better. That is not that they are equal: more rows, or a margin, may tell.']
      : []),
    ...(left_out > 0
      ? [`The champion has no answer to ${count(left_out)} of what was judged: that is not compared.`]
      : []),
    ...(strangers > 0 ? [`The champion answered ${count(strangers)} that this model was not asked.`] : []),
  ];
}
