import { normalSurvival, normalUpperQuantile } from '../../distribution/normal.ts';
import { type BinaryData, effectiveRows } from '../binary/data.ts';
import { type Interval, type Refusal, refuse } from '../score.ts';
import { placesOf } from './places.ts';

export interface DeLong {
  readonly champion: number;
  readonly challenger: number;
  readonly difference: number;
  /** Variance of the difference; 0 where both put all pairs in the same order. */
  readonly variance: number;
  readonly z: number;
  /** Null where the models differ and nothing varies, as where one orders every pair right and the other none. */
  readonly p: number | null;
}

/**
 * DeLong's test for two areas under the ROC curve over the same rows, two-sided; ties count half.
 *
 * Definition: each row's placement is the share of rows of the other class that it is on the right side of; the variance
 * is that of the differences of placements of the ones, over their number, and the same of the zeros. With weights, a row
 * counts as much in the placement of the others and by its square in the variance.
 * Reference: DeLong, DeLong and Clarke-Pearson (1988); Sun and Xu (2014) for the cost, which is a sort of each score.
 */
export function deLong(
  champion: Pick<BinaryData, 'labels' | 'weights' | 'actual' | 'scores'>,
  challengerScores: ArrayLike<number>,
): DeLong | Refusal {
  const { labels, weights, actual, scores } = champion;
  if (!scores) return refuse('not_given', 'expected scores of the champion');
  const [ones, zeros] = [actual.positive, actual.negative];
  if (ones.weight === 0 || zeros.weight === 0)
    return refuse('one_class', 'every row has one label, so there is no pair to put in order');
  const [many, more] = [effectiveRows(ones), effectiveRows(zeros)];
  if (!(many > 1 && more > 1)) return refuse('too_few', 'expected two ones and two zeros or more');
  const first = placements(labels, scores, weights);
  const second = placements(labels, challengerScores, weights);
  const sums = [0, 0, 0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const [by, kind] = [weights ? (weights[row] ?? 0) : 1, labels[row] ?? 0];
    sums[kind] = (sums[kind] ?? 0) + by * (first[row] ?? 0);
    sums[kind + 2] = (sums[kind + 2] ?? 0) + by * (second[row] ?? 0);
  }
  const [own, other] = [(sums[1] ?? 0) / ones.weight, (sums[3] ?? 0) / ones.weight];
  const difference = other - own;
  let [ofOnes, ofZeros] = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const by = weights ? (weights[row] ?? 0) : 1;
    const away = by * ((second[row] ?? 0) - (first[row] ?? 0) - difference);
    if (labels[row] === 1) ofOnes += away * away;
    else ofZeros += away * away;
  }
  const variance =
    (ofOnes / ones.weight ** 2) * (many / (many - 1)) + (ofZeros / zeros.weight ** 2) * (more / (more - 1));
  // Two models that order every pair alike leave a trace of rounding, which is no evidence.
  if (variance < trace) {
    const isSame = Math.abs(difference) < 1e-12;
    return { champion: own, challenger: other, difference, variance: 0, z: 0, p: isSame ? 1 : null };
  }
  const z = difference / Math.sqrt(variance);
  return { champion: own, challenger: other, difference, variance, z, p: Math.min(1, 2 * normalSurvival(Math.abs(z))) };
}

const trace = 1e-28;

export function deLongInterval({ difference, variance, p }: DeLong, level: number): Interval | string {
  if (p === null) return 'nothing varies among the rows, so how sure the difference is cannot be said';
  const half = normalUpperQuantile((1 - level) / 2) * Math.sqrt(variance);
  const [low, high] = [Math.max(-1, difference - half), Math.min(1, difference + half)];
  return { low, high, level, method: 'delong' };
}

/** How much of the other class each row is on the right side of, ties counting half. */
function placements(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): Float64Array {
  const { cutoffs, place } = placesOf(scores);
  const [one, zero] = [new Float64Array(cutoffs.length), new Float64Array(cutoffs.length)];
  for (let row = 0; row < labels.length; row += 1) {
    const [at, by] = [place[row] ?? 0, weights ? (weights[row] ?? 0) : 1];
    if (labels[row] === 1) one[at] = (one[at] ?? 0) + by;
    else zero[at] = (zero[at] ?? 0) + by;
  }
  const [ones, zeros] = [belowOrHalf(one), belowOrHalf(zero)];
  const right = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row += 1) {
    const at = place[row] ?? 0;
    right[row] = labels[row] === 1 ? (zero[at] ?? 0) / zeros : 1 - (one[at] ?? 0) / ones;
  }
  return right;
}

/** Puts in the place of each sum all below it and half of itself; answers the whole. */
function belowOrHalf(sums: Float64Array): number {
  let below = 0;
  for (let k = 0; k < sums.length; k += 1) {
    const own = sums[k] ?? 0;
    sums[k] = below + own / 2;
    below += own;
  }
  return below;
}
