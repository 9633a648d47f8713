import { sortWith } from '../score/binary/order-numbers.ts';
import { doublesOf } from '../score/doubles.ts';
import { type EstimateRefusal, type EstimateRule, refuseEstimate } from './estimate.ts';
import { type Calibrator, mostCells } from './reference.ts';

/** Rows whose labels are not known yet. */
export interface CurrentRows {
  readonly scores: ArrayLike<number>;
  /** What the model decided, 0 or 1; the scores from `cutoff` on where not given. */
  readonly predictions?: ArrayLike<number>;
  /** 0.5 where not said. */
  readonly cutoff?: number;
}

/** Rows without labels in groups of scores that are near each other, the lowest first, each inside one reference cell. */
export interface CurrentCells {
  readonly rows: number;
  readonly areProbabilities: boolean;
  /** The reference cell of each group. */
  readonly cell: Uint32Array;
  /** Rows that the model predicted to be a 1, and the others. */
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly scoreSum: Float64Array;
  /** What the group's rows cost on the average if they are a 1 and if they are a 0. */
  readonly logOne: Float64Array;
  readonly logZero: Float64Array;
  readonly squareOne: Float64Array;
  readonly squareZero: Float64Array;
}

/** The same limit as that of the measured log loss. */
const least = Number.EPSILON;
/** With fewer reference rows behind them, probabilities are a guess. */
export const fewestResting = 30;

export function groupCurrent(
  input: CurrentRows,
  calibrator: Calibrator,
  rule: EstimateRule,
): CurrentCells | EstimateRefusal {
  const { predictions, cutoff = 0.5 } = input;
  const rows = input.scores.length;
  if (rows === 0) return refuseEstimate('empty', 'there is no row');
  if (predictions && predictions.length !== rows)
    return refuseEstimate('invalid', `expected as many predictions as scores, ${rows}, found ${predictions.length}`);
  if (!Number.isFinite(cutoff)) return refuseEstimate('invalid', `cutoff is ${cutoff}, expected a number`);
  const [scores, decided] = [doublesOf(input.scores).slice(), new Uint32Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const score = scores[row] ?? Number.NaN;
    if (!Number.isFinite(score))
      return refuseEstimate('invalid', `score of row ${row} is ${score}, expected a finite number`);
    decided[row] = score >= cutoff ? 1 : 0;
  }
  for (let row = 0; predictions && row < rows; row += 1) {
    const guess = predictions[row];
    if (guess !== 0 && guess !== 1)
      return refuseEstimate('invalid', `prediction of row ${row} is ${guess}, expected 0 or 1`);
    decided[row] = guess;
  }
  sortWith(scores, decided);
  const cells = cutCurrent(scores, decided, calibrator);
  return outsideProblem(scores, calibrator, rule.outside) ?? thinProblem(cells, calibrator) ?? cells;
}

function cutCurrent(scores: Float64Array, decided: Uint32Array, { upper }: Calibrator): CurrentCells {
  const rows = scores.length;
  const areProbabilities = (scores[0] ?? 0) >= 0 && (scores[rows - 1] ?? 0) <= 1;
  const room = Math.min(rows, 2 * mostCells + 2);
  const sums = (): Float64Array => new Float64Array(room);
  const [positive, negative, scoreSum] = [sums(), sums(), sums()];
  const [logOne, logZero, squareOne, squareZero] = [sums(), sums(), sums(), sums()];
  const cell = new Uint32Array(room);
  const perGroup = rows / mostCells;
  const last = upper.length - 1;
  let [group, own, full] = [-1, 0, 0];
  for (let place = 0; place < rows; place += 1) {
    const score = scores[place] ?? 0;
    const isNew = place === 0 || score !== scores[place - 1];
    if (isNew) {
      const before = own;
      while (own < last && score > (upper[own] ?? 0)) own += 1;
      if (place === 0 || own !== before || place >= full) {
        group += 1;
        cell[group] = own;
        full = Math.max(full, (Math.floor(place / perGroup) + 1) * perGroup);
      }
    }
    if (decided[place] === 1) positive[group] = (positive[group] ?? 0) + 1;
    else negative[group] = (negative[group] ?? 0) + 1;
    scoreSum[group] = (scoreSum[group] ?? 0) + score;
    logOne[group] = (logOne[group] ?? 0) - Math.log(Math.max(least, score));
    logZero[group] = (logZero[group] ?? 0) - Math.log(Math.max(least, 1 - score));
    squareOne[group] = (squareOne[group] ?? 0) + (1 - score) * (1 - score);
    squareZero[group] = (squareZero[group] ?? 0) + score * score;
  }
  const groups = group + 1;
  const cut = (values: Float64Array): Float64Array => values.slice(0, groups);
  const mean = (values: Float64Array): Float64Array =>
    cut(values).map((sum, at) => sum / ((positive[at] ?? 0) + (negative[at] ?? 0)));
  return {
    rows,
    areProbabilities,
    cell: cell.slice(0, groups),
    positive: cut(positive),
    negative: cut(negative),
    scoreSum: cut(scoreSum),
    logOne: mean(logOne),
    logZero: mean(logZero),
    squareOne: mean(squareOne),
    squareZero: mean(squareZero),
  };
}

function outsideProblem(
  scores: Float64Array,
  { lowest, upper }: Calibrator,
  most: number,
): EstimateRefusal | undefined {
  const highest = upper[upper.length - 1] ?? 0;
  let outside = 0;
  for (let row = 0; row < scores.length; row += 1)
    if ((scores[row] ?? 0) < lowest || (scores[row] ?? 0) > highest) outside += 1;
  if (outside <= most * scores.length) return undefined;
  return refuseEstimate(
    'outside_reference',
    `${outside} of ${scores.length} scores are outside ${lowest} to ${highest}, which is all that the reference has seen`,
  );
}

/** How many reference rows the probabilities rest on, as many as count alike: 1 / Σ share² / rows, over the blocks. */
function thinProblem({ rows, cell, positive, negative }: CurrentCells, { level, support }: Calibrator) {
  let [sum, block] = [0, 0];
  for (let group = 0; group < cell.length; group += 1) {
    const own = cell[group] ?? 0;
    block += ((positive[group] ?? 0) + (negative[group] ?? 0)) / rows;
    const next = cell[group + 1];
    if (next !== undefined && level[next] === level[own]) continue;
    sum += block ** 2 / (support[own] ?? 1);
    block = 0;
  }
  const resting = 1 / sum;
  if (resting >= fewestResting) return undefined;
  return refuseEstimate(
    'reference_too_thin',
    `the scores lie where the reference has few: the estimate would rest on ${Math.floor(resting)} rows, expected ${fewestResting} or more`,
  );
}
