import { generator } from '../../multivariate/matrix.ts';
import { deepestFall } from './path.ts';

/** A path is cut into at most so many pieces, which bounds the cost of a resample whatever the number of bets. */
const mostPieces = 4000;
export const resamples = 1000;
/** With fewer steps the pieces are too few to tell how another series would fall. */
export const fewestSteps = 50;

/**
 * The deepest falls of other series like this one, in ascending order.
 *
 * The path is cut into pieces of about ∛n steps, more where there are very many, and pieces are drawn with replacement,
 * so what follows each other stays together (the block bootstrap of Carlstein, 1986). Pieces are drawn from a first draw
 * of them: the one because the series seen is a sample, the other because the next one will be.
 * Cost: `resamples` times at most 20,000 additions. The same seed gives the same falls.
 */
export function fallsOfResamples(path: Float64Array, seed: number, start: number, share: boolean): Float64Array {
  const pieces = cutPath(path);
  const random = generator(seed);
  const first = new Uint32Array(pieces.count);
  const falls = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let k = 0; k < first.length; k += 1) first[k] = Math.floor(random() * pieces.count);
    falls[resample] = fallOfDraw(pieces, first, random, start, share);
  }
  return falls.sort();
}

/** Pieces one after the other in one array, because a draw jumps about in it: piece k is from `ends[k]` to `ends[k + 1]`. */
interface Pieces {
  readonly count: number;
  readonly steps: Float64Array;
  readonly ends: Uint32Array;
}

function fallOfDraw(
  { steps, ends }: Pieces,
  first: Uint32Array,
  random: () => number,
  start: number,
  share: boolean,
): number {
  let [at, height, depth] = [start, start, 0];
  for (let k = 0; k < first.length; k += 1) {
    const piece = first[Math.floor(random() * first.length)] ?? 0;
    const end = ends[piece + 1] ?? 0;
    for (let step = ends[piece] ?? 0; step < end; step += 1) {
      at += steps[step] ?? 0;
      if (at > height) height = at;
      else if (height - at > depth * (share ? height : 1)) depth = share ? (height - at) / height : height - at;
    }
  }
  return depth;
}

function cutPath(path: Float64Array): Pieces {
  const length = Math.max(Math.ceil(Math.cbrt(path.length)), Math.ceil(path.length / mostPieces));
  const count = Math.ceil(path.length / length);
  const [steps, ends] = [new Float64Array(path.length), new Uint32Array(count + 1)];
  for (let piece = 0; piece < count; piece += 1) {
    const turns = turnsOf(path.subarray(piece * length, (piece + 1) * length));
    steps.set(turns, ends[piece]);
    ends[piece + 1] = (ends[piece] ?? 0) + turns.length;
  }
  return { count, steps, ends };
}

/** The steps between the turning points of a piece: its largest, its smallest, its deepest fall and its end. */
function turnsOf(piece: Float64Array): Float64Array {
  if (piece.length <= 5) return piece;
  const heights = new Float64Array(piece.length);
  let [at, lowest, highest] = [0, 0, 0];
  for (let step = 0; step < piece.length; step += 1) {
    at += piece[step] ?? 0;
    heights[step] = at;
    if (at < (heights[lowest] ?? 0)) lowest = step;
    if (at > (heights[highest] ?? 0)) highest = step;
  }
  const { peak, trough } = deepestFall(piece);
  const turns = [...new Set([lowest, highest, Math.max(0, peak - 1), Math.max(0, trough - 1), piece.length - 1])];
  turns.sort((a, b) => a - b);
  return Float64Array.from(
    turns,
    (turn, k) => (heights[turn] ?? 0) - (k === 0 ? 0 : (heights[turns[k - 1] ?? 0] ?? 0)),
  );
}
