import { normalCdf, normalSurvival } from '../distribution/normal.ts';
import { between, cellsFor, extrapolated } from './run-length.ts';

/** In standard deviations. */
const largestThreshold = 50;
const farthest = 8.5;
const mostMinimum = 300;
const negligible = 1e-9;

/**
 * Average run length of `pageHinkley` without any change: the mean number of values up to a false alarm, for
 * independent normal values of any mean. Threshold and delta are in standard deviations: divide those of the detector.
 *
 * Computed, not simulated. The n-th value less the mean of the n values is √(1 − 1/n) of a standard deviation wide and
 * independent of all before it (it is a recursive residual), so that either sum is a CUSUM whose values widen to those
 * of a known mean. The distribution of that sum is carried from value to value on a grid of cells; after the last value
 * carried, the rate of alarms goes on as exp(a + b / n), through two measures of it. For both sides it is Kemp's
 * argument: where one side alarms the other is at 0, and would alarm by itself some A(n) values later; so the run length
 * of both is that of one less half the mean of A(n). When alarms come is taken from sides that are independent, which
 * matters little as A(n) varies slowly. Two grids and Richardson, as in `cusumRunLength`.
 *
 * References: Page (1954); Hinkley (1971); Kemp (1961); Brown, Durbin and Evans (1975) for the residuals. Within
 * 0.5 % of simulations (scripts/golden/run-length.py), 3 % where most alarms come with the first value that may alarm. Cost: from 0.1 to some seconds, with the square of the threshold and with
 * `minimum`. Example: pageHinkleyRunLength(4, 0.5) = 196.
 */
export function pageHinkleyRunLength(threshold: number, delta: number, minimum = 30): number {
  if (!(threshold > 0 && threshold <= largestThreshold)) {
    throw new RangeError(`threshold must be above 0 and at most ${largestThreshold} deviations, not ${threshold}`);
  }
  if (!(delta >= 0 && delta <= 10)) throw new RangeError(`delta must be from 0 to 10 deviations, not ${delta}`);
  if (!(Number.isInteger(minimum) && minimum >= 1 && minimum <= mostMinimum)) {
    throw new RangeError(`minimum must be a whole number from 1 to ${mostMinimum}, not ${minimum}`);
  }
  const cells = cellsFor(threshold);
  const [coarse, fine] = [cells, 2 * cells].map((count) => carried(threshold, delta, minimum, count));
  return fine === Number.POSITIVE_INFINITY ? fine : extrapolated(coarse ?? 0, fine ?? 0, cells);
}

function carried(threshold: number, delta: number, minimum: number, cells: number): number {
  const { alive, rates, moves } = forward(threshold, delta, minimum, cells);
  const last = alive.length - 1;
  const middle = minimum + Math.ceil((last - minimum) / 2);
  if (rates[last] === 0 || rates[middle] === 0) return Number.POSITIVE_INFINITY;
  const blocks = tail(last, middle, rates);
  const left = blocks[0]?.atStart ?? 0;
  const restarts = backward(moves, cells, minimum, last, left);
  const ahead = (n: number): number => (sumOf(alive.slice(n, -1)) + (alive[last] ?? 0) * left) / (alive[n] ?? 1);
  const headStart = (restarts[middle] ?? 0) / ahead(middle);
  let both = 1;
  let other = 0;
  alive.forEach((chance, n) => {
    // with the first value that may alarm both sides may at once, and neither need be at 0
    if (n === minimum) other += 2 * chance * (1 - chance) * ahead(n);
    else other += (both - chance * chance) * (restarts[n] ?? 0);
    both = chance * chance;
  });
  for (const { atStart, atEnd, kept } of blocks) {
    other += both * (1 - kept * kept) * headStart * ((atStart + atEnd) / 2);
    both *= kept * kept;
  }
  return ahead(0) - other / 2;
}

const sumOf = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);

interface Forward {
  /** The chance that one side has not alarmed after n values, and that it does at the n-th if not before. */
  readonly alive: readonly number[];
  readonly rates: readonly number[];
  /** At the n-th value. */
  readonly moves: readonly (Moves | undefined)[];
}

