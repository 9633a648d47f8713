import type { Drift, DriftFigure } from '../figure.ts';
import { uniform } from './columns.ts';

/** Normal values from a seed (Box–Muller). */
export function normal(seed: number, n: number, mean = 0, std = 1): Float64Array {
  const [radius, angle] = [uniform(seed, n), uniform(seed + 1, n)];
  return radius.map(
    (u, index) => mean + std * Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * (angle[index] ?? 0)),
  );
}

/** The figure, where a test has no use for `unknown`. */
export function measured(drift: Drift): DriftFigure {
  if (drift.value === null) throw new Error(`expected a figure, got unknown: ${drift.reason}, ${drift.explanation}`);
  return drift;
}

export const figureOf = (drift: Drift): number => measured(drift).value;
