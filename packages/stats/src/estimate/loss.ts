import type { Interval } from '../score/score.ts';
import { boostedAt } from './boosted-trees.ts';
import { cellAt } from './cells.ts';
import { drawFrom } from './draw.ts';
import {
  type EstimatedScore,
  type EstimateOptions,
  type EstimateRefusal,
  type EstimateRule,
  estimatedRows,
  estimateRule,
  estimateVersion,
  isEstimateRefusal,
  refuseEstimate,
  unknownEstimate,
} from './estimate.ts';
import { binFeature } from './feature-bins.ts';
import { type BinnedRows, timesAsFrequent } from './frequency.ts';
import { asManyAlike, leftOver, studentised } from './left-over.ts';
import { columnsOf, foldCount, type LossCalibrator, type LossModel, problemOf } from './loss-reference.ts';
import { intervalOf, varianceOf } from './spread.ts';

/** Rows whose outcome is not known yet, with the features of the reference. */
export interface OpenPredictions {
  readonly features: Readonly<Record<string, ArrayLike<number>>>;
  readonly predicted: ArrayLike<number>;
}

export const estimatedLossMetrics = ['mae', 'rmse'] as const;

/** With fewer reference rows behind them, losses are a guess. */
const fewestResting = 30;

/**
 * How far a regression model will be off on rows whose outcome is not known: each row's loss is that of reference rows of
 * which the trees expected as much (direct loss estimation).
 *
 * Trees resolve little where few reference rows lie, and inside a cell the rows may have shifted too. So what the cells
 * leave of the reference losses is counted as often as rows like them come now, and its mean is added to the estimate.
 * The interval counts what is measured by chance, and of the reference: what is left, with Student's t where few rows
 * make the most of it; how far the trees of the folds disagree; and that rows may lie beyond the ends. Where the current
 * rows rest on fewer than 30 reference rows, the estimate is unknown: `reference_too_thin`.
 *
 * The assumption is that of `estimateBinary`: rows of the same features and prediction are as far off as they were. A
 * reference of a thousand rows still knows little of where a handful of them lie: where a feature shifts by a whole
 * deviation and losses grow with it, 95 % intervals of the mean absolute error hold some 93 %, of the root of squares
 * 88 %. `slack` is the standard deviation of a factor on all losses, in logarithms.
 * Cost: 360 look-ups a row, and trees on 8,000 rows, five times, at the most. The same seed gives the same answer.
 */
export function estimateLosses(
  reference: LossModel | EstimateRefusal,
  current: OpenPredictions,
  options: EstimateOptions = {},
): EstimatedScore[] {
  const rule = estimateRule(options);
  const rows = current.predicted.length;
  const head = estimatedRows(rows, reference);
  if (isEstimateRefusal(reference))
    return estimatedLossMetrics.map((metric) => unknownEstimate(metric, reference, head));
  const bins = binsOf(reference, current, rule.outside);
  if (isEstimateRefusal(bins)) return estimatedLossMetrics.map((metric) => unknownEstimate(metric, bins, head));
  const learnt = { bins: reference.bins, rows: reference.absolute.left.length };
  const times = timesAsFrequent(learnt, { bins, rows }, rule.seed);
  return estimatedLossMetrics.map((metric): EstimatedScore => {
    const made = meanLoss(metric === 'mae' ? reference.absolute : reference.squared, { bins, rows, times }, rule);
    if (isEstimateRefusal(made)) return unknownEstimate(metric, made, head);
    return {
      basis: 'estimated',
      metric,
      version: estimateVersion,
      ...(metric === 'mae' ? made : rooted(made)),
      ...head,
    };
  });
}

function binsOf(reference: LossModel, current: OpenPredictions, outside: number): Uint8Array[] | EstimateRefusal {
  const rows = current.predicted.length;
  const columns = new Map(columnsOf(current.features, current.predicted).map((column) => [column.name, column]));
  const missing = reference.names.find((name) => !columns.has(name));
  if (missing !== undefined)
    return refuseEstimate('not_given', `expected the feature ${missing}, which the reference has`);
  const known = reference.names.flatMap((name) => columns.get(name) ?? []);
  const problem = problemOf(known, rows);
  if (problem) return problem;
  const bins: Uint8Array[] = [];
  for (const [place, { name, values }] of known.entries()) {
    const cuts = reference.cuts[place];
    if (!cuts) continue;
    let beyond = 0;
    for (const value of values) if (value < cuts.lowest || value > cuts.highest) beyond += 1;
    if (beyond > outside * rows)
      return refuseEstimate(
        'outside_reference',
        `${beyond} of ${rows} values of ${name} are outside ${cuts.lowest} to ${cuts.highest}, which is all that the reference has seen`,
      );
    bins.push(binFeature(values, cuts));
  }
  return bins;
}

interface Made {
  readonly estimated: number;
  readonly interval: Interval;
  readonly variance: { readonly sampling: number; readonly calibration: number };
}

interface Shifted extends BinnedRows {
  /** How many times as frequent rows like each of the reference are now. */
  readonly times: Float64Array;
}

