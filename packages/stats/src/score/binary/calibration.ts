import { normalUpperQuantile } from '../../distribution/normal.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, type Interval, isRefusal, type Refusal, refuse } from '../score.ts';
import { type BinaryData, effectiveRows } from './data.ts';
import type { Ranking } from './ranking.ts';

/** Rows with scores near each other: what the model promised them, and what became of them. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
  /** Mean score. */
  readonly promised: number;
  /** Share of ones. */
  readonly kept: number;
  /** Standard error of `kept`. */
  readonly error: number;
}

export const calibrationBins = 10;

/**
 * Bins of equal weight, the lowest scores first. Rows of one score stay together, so there may be fewer bins than asked
 * for.
 */
export function calibrationCurve(data: BinaryData, bins = calibrationBins): CalibrationBin[] | Refusal {
  if (data.scores && !data.areProbabilities)
    return refuse('invalid', 'expected probabilities from 0 to 1; some scores are outside');
  const ranking = data.ranking();
  return isRefusal(ranking) ? ranking : cutBins(ranking, data.total.weight, bins);
}

function cutBins(ranking: Ranking, total: number, bins: number): CalibrationBin[] {
  const { groups, score, positive, negative, positiveSquare, negativeSquare } = ranking;
  const found: CalibrationBin[] = [];
  let [done, start] = [0, groups - 1];
  let [weight, square, ones, promise] = [0, 0, 0, 0];
  for (let group = groups - 1; group >= 0; group -= 1) {
    const p = score[group] ?? 0;
    const [one, zero] = [positive[group] ?? 0, negative[group] ?? 0];
    weight += one + zero;
    square += (positiveSquare[group] ?? 0) + (negativeSquare[group] ?? 0);
    ones += one;
    promise += p * (one + zero);
    done += one + zero;
    const isFull = done >= ((found.length + 1) * total) / bins - total * 1e-12;
    if (weight > 0 && (isFull || group === 0)) {
      found.push({
        low: score[start] ?? 0,
        high: p,
        weight,
        promised: promise / weight,
        kept: ones / weight,
        error: errorOfShare(ones / weight, weight ** 2 / square),
      });
      [weight, square, ones, promise, start] = [0, 0, 0, 0, group - 1];
    }
  }
  return found;
}

/** One success and one failure are added (Agresti and Coull, 1998), because few rows that agree are not certainty. */
function errorOfShare(share: number, n: number): number {
  const held = (n * share + 1) / (n + 2);
  return Math.sqrt((held * (1 - held)) / n);
}

/** How far |x| of a normal x with mean 0 and deviation 1 lies from 0 on the average, and how far that varies. */
const foldedMean = Math.sqrt(2 / Math.PI);
const foldedVariance = 1 - 2 / Math.PI;

/**
 * Expected calibration error: how far promised and kept lie apart, on the average over ten bins of equal weight.
 *
 * Chance alone keeps them apart: a perfectly calibrated model has an error above 0. So the lower end of the interval
 * takes off all that chance adds to such a model, and what it varies; the upper end adds what chance varies. This is
 * wider than need be, and holds for every model.
 * Reference: Naeini, Cooper and Hauskrecht (2015); Kumar, Liang and Ma (2019) for the bias and for bins of equal mass.
 */
export const calibrationError: Metric<BinaryData> = {
  name: 'calibration_error',
  task: 'binary',
  better: 'lower',
  range: [0, 1],
  formula: 'Σ over ten bins of equal weight of their weight·|share of ones − mean score| / n',
  needs: ['probabilities'],
  edges: 'unknown where a score is not from 0 to 1; rows of one score stay in one bin',
  interval: lessChance,
  estimate: (data) => {
    const curve = calibrationCurve(data);
    if (isRefusal(curve)) return curve;
    const total = data.total.weight;
    const value = curve.reduce((sum, bin) => sum + (bin.weight / total) * Math.abs(bin.kept - bin.promised), 0);
    const errors = curve.map(({ weight, error }) => (weight / total) * error);
    return {
      value,
      variance: errors.reduce((sum, error) => sum + error ** 2, 0),
      byChance: foldedMean * errors.reduce((sum, error) => sum + error, 0),
      effective: effectiveRows(data.total),
      rows: data.total.rows,
    };
  },
};

function lessChance({ value, variance, byChance = 0 }: Estimate, level: number): Interval | string {
  if (variance === null) return 'expected two rows or more';
  const z = normalUpperQuantile((1 - level) / 2);
  return {
    low: Math.max(0, value - byChance - z * Math.sqrt(variance * foldedVariance)),
    high: Math.min(1, value + z * Math.sqrt(variance)),
    level,
    method: 'normal_less_chance',
  };
}
