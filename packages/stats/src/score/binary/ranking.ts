import { orderNumbers } from './order-numbers.ts';
import { type SortedClasses, sortClasses } from './sort-classes.ts';

/** Rows in groups of one score each, the highest first. */
export interface Ranking {
  readonly groups: number;
  readonly score: Float64Array;
  /** Sums of the weights in each group, and of their squares. */
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly positiveSquare: Float64Array;
  readonly negativeSquare: Float64Array;
}

export function rankScores(labels: Uint8Array, scores: Float64Array, weights: Float64Array | undefined): Ranking {
  return weights ? rankWeighted(labels, scores, weights) : rankPlain(labels, scores);
}

function rankPlain(labels: Uint8Array, scores: Float64Array): Ranking {
  const rows = labels.length;
  const classes = sortClasses(labels, scores);
  const [score, positive, negative] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const groups = mergeClasses(classes, score, positive, negative);
  const [ofOnes, ofZeros] = [positive.subarray(0, groups), negative.subarray(0, groups)];
  return {
    groups,
    score: score.subarray(0, groups),
    positive: ofOnes,
    negative: ofZeros,
    positiveSquare: ofOnes,
    negativeSquare: ofZeros,
  };
}

/** Answers with the number of groups. */
function mergeClasses(
  { zeros, ones }: SortedClasses,
  score: Float64Array,
  positive: Float64Array,
  negative: Float64Array,
): number {
  let [groups, one, zero] = [0, ones.length - 1, zeros.length - 1];
  while (one >= 0 || zero >= 0) {
    const highestOne = one < 0 ? Number.NEGATIVE_INFINITY : (ones[one] ?? 0);
    const highestZero = zero < 0 ? Number.NEGATIVE_INFINITY : (zeros[zero] ?? 0);
    const own = Math.max(highestOne, highestZero);
    let [ofOnes, ofZeros] = [0, 0];
    for (; one >= 0 && ones[one] === own; one -= 1) ofOnes += 1;
    for (; zero >= 0 && zeros[zero] === own; zero -= 1) ofZeros += 1;
    score[groups] = own;
    positive[groups] = ofOnes;
    negative[groups] = ofZeros;
    groups += 1;
  }
  return groups;
}

function rankWeighted(labels: Uint8Array, scores: Float64Array, weights: Float64Array): Ranking {
  const order = orderNumbers(scores);
  const sums = (): Float64Array => new Float64Array(order.length);
  const [score, positive, negative, positiveSquare, negativeSquare] = [sums(), sums(), sums(), sums(), sums()];
  let group = -1;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const row = order[place] ?? 0;
    const own = scores[row] ?? 0;
    if (group < 0 || own !== score[group]) {
      group += 1;
      score[group] = own;
    }
    const by = weights[row] ?? 0;
    if (labels[row] === 1) {
      positive[group] = (positive[group] ?? 0) + by;
      positiveSquare[group] = (positiveSquare[group] ?? 0) + by * by;
    } else {
      negative[group] = (negative[group] ?? 0) + by;
      negativeSquare[group] = (negativeSquare[group] ?? 0) + by * by;
    }
  }
  const groups = group + 1;
  const cut = (values: Float64Array): Float64Array => values.subarray(0, groups);
  return {
    groups,
    score: cut(score),
    positive: cut(positive),
    negative: cut(negative),
    positiveSquare: cut(positiveSquare),
    negativeSquare: cut(negativeSquare),
  };
}
