import { generator } from '../../multivariate/matrix.ts';
import { type Places, placesOf } from '../compare/places.ts';
import { type ScoreOptions, scoreMetric } from '../metric.ts';
import { isRefusal, type Refusal, refuse, type Score, scoreVersion } from '../score.ts';
import { type BothCosts, type CostRows, costPerRow, costsOfBoth } from './costs.ts';
import { curvePoints, pointsToKeep } from './curves.ts';

/** Rows with a score from `cutoff` on are decided as 1; none is where it is null. */
export interface CostPoint {
  readonly cutoff: number | null;
  readonly total: number;
  /** Of all rows, by their weights. */
  readonly perRow: number;
}

export interface CostSweep {
  /** The cheapest cutoff for these rows, the highest of those that cost the same. */
  readonly best: CostPoint;
  /** Every row decided as 1, and every row as 0: what no model at all would cost. */
  readonly all: CostPoint;
  readonly none: CostPoint;
  /** From the highest cutoff to the lowest, in at most 200 points that keep every extreme. */
  readonly curve: readonly CostPoint[];
  /**
   * What choosing a cutoff this way costs on rows that had no part in the choice. `best` is cheaper than it will turn out
   * to be, because it was chosen for the rows it is measured on: each half is given the best cutoff of the other instead.
   */
  readonly heldOut: Score;
}

export interface SweepOptions extends ScoreOptions {
  /** Decides the halves. */
  readonly seed?: number;
}

/** With fewer rows the halves are too small to choose from. */
export const fewestToHoldOut = 20;

/**
 * The cost of every cutoff that these scores allow. Cost: a sort of the scores, and a search for each row.
 * Example: a false alarm at 1 and a miss at 10 put the best cutoff of a calibrated model near 1/11.
 */
export function sweepCosts(input: CostRows, { seed = 0, ...options }: SweepOptions = {}): CostSweep | Refusal {
  const { scores } = input;
  if (!scores) return refuse('not_given', 'expected scores to cut');
  const both = costsOfBoth(input);
  if (isRefusal(both)) return both;
  const places = placesOf(scores);
  const course = courseOf(places, both);
  if (!course.total.every(Number.isFinite))
    return refuse('overflow', 'the costs are too large for a double to hold their sum');
  const points = (at: number): CostPoint => pointOf(course, at);
  return {
    best: points(cheapest(course)),
    all: points(course.total.length - 1),
    none: points(0),
    curve: pointsToKeep(course.total, curvePoints, [cheapest(course)]).map(points),
    heldOut: holdOut(scores, places, both, seed, options),
  };
}

/** Total costs of rows, from the cutoff above all scores down to the lowest. */
interface Course {
  readonly cutoffs: Float64Array;
  /** One longer than the cutoffs: the first is where no row is decided as 1. */
  readonly total: Float64Array;
  readonly weight: number;
}

/** `side` tells which half each row is in, and `half` whose costs are wanted; of all rows where not given. */
function courseOf(
  { cutoffs, place }: Places,
  { whenZero, whenOne, weight }: BothCosts,
  side?: Uint8Array,
  half = 0,
): Course {
  const changes = new Float64Array(cutoffs.length);
  let [none, weights] = [0, 0];
  for (let row = 0; row < place.length; row += 1) {
    if (side && side[row] !== half) continue;
    const [zero, at] = [whenZero[row] ?? 0, place[row] ?? 0];
    none += zero;
    weights += weight[row] ?? 0;
    changes[at] = (changes[at] ?? 0) + ((whenOne[row] ?? 0) - zero);
  }
  const total = new Float64Array(cutoffs.length + 1);
  total[0] = none;
  for (let k = 0; k < cutoffs.length; k += 1) total[k + 1] = (total[k] ?? 0) + (changes[cutoffs.length - 1 - k] ?? 0);
  return { cutoffs, total, weight: weights };
}

function cheapest({ total }: Course): number {
  let best = 0;
  for (let k = 1; k < total.length; k += 1) if ((total[k] ?? 0) < (total[best] ?? 0)) best = k;
  return best;
}

function cutoffAt({ cutoffs }: Course, at: number): number | null {
  return at === 0 ? null : (cutoffs[cutoffs.length - at] ?? null);
}

function pointOf(course: Course, at: number): CostPoint {
  const total = course.total[at] ?? 0;
  return { cutoff: cutoffAt(course, at), total, perRow: total / course.weight };
}

function holdOut(
  scores: ArrayLike<number>,
  places: Places,
  both: BothCosts,
  seed: number,
  options: ScoreOptions,
): Score {
  const rows = scores.length;
  const metric = { ...costPerRow, name: 'cost_per_row_held_out' };
  if (rows < fewestToHoldOut) {
    const missing = refuse('too_few', `expected ${fewestToHoldOut} rows or more to choose on half of them`);
    return { metric: metric.name, version: scoreVersion, value: null, ...missing, rows };
  }
  const random = generator(seed);
  const side = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) side[row] = random() < 0.5 ? 1 : 0;
  const chosen = [0, 1].map((half) => {
    const course = courseOf(places, both, side, half);
    return cutoffAt(course, cheapest(course)) ?? Number.POSITIVE_INFINITY;
  });
  const cost = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const cutoff = chosen[side[row] === 1 ? 0 : 1] ?? Number.POSITIVE_INFINITY;
    cost[row] = ((scores[row] ?? 0) >= cutoff ? both.whenOne[row] : both.whenZero[row]) ?? 0;
  }
  return scoreMetric(metric, { rows, cost, weight: both.weight }, options);
}
