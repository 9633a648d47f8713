import type { Interval } from '../score/score.ts';
import { areaInterval } from './area-interval.ts';
import { type CurrentCells, type CurrentRows, groupCurrent } from './current.ts';
import {
  type EstimatedScore,
  type EstimateOptions,
  type EstimateRefusal,
  estimatedRows,
  estimateRule,
  estimateVersion,
  isEstimateRefusal,
  refuseEstimate,
  unknownEstimate,
} from './estimate.ts';
import { type EstimatedMetric, estimatedMetrics, figuresOf } from './figures.ts';
import type { Calibrator } from './reference.ts';
import { expectOnes, onesOf, type Simulated, simulateErrors } from './simulate.ts';
import { intervalOf } from './spread.ts';

/**
 * What the metrics of a binary model will be on rows whose labels have not arrived.
 *
 * Each row comes true with its calibrated probability (confidence-based performance estimation: Białek and others, 2024). The
 * interval is of what will be measured: many worlds are drawn in which the calibrated probabilities are the truth; in
 * each the reference is calibrated anew and the labels of the rows are drawn, and what is measured there less what would
 * have been estimated there is the error that this way of estimating makes. Its mean corrects the estimate. For the
 * interval of areas under curves, errors are taken in log-odds.
 *
 * It rests on one assumption: rows of a score turn out as those of the reference did. Scores may shift; what becomes of a
 * score may not, and that it did cannot be seen without labels. `slack` widens the intervals for it.
 * Cost: a sort of the rows and some 50 ms. The same seed gives the same answer.
 */
export function estimateBinary(
  reference: Calibrator | EstimateRefusal,
  current: CurrentRows,
  options: EstimateOptions = {},
): EstimatedScore[] {
  const rule = estimateRule(options);
  const head = estimatedRows(current.scores.length, reference);
  if (isEstimateRefusal(reference)) return estimatedMetrics.map((metric) => unknownEstimate(metric, reference, head));
  const cells = groupCurrent(current, reference, rule);
  if (isEstimateRefusal(cells)) return estimatedMetrics.map((metric) => unknownEstimate(metric, cells, head));
  const plain = new Float64Array(estimatedMetrics.length);
  const expected = onesOf(cells);
  expectOnes(cells, reference.level, expected);
  figuresOf(cells, expected, plain);
  const errors = simulateErrors(reference, cells, rule);
  return estimatedMetrics.map((metric, place): EstimatedScore => {
    const refused = problemOf(metric, cells, plain[place] ?? Number.NaN);
    if (refused) return unknownEstimate(metric, refused, head);
    const made = finish(metric, plain[place] ?? Number.NaN, errors, place, { level: rule.level, rows: cells.rows });
    if (isEstimateRefusal(made)) return unknownEstimate(metric, made, head);
    return { basis: 'estimated', metric, version: estimateVersion, ...made, ...head };
  });
}

interface Asked {
  readonly level: number;
  readonly rows: number;
}

function finish(metric: EstimatedMetric, plain: number, errors: Simulated, place: number, asked: Asked) {
  const { level } = asked;
  const known = errors.error[place]?.filter((error) => !Number.isNaN(error)) ?? new Float64Array(0);
  const worlds = errors.error[place]?.length ?? 0;
  if (known.length < 0.95 * worlds)
    return refuseEstimate(
      'too_few',
      `${metric} would have no value in ${worlds - known.length} of ${worlds} drawn outcomes; more rows are needed`,
    );
  const range = metric === 'log_loss' ? [0, Number.POSITIVE_INFINITY] : metric === 'mcc' ? [-1, 1] : [0, 1];
  const below = metric === 'calibration_error' ? byChance(plain, errors.meanSquare[place] ?? 0) : 0;
  const made = intervalOf(plain, known, [range[0] ?? 0, range[1] ?? 1], level, below);
  return {
    estimated: made.estimated,
    interval: areas.includes(metric) ? ofArea(made.estimated, plain, errors, place, asked) : made.interval,
    variance: { sampling: errors.sampling[place] ?? 0, calibration: errors.calibration[place] ?? 0 },
  };
}

const areas: readonly EstimatedMetric[] = ['roc_auc', 'pr_auc'];

/** It holds the estimate too: the mean error is added to that as it is, and not in log-odds. */
function ofArea(corrected: number, plain: number, errors: Simulated, place: number, { level, rows }: Asked): Interval {
  const [estimated, measured] = [errors.estimated[place], errors.measured[place]];
  const none = new Float64Array(0);
  const found = areaInterval(plain, { estimated: estimated ?? none, measured: measured ?? none }, rows, level);
  return { ...found, low: Math.min(found.low, corrected), high: Math.max(found.high, corrected) };
}

/**
 * What chance in the reference adds to an error that cannot be below 0. The worlds are as far from calibrated as the
 * reference seems to be, so they cannot show how much of that is chance; the lower end takes off all of it.
 */
const byChance = (plain: number, meanSquare: number): number => Math.sqrt(Math.max(0, meanSquare - plain ** 2));

const ofProbabilities: readonly EstimatedMetric[] = ['log_loss', 'brier', 'calibration_error'];

function problemOf(metric: EstimatedMetric, cells: CurrentCells, plain: number): EstimateRefusal | undefined {
  if (ofProbabilities.includes(metric) && !cells.areProbabilities)
    return refuseEstimate('invalid', 'expected probabilities from 0 to 1; some scores are outside');
  if (metric === 'precision' && !Number.isFinite(plain))
    return refuseEstimate('nothing_predicted', 'the model predicted no 1');
  if (metric === 'mcc' && !Number.isFinite(plain))
    return refuseEstimate('no_spread', 'the predictions are all the same');
  return Number.isFinite(plain) ? undefined : refuseEstimate('overflow', 'the rows give no finite value');
}