function meanLoss(
  calibrator: LossCalibrator,
  { bins, rows, times }: Shifted,
  rule: EstimateRule,
): Made | EstimateRefusal {
  const { level, variance } = calibrator;
  const folds = countCells(calibrator, bins, rows);
  const counts = level.map((_, cell) => folds.reduce((sum, fold) => sum + (fold[cell] ?? 0), 0));
  const resting = Math.min(restingOn(counts, calibrator), asManyAlike(times));
  if (resting < fewestResting)
    return refuseEstimate(
      'reference_too_thin',
      `the rows are such as the reference has few of: the estimate would rest on ${Math.floor(resting)} rows, expected ${fewestResting} or more`,
    );
  const left = leftOver(calibrator.left, times);
  const ofCells = meanOf(counts, level);
  const plain = Math.max(ofCells / 4, ofCells + left.mean);
  const inCells = counts.reduce((sum, count, cell) => sum + count * (variance[cell] ?? 0), 0) / rows;
  const ofLabels = Math.sqrt(Math.max(inCells, left.meanSquare) / rows);
  const ofReference = Math.sqrt(left.variance + varianceOfFolds(folds, level) + beyondEnds(counts, calibrator) ** 2);
  if (!Number.isFinite(plain + ofLabels + ofReference))
    return refuseEstimate('overflow', 'the errors are too large for a double to hold the squares of the losses');
  const draw = drawFrom(rule.seed);
  const room = (): Float64Array => new Float64Array(rule.worlds);
  const [errors, measured, estimated] = [room(), room(), room()];
  for (let world = 0; world < rule.worlds; world += 1) {
    const expected = Math.max(plain / 10, plain + ofReference * studentised(left.freedom, draw));
    const moved = rule.slack > 0 ? Math.exp(rule.slack * draw.normal()) : 1;
    const happened = Math.max(0, plain + ofLabels * draw.normal()) * moved;
    measured[world] = happened;
    estimated[world] = expected;
    // In parts of the estimate: a reference that saw few of the large losses promises too little, and seems surer of it.
    errors[world] = expected > 0 ? (plain * (happened - expected)) / expected : 0;
  }
  return {
    ...intervalOf(plain, errors, [0, Number.POSITIVE_INFINITY], rule.level),
    variance: { sampling: varianceOf(measured), calibration: varianceOf(estimated) },
  };
}

/** Each row is asked of the trees of one fold, as each row of the reference was; the answer is the rows of each cell. */
function countCells({ folds, upper }: LossCalibrator, bins: readonly Uint8Array[], rows: number): Float64Array[] {
  return folds.map((trees, fold) => {
    const counts = new Float64Array(upper.length);
    for (let row = fold; row < rows; row += foldCount) {
      const cell = cellAt(upper, boostedAt(trees, bins, row));
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    return counts;
  });
}

function meanOf(counts: Float64Array, level: Float64Array): number {
  let [sum, rows] = [0, 0];
  for (let cell = 0; cell < level.length; cell += 1) {
    sum += (counts[cell] ?? 0) * (level[cell] ?? 0);
    rows += counts[cell] ?? 0;
  }
  return sum / rows;
}

/** How far the trees of the folds disagree of the mean, less what they do because they were asked of other rows. */
function varianceOfFolds(folds: readonly Float64Array[], level: Float64Array): number {
  const asked = folds.filter((counts) => counts.some((count) => count > 0));
  const means = Float64Array.from(asked, (counts) => meanOf(counts, level));
  const within = asked.map((counts, fold) => {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return (
      meanOf(
        counts,
        level.map((value) => (value - (means[fold] ?? 0)) ** 2),
      ) / rows
    );
  });
  return Math.max(0, varianceOf(means) - within.reduce((sum, own) => sum + own, 0) / asked.length);
}

/**
 * How far the mean may be off because more rows than in the reference lie in the cells at the ends, and may lie farther out
 * in them: by the step from the next block.
 */
function beyondEnds(counts: Float64Array, { cellRows, level }: LossCalibrator): number {
  const cells = level.length;
  const [now, before] = [counts, cellRows].map((all) => {
    const rows = all.reduce((sum, count) => sum + count, 0);
    return all.map((count) => count / rows);
  });
  let sum = 0;
  for (const [end, inward] of [
    [0, 1],
    [cells - 1, -1],
  ] as const) {
    let next = end;
    while (next + inward >= 0 && next + inward < cells && level[next] === level[end]) next += inward;
    const more = Math.max(0, (now?.[end] ?? 0) - (before?.[end] ?? 0));
    sum += more * Math.abs((level[end] ?? 0) - (level[next] ?? 0));
  }
  return sum;
}

/** How many reference rows count, as many as count alike: 1 / Σ share² / rows, over the blocks of one level. */
function restingOn(counts: Float64Array, { cellRows, level }: LossCalibrator): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  let [sum, share, behind] = [0, 0, 0];
  for (let cell = 0; cell < level.length; cell += 1) {
    share += (counts[cell] ?? 0) / rows;
    behind += cellRows[cell] ?? 0;
    if (level[cell + 1] === level[cell]) continue;
    sum += share ** 2 / behind;
    [share, behind] = [0, 0];
  }
  return 1 / sum;
}

/** From the mean of the squares to its root; the variance follows by the slope of the root. */
function rooted({ estimated, interval, variance }: Made): Made {
  const slope = estimated > 0 ? 1 / (4 * estimated) : 0;
  return {
    estimated: Math.sqrt(estimated),
    interval: { ...interval, low: Math.sqrt(interval.low), high: Math.sqrt(interval.high) },
    variance: { sampling: variance.sampling * slope, calibration: variance.calibration * slope },
  };
}
