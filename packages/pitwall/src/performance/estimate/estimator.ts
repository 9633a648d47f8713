import {
  type EstimatedScore,
  type EstimateOptions,
  type EstimateRefusal,
  estimateBinary,
  estimateLosses,
  estimateProfit,
  fitCalibrator,
  fitLossModel,
  fitProfitCalibrator,
} from '@pitwall/stats';
import type { ModelSettings } from '../config.ts';
import type { Rows } from '../rows.ts';
import { profitRows } from '../scores.ts';

/** What was learnt from rows with labels, ready for rows without. */
export type Estimator = (current: Rows, options: EstimateOptions) => readonly EstimatedScore[];

const none = new Float64Array(0);

/** Undefined where no way is known to estimate a model of this kind. */
export function learn(reference: Rows, settings: ModelSettings): Estimator | undefined {
  if (settings.task === 'binary') return learnBinary(reference, settings);
  if (settings.task === 'regression') return learnLosses(reference);
  return undefined;
}

function learnBinary(reference: Rows, settings: ModelSettings): Estimator {
  const { columns } = reference;
  const { threshold } = settings.prediction;
  const calibrator = columns.prediction
    ? fitCalibrator({ labels: columns.label ?? none, scores: columns.prediction })
    : noScores;
  const profit = settings.odds && fitProfitCalibrator(profitRows(reference, settings));
  return (current, options) => [
    ...estimateBinary(
      calibrator,
      {
        scores: current.columns.prediction ?? none,
        ...(current.columns.decision ? { predictions: current.columns.decision } : {}),
        ...(threshold === undefined ? {} : { cutoff: threshold }),
      },
      options,
    ),
    ...(profit ? estimateProfit(profit, openBets(current, settings), options) : []),
  ];
}

const noScores: EstimateRefusal = {
  reason: 'not_given',
  explanation: 'expected the column of a probability: from a decision alone nothing can be estimated',
};

function openBets(current: Rows, settings: ModelSettings) {
  const { odds = none, probabilities = none, oddsFormat = 'decimal', stakes, rule } = profitRows(current, settings);
  return { odds, probabilities, oddsFormat, ...(stakes ? { stakes } : {}), ...(rule ? { rule } : {}) };
}

function learnLosses({ columns, further }: Rows): Estimator {
  const model = fitLossModel({
    features: featuresIn(further),
    predicted: columns.prediction ?? none,
    actual: columns.label ?? none,
  });
  return (current, options) =>
    estimateLosses(
      model,
      { features: featuresIn(current.further), predicted: current.columns.prediction ?? none },
      options,
    );
}

export const featurePrefix = 'feature_';

/** Infinities are of no use to a tree, and rare: they count as missing. */
const featuresIn = (further: Rows['further']): Record<string, Float64Array> =>
  Object.fromEntries(
    Object.entries(further).flatMap(([name, values]) =>
      name.startsWith(featurePrefix)
        ? [[name, values.map((value) => (Number.isFinite(value) ? value : Number.NaN))]]
        : [],
    ),
  );
