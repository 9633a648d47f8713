import { orderNumbers } from '../score/binary/order-numbers.ts';
import { doublesOf } from '../score/doubles.ts';
import { type Refusal, refuse } from '../score/score.ts';

export interface IsotonicRows {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** How much each row counts; 1 where not given. Rows of weight 0 are left out. */
  readonly weights?: ArrayLike<number>;
}

/** A function that never falls: a level for each block of x, and a straight line from one block to the next. */
export interface Isotonic {
  /** First and last x of each block, ascending. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly level: Float64Array;
  readonly weight: Float64Array;
}

/**
 * The function that never falls and is nearest to the rows by least squares.
 *
 * Definition: minimises Σ w·(y − f(x))² over all f that do not fall with x; rows of the same x are first put together
 * (the secondary method for ties). Reference: Barlow, Bartholomew, Bremner and Brunk (1972), pool adjacent violators.
 * Cost: a sort and one pass. Example: x 1 2 3 4 with y 0 1 0 1 give 0, ½, ½, 1.
 */
export function fitIsotonic(input: IsotonicRows): Isotonic | Refusal {
  const [x, y] = [doublesOf(input.x), doublesOf(input.y)];
  const weights = input.weights && doublesOf(input.weights);
  const problem = problemOf(x, y, weights);
  if (problem) return problem;
  const order = orderNumbers(x);
  const [from, level, weight] = [new Float64Array(x.length), new Float64Array(x.length), new Float64Array(x.length)];
  let last = -1;
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] ?? 0;
    const by = weights ? (weights[row] ?? 0) : 1;
    if (by === 0) continue;
    const own = x[row] ?? 0;
    if (last < 0 || own !== from[last]) {
      last += 1;
      from[last] = own;
    }
    level[last] = (level[last] ?? 0) + by * (y[row] ?? 0);
    weight[last] = (weight[last] ?? 0) + by;
  }
  const points = last + 1;
  if (points === 0) return refuse('no_weight', 'the weights of all rows are 0');
  for (let point = 0; point < points; point += 1) level[point] = (level[point] ?? 0) / (weight[point] ?? 1);
  const ends = new Uint32Array(points);
  const blocks = poolViolators(level, weight, ends, points);
  const starts = Uint32Array.from({ length: blocks }, (_, block) => (block === 0 ? 0 : (ends[block - 1] ?? 0)));
  return {
    from: Float64Array.from(starts, (start) => from[start] ?? 0),
    to: Float64Array.from(ends.subarray(0, blocks), (end) => from[end - 1] ?? 0),
    level: level.slice(0, blocks),
    weight: weight.slice(0, blocks),
  };
}

/**
 * Pools neighbours that fall, in place: afterwards the first places hold the level and the weight of each block, and
 * `ends` where it ends. Points of weight 0 join the block before them. The answer is the number of blocks.
 */
export function poolViolators(level: Float64Array, weight: Float64Array, ends: Uint32Array, points: number): number {
  let blocks = 0;
  for (let point = 0; point < points; point += 1) {
    let own = level[point] ?? 0;
    let by = weight[point] ?? 0;
    while (blocks > 0 && (by === 0 || (weight[blocks - 1] ?? 0) === 0 || (level[blocks - 1] ?? 0) >= own)) {
      blocks -= 1;
      const before = weight[blocks] ?? 0;
      const both = before + by;
      if (both > 0) own = ((level[blocks] ?? 0) * before + own * by) / both;
      by = both;
    }
    level[blocks] = own;
    weight[blocks] = by;
    ends[blocks] = point + 1;
    blocks += 1;
  }
  return blocks;
}

/** The function at x: the level inside a block, on the line between two, and that of the nearest block outside all. */
export function isotonicAt({ from, to, level }: Isotonic, x: number): number {
  const blocks = level.length;
  if (!(x > (from[0] ?? 0))) return Number.isNaN(x) ? Number.NaN : (level[0] ?? Number.NaN);
  let [low, high] = [0, blocks];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  const own = level[low] ?? 0;
  const end = to[low] ?? 0;
  if (x <= end || low === blocks - 1) return own;
  return own + (((level[low + 1] ?? 0) - own) * (x - end)) / ((from[low + 1] ?? 0) - end);
}

function problemOf(x: Float64Array, y: Float64Array, weights: Float64Array | undefined): Refusal | undefined {
  if (x.length === 0 && y.length === 0) return refuse('empty', 'there is no row');
  if (y.length !== x.length) return refuse('invalid', `expected as many y as x, ${x.length}, found ${y.length}`);
  if (weights && weights.length !== x.length)
    return refuse('invalid', `expected as many weights as x, ${x.length}, found ${weights.length}`);
  for (let row = 0; row < x.length; row += 1) {
    if (!Number.isFinite(x[row])) return refuse('invalid', `x of row ${row} is ${x[row]}, expected a finite number`);
    if (!Number.isFinite(y[row])) return refuse('invalid', `y of row ${row} is ${y[row]}, expected a finite number`);
    const by = weights ? (weights[row] ?? Number.NaN) : 1;
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
  }
  return undefined;
}
