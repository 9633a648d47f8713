import type { Column } from './column.ts';
import type { Drift } from './figure.ts';
import { type DistanceOptions, measureDistance } from './measure-distance.ts';

/**
 * Energy distance: like Wasserstein's, but small gaps between the distribution functions count for less.
 *
 * Definition: √(2 ∫ (F(x) − G(x))² dx / scale), which is √(2 E|X − Y| − E|X − X′| − E|Y − Y′|) for scale 1, as SciPy
 * has it. The scale stands under the root because the integral has the column's unit. Defaults, fences and bounds as
 * for `wasserstein`; Evidently divides by nothing.
 *
 * Reference: Székely and Rizzo, "Energy statistics" (2013). Cost: a sort, or the bins.
 * Example: energyDistance([0], [8], { norm: 'none', fenced: false }) has the value 4.
 */
export function energyDistance(reference: Column, current: Column, options: DistanceOptions = {}): Drift {
  const finish = (integral: number, scale: number): number => Math.sqrt((2 * integral) / scale);
  return measureDistance(
    { measure: 'energy_distance', power: 2, finish, evidentlyNorm: 'none' },
    reference,
    current,
    options,
  );
}
