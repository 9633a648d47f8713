import { doublesOf } from '../doubles.ts';
import { isRefusal, type Refusal, refuse, weightProblem } from '../score.ts';
import { type Ranking, rankScores } from './ranking.ts';

/** What a binary model said of each row, and what then was so. */
export interface BinaryRows {
  /** 1 for what was to be found, 0 for the rest. */
  readonly labels: ArrayLike<number>;
  /** How likely the model held a 1: the larger the likelier. */
  readonly scores?: ArrayLike<number>;
  /** What the model decided, 0 or 1; the scores from `cutoff` on where not given. */
  readonly predictions?: ArrayLike<number>;
  /** How much each row counts; 1 where not given. */
  readonly weights?: ArrayLike<number>;
  /** 0.5 where not said. */
  readonly cutoff?: number;
}

/** Sums over the rows of one kind: of their weights, of the squares of those, and their number. */
export interface Cell {
  readonly weight: number;
  readonly square: number;
  readonly rows: number;
}

/** Rows that were looked at once, and what is needed of their order, when it is needed. */
export interface BinaryData {
  readonly rows: number;
  readonly labels: Uint8Array;
  readonly scores: Float64Array | undefined;
  readonly weights: Float64Array | undefined;
  readonly cells: Cells | Refusal;
  readonly actual: { readonly positive: Cell; readonly negative: Cell };
  readonly total: Cell;
  /** Whether every score is from 0 to 1. */
  readonly areProbabilities: boolean;
  readonly ranking: () => Ranking | Refusal;
  /** Room for a number of each row, which the next one who asks gets as well. */
  readonly room: () => Float64Array;
}

export interface Cells {
  readonly truePositive: Cell;
  readonly falsePositive: Cell;
  readonly falseNegative: Cell;
  readonly trueNegative: Cell;
}

/** Looks at every row once; what no metric could use is refused with the first row that is so. */
export function prepareBinary(input: BinaryRows): BinaryData | Refusal {
  const { cutoff = 0.5 } = input;
  const problem = shapeProblem(input);
  if (problem) return problem;
  const labels = bitsOf('label', input.labels);
  if (isRefusal(labels)) return labels;
  const scores = input.scores && doublesOf(input.scores);
  const areProbabilities = scores ? lookAtScores(scores) : false;
  if (typeof areProbabilities !== 'boolean') return areProbabilities;
  const predictions = input.predictions && bitsOf('prediction', input.predictions);
  if (predictions && isRefusal(predictions)) return predictions;
  const weights = input.weights && doublesOf(input.weights);
  const decided = predictions ?? (scores ? decide(scores, cutoff) : undefined);
  const sums = weights ? weigh(labels, decided, weights) : count(labels, decided);
  if (isRefusal(sums)) return sums;
  const sum = (...places: readonly number[]): Cell => ({
    weight: places.reduce((all, place) => all + (sums.weight[place] ?? 0), 0),
    square: places.reduce((all, place) => all + (sums.square[place] ?? 0), 0),
    rows: places.reduce((all, place) => all + (sums.rows[place] ?? 0), 0),
  });
  const total = sum(0, 1, 2, 3);
  const unweighable = weightProblem(total);
  if (unweighable) return unweighable;
  let ranking: Ranking | Refusal | undefined;
  let room: Float64Array | undefined;
  return {
    rows: labels.length,
    labels,
    scores,
    weights,
    cells: decided
      ? { trueNegative: sum(0), falseNegative: sum(1), falsePositive: sum(2), truePositive: sum(3) }
      : refuse('not_given', 'expected scores or predictions'),
    actual: { positive: sum(1, 3), negative: sum(0, 2) },
    total,
    areProbabilities,
    ranking: () => {
      ranking ??= scores ? rankScores(labels, scores, weights) : refuse('not_given', 'expected scores');
      return ranking;
    },
    room: () => {
      room ??= new Float64Array(labels.length);
      return room;
    },
  };
}

// Each column is looked at in a loop of its own: a loop over all of them is compiled again whenever one is not there.
// None of them branches on whether a row is a 1: no processor can guess that, and a wrong guess costs more than the row.

function bitsOf(what: string, values: ArrayLike<number>): Uint8Array | Refusal {
  const numbers = values instanceof Uint8Array ? values : doublesOf(values);
  const bad = firstNoBit(numbers);
  if (bad !== undefined) return refuse('invalid', `${what} of row ${bad} is ${values[bad]}, expected 0 or 1`);
  return numbers instanceof Uint8Array ? numbers : new Uint8Array(numbers);
}

function firstNoBit(values: Uint8Array | Float64Array): number | undefined {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (value * (value - 1) !== 0) return row;
  }
  return undefined;
}

/** Whether every score is from 0 to 1. */
function lookAtScores(scores: Float64Array): boolean | Refusal {
  let areProbabilities = true;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? Number.NaN;
    if (score >= 0 && score <= 1) continue;
    if (!Number.isFinite(score)) return refuse('invalid', `score of row ${row} is ${score}, expected a finite number`);
    areProbabilities = false;
  }
  return areProbabilities;
}

function decide(scores: Float64Array, cutoff: number): Uint8Array {
  const decided = new Uint8Array(scores.length);
  for (let row = 0; row < scores.length; row += 1) decided[row] = Number((scores[row] ?? 0) >= cutoff);
  return decided;
}

/** By decided and actual: true negative, false negative, false positive, true positive. */
interface Sums {
  readonly weight: Float64Array;
  readonly square: Float64Array;
  readonly rows: Float64Array;
}

function count(labels: Uint8Array, decided: Uint8Array | undefined): Sums {
  const guesses = decided ?? new Uint8Array(labels.length);
  const { ones, positives, both } = countBoth(labels, guesses);
  const rows = Float64Array.of(labels.length - ones - positives + both, ones - both, positives - both, both);
  return { weight: rows, square: rows, rows };
}

function countBoth(labels: Uint8Array, guesses: Uint8Array) {
  let [ones, positives, both] = [0, 0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const [label, guess] = [labels[row] ?? 0, guesses[row] ?? 0];
    ones += label;
    positives += guess;
    both += guess & label;
  }
  return { ones, positives, both };
}

function weigh(labels: Uint8Array, decided: Uint8Array | undefined, weights: Float64Array): Sums | Refusal {
  const [weight, square, rows] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  for (let row = 0; row < weights.length; row += 1) {
    const by = weights[row] ?? Number.NaN;
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
    const place = 2 * (decided ? (decided[row] ?? 0) : 0) + (labels[row] ?? 0);
    weight[place] = (weight[place] ?? 0) + by;
    square[place] = (square[place] ?? 0) + by * by;
    if (by > 0) rows[place] = (rows[place] ?? 0) + 1;
  }
  return { weight, square, rows };
}

function shapeProblem({ labels, scores, predictions, weights, cutoff }: BinaryRows): Refusal | undefined {
  if (labels.length === 0) return refuse('empty', 'there is no row');
  for (const [what, values] of Object.entries({ scores, predictions, weights })) {
    if (values && values.length !== labels.length)
      return refuse('invalid', `expected as many ${what} as labels, ${labels.length}, found ${values.length}`);
  }
  if (cutoff !== undefined && !Number.isFinite(cutoff))
    return refuse('invalid', `cutoff is ${cutoff}, expected a number`);
  return undefined;
}

/** Kish's effective number of rows: what rows with these weights are worth in rows of one weight. */
export const effectiveRows = ({ weight, square }: Cell): number => (square > 0 ? weight ** 2 / square : 0);