function forward(threshold: number, delta: number, minimum: number, cells: number): Forward {
  const width = (2 * threshold) / (2 * cells - 1);
  const spread = minimum > 1 ? farthest * Math.sqrt(minimum) : 0;
  const last = Math.round(Math.min(5000, Math.max(500, 4 * minimum, 2 * threshold * threshold)));
  let chances: Float64Array = new Float64Array(cells + Math.ceil(spread / width));
  chances[0] = 1;
  const [alive, rates] = [
    [1, 1],
    [0, 0],
  ];
  const moves: (Moves | undefined)[] = [undefined, undefined];
  for (let n = 2, stale = 2, move: Moves | undefined, now = 1; n <= last && now > negligible; n += 1) {
    if (move === undefined || n === stale) {
      const block = Math.max(1, Math.floor(n / 50));
      move = movesOf(width, delta, cells, chances.length, n + (block - 1) / 2);
      stale = n + block;
    }
    const { alarm } = move;
    const rate = n > minimum ? chances.reduce((sum, chance, i) => sum + chance * (alarm[i] ?? 0), 0) / now : 0;
    now *= 1 - rate;
    chances = moved(chances, move);
    if (n === minimum) {
      chances = chances.slice(0, cells);
      now = chances.reduce((sum, chance) => sum + chance, 0);
    }
    alive.push(now);
    rates.push(rate);
    moves.push(move);
  }
  return { alive, rates, moves };
}

/** How many more values one side takes on average from 0 after n values, if it does `left` after the last. */
function backward(moves: Forward['moves'], cells: number, minimum: number, last: number, left: number): number[] {
  const restarts: number[] = [];
  let times: Float64Array = new Float64Array(cells).fill(left);
  for (let n = last; n >= minimum; n -= 1) {
    restarts[n] = times[0] ?? 0;
    const move = moves[n];
    if (move === undefined) break;
    times = times.map((_, i) => {
      let time = 1 + (move.down[i] ?? 0) * (times[0] ?? 0);
      const end = Math.min(cells - 1, i + move.reach);
      for (let j = Math.max(1, i - move.reach); j <= end; j += 1) {
        time += (move.by[j - i + move.reach] ?? 0) * (times[j] ?? 0);
      }
      return time;
    });
  }
  return restarts;
}

/** Where the sum goes from a cell with the n-th value: by so many cells, down to the lowest, or over the threshold. */
interface Moves {
  readonly by: Float64Array;
  readonly reach: number;
  readonly down: Float64Array;
  readonly alarm: Float64Array;
}

function movesOf(width: number, delta: number, cells: number, length: number, n: number): Moves {
  const deviation = Math.sqrt(1 - 1 / n);
  const reach = Math.min(length, Math.ceil((farthest + delta) / width));
  const at = (cell: number): number => (cell * width + delta) / deviation;
  return {
    by: Float64Array.from({ length: 2 * reach + 1 }, (_, i) => between(at(i - reach - 0.5), at(i - reach + 0.5))),
    reach,
    down: Float64Array.from({ length }, (_, i) => normalCdf(at(0.5 - i))),
    alarm: Float64Array.from({ length: cells }, (_, i) => normalSurvival(at(cells - 0.5 - i))),
  };
}

function moved(chances: Float64Array, { by, reach, down }: Moves): Float64Array {
  const next = new Float64Array(chances.length);
  for (let i = 0; i < chances.length; i += 1) {
    const chance = chances[i] ?? 0;
    if (chance === 0) continue;
    next[0] = (next[0] ?? 0) + chance * (down[i] ?? 0);
    const end = Math.min(chances.length - 1, i + reach);
    for (let j = Math.max(1, i - reach); j <= end; j += 1) next[j] = (next[j] ?? 0) + chance * (by[j - i + reach] ?? 0);
  }
  return next;
}

/** After the last value carried: the mean of the values left at its start and at its end, and the chance to get there. */
interface Block {
  readonly atStart: number;
  readonly atEnd: number;
  readonly kept: number;
}

/** At the rate exp(a + b / n), constant within blocks of a hundredth of n and in the last, which has no end. */
function tail(last: number, middle: number, rates: readonly number[]): Block[] {
  const [late, early] = [Math.log(rates[last] ?? 0), Math.log(rates[middle] ?? 0)];
  const b = last === middle ? 0 : ((early - late) * last * middle) / (last - middle);
  const a = late - b / last;
  const spans: { rate: number; kept: number }[] = [];
  for (let n = last, alive = 1; n < 1e6 * last && alive > negligible; ) {
    const count = Math.ceil(n / 100);
    const rate = Math.min(1, Math.exp(a + b / (n + count / 2)));
    const kept = Math.exp(count * Math.log1p(-rate));
    spans.push({ rate, kept });
    [n, alive] = [n + count, alive * kept];
  }
  let atEnd = 1 / Math.min(1, Math.exp(a));
  const blocks: Block[] = [{ atStart: atEnd, atEnd, kept: 0 }];
  for (const { rate, kept } of spans.toReversed()) {
    const atStart = (1 - kept) / rate + kept * atEnd;
    blocks.push({ atStart, atEnd, kept });
    atEnd = atStart;
  }
  return blocks.reverse();
}
