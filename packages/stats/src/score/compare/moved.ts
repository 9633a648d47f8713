import { studentT } from '../interval.ts';
import { usualLevel } from '../metric.ts';
import { answered, type CompareOptions, type Head, type ModelComparison, unanswered } from './answer.ts';
import { tooLarge } from './each-metric.ts';
import { pOf, whereAllAgree } from './paired-mean.ts';

/** Two figures over the same rows, and what each row does to their difference. */
export interface Moved {
  readonly champion: number;
  readonly challenger: number;
  /** How far each row moves challenger − champion; they add up to 0. */
  readonly moves: Float64Array;
  /** How many rows count, of the rarest kind that the figures rest on. */
  readonly effective: number;
}

/** Moves that are this small beside the difference are what rounding left of none. */
const rounding = 1e-12;

/**
 * Difference of two figures that are no plain means, such as roots or areas, with Student's interval: the variance is
 * Σ move², that of the first-order change (delta method, or infinitesimal jackknife) of both figures at once.
 *
 * Reference: Jaeckel, The infinitesimal jackknife (1972). Cost: one pass.
 * Example: moves −0.1 0.1 −0.1 0.1 around a difference of 1 give a standard error of 0.23, √(Σ move² · 4/3).
 */
export function compareMoved(
  head: Head,
  { champion, challenger, moves, effective }: Moved,
  options: CompareOptions,
): ModelComparison {
  const difference = challenger - champion;
  let squares = 0;
  for (let row = 0; row < moves.length; row += 1) squares += (moves[row] ?? 0) * (moves[row] ?? 0);
  if (!Number.isFinite(difference) || !Number.isFinite(squares)) return unanswered(head, tooLarge);
  const found = { ...head, method: 'paired_delta', champion, challenger, difference };
  if (difference !== 0 && Math.sqrt(squares) <= rounding * Math.abs(difference))
    return answered(
      { ...found, interval: 'no row moves the difference, so how sure it is is not known', p: null },
      options,
    );
  const level = options.level ?? usualLevel;
  if (squares === 0) return answered({ ...found, ...whereAllAgree(0, effective, level) }, options);
  const variance = effective > 1 ? squares * (effective / (effective - 1)) : null;
  const interval = studentT({ value: difference, variance, effective, rows: head.rows }, level);
  return answered({ ...found, interval, p: pOf(difference, variance, effective) }, options);
}
