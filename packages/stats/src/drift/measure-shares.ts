import { type Column, readColumns } from './column.ts';
import { conventionOf, type ShareMeasure } from './conventions.ts';
import {
  type Direction,
  type Drift,
  type DriftFigure,
  figure,
  isRefusal,
  type Mode,
  refusal,
  unknown,
} from './figure.ts';
import { type Shares, type Smoothing, sharesOf } from './smoothing.ts';

/** What may be asked of every measure over shares. */
export interface ShareOptions {
  readonly mode?: Mode;
  /** Into how many groups to count, where the mode leaves it open (`pitwall`, `cbb`). */
  readonly bins?: number;
  /** Instead of the mode's own. */
  readonly smoothing?: Smoothing;
  readonly direction?: Exclude<Direction, 'symmetric'>;
}

/** A measure of two lists of shares over the same bins; infinite where a bin without mass makes it so. */
export type Kernel = (reference: readonly number[], current: readonly number[]) => number;

export const defaultBins = 10;

/** From two columns to a figure: sort out, bin as the mode does, smooth, measure; or say why there is none. */
export function measureShares(
  measure: ShareMeasure,
  kernel: Kernel,
  reference: Column,
  current: Column,
  options: ShareOptions,
  parameters: DriftFigure['parameters'] = {},
): Drift {
  const { mode = 'pitwall', bins = defaultBins } = options;
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins: expected a whole number from 1 on, got ${bins}`);
  const { sides, refused } = readColumns(reference, current);
  if (refused) return unknown(measure, mode, sides.rows, refused);
  const convention = conventionOf(measure, mode);
  if (isRefusal(convention)) return unknown(measure, mode, sides.rows, convention);
  const binned = convention.bin(sides, bins);
  if (isRefusal(binned)) return unknown(measure, mode, sides.rows, binned);
  const smoothing = options.smoothing ?? convention.smoothing;
  const direction = convention.direction === 'symmetric' ? 'symmetric' : (options.direction ?? convention.direction);
  const shares = sharesOf(binned.counts.reference, binned.counts.current, smoothing);
  const value = apply(kernel, convention.renormalise ? normalised(shares) : shares, direction);
  if (value === Number.POSITIVE_INFINITY) {
    const explanation = `${measure} is infinite where one side has an empty bin; smooth the counts`;
    return unknown(measure, mode, sides.rows, refusal('empty_bin', explanation));
  }
  return figure({ measure, mode, value, bound: null, ...binned, smoothing, direction, parameters, ...sides.rows });
}

function apply(kernel: Kernel, { reference, current }: Shares, direction: Direction): number {
  return direction === 'current_to_reference' ? kernel(current, reference) : kernel(reference, current);
}

function normalised({ reference, current }: Shares): Shares {
  const scaled = (shares: readonly number[]): number[] => {
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => share / total);
  };
  return { reference: scaled(reference), current: scaled(current) };
}
