import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { type DistanceOptions, measureDistance } from './measure-distance.ts';

/**
 * Wasserstein distance (of the first order, "earth mover's"): how far the mass must be carried on the average.
 *
 * Definition: ∫ |F(x) − G(x)| dx, divided by a scale of the reference. By default the scale is the interquartile range
 * and values beyond the fences count as lying on them, so that a wild value cannot make or hide a drift. With
 * `{ norm: 'none', fenced: false }` it is the plain distance, in the column's unit, and a metric; with mode `evidently`
 * it is divided by the reference's population standard deviation, or 0.001 if that is larger. From profiles the value
 * takes bins for evenly filled, and `bound` encloses the integral of the values themselves, for the scale and the fences
 * in `parameters`.
 *
 * Reference: Villani, "Optimal Transport" (2009); Ramdas, García Trillos, Cuturi (2017). Cost: a sort, or the bins.
 * Example: wasserstein([0, 1, 3], [5, 6, 8], { norm: 'none', fenced: false }) has the value 5.
 */
export function wasserstein(reference: Column, current: Column, options: DistanceOptions = {}): Drift {
  const finish = (integral: number, scale: number): number => integral / scale;
  return measureDistance(
    { measure: 'wasserstein', power: 1, finish, evidentlyNorm: 'std' },
    reference,
    current,
    options,
  );
}
