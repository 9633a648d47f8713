import { orderNumbers, sortWith } from './order-numbers.ts';

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
  const [sorted, ones] = [scores.slice(), new Uint32Array(labels)];
  sortWith(sorted, ones);
  const rows = labels.length;
  const [score, positive, negative] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  let [group, last] = [-1, Number.POSITIVE_INFINITY];
  for (let place = rows - 1; place >= 0; place -= 1) {
    const own = sorted[place] ?? 0;
    if (own !== last) {
      group += 1;
      score[group] = own;
      last = own;
    }
    const one = ones[place] ?? 0;
    positive[group] = (positive[group] ?? 0) + one;
    negative[group] = (negative[group] ?? 0) + 1 - one;
  }
  const groups = group + 1;
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
