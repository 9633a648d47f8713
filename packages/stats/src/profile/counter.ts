import { binOf } from './count.ts';
import type { NumericProfile } from './numeric.ts';

/** So many cells of equal width for each edge narrow the search for a bin. */
const cellsPerEdge = 8;

/** Counts a column that goes by, value for value, on edges that are given. */
export interface NumberCounter {
  /** Null is a missing value; NaN and the infinities are counted apart. */
  readonly add: (value: number | null) => void;
  readonly profile: () => NumericProfile;
}

/**
 * A profile in one pass and constant memory: what `profileNumbers` makes of the same values, with moments that may differ
 * in the last digits: they are summed up as deviations from the middle edge, so that no second pass is needed.
 *
 * Cost: a binary search in one cell a value, which mostly holds no edge or one.
 */
export function countNumbers(edges: readonly number[]): NumberCounter {
  const searched = Float64Array.from(edges);
  const counts = new Float64Array(edges.length + 1);
  const narrow = cellSearch(searched);
  const pivot = searched[searched.length >> 1] ?? 0;
  let [missing, nan, negativeInfinity, positiveInfinity] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [n, s1, s2, s3, s4] = [0, 0, 0, 0, 0];
  return {
    add: (value) => {
      if (value === null) {
        missing += 1;
        return;
      }
      // x − x is NaN for NaN and the infinities
      if (value - value !== 0) {
        if (value > 0) positiveInfinity += 1;
        else if (value < 0) negativeInfinity += 1;
        else nan += 1;
        return;
      }
      const bin = narrow(value);
      counts[bin] = (counts[bin] ?? 0) + 1;
      if (value < min) min = value;
      if (value > max) max = value;
      const deviation = value - pivot;
      const square = deviation * deviation;
      n += 1;
      s1 += deviation;
      s2 += square;
      s3 += square * deviation;
      s4 += square * square;
    },
    profile: () => ({
      kind: 'numeric',
      version: 1,
      edges,
      counts: [...counts],
      missing,
      nan,
      negativeInfinity,
      positiveInfinity,
      min: n === 0 ? null : min + 0,
      max: n === 0 ? null : max + 0,
      moments: central(n, pivot, [s1, s2, s3, s4]),
    }),
  };
}

/** Finds the bin of a finite value; see `countOnEdges`. */
function cellSearch(edges: Float64Array): (value: number) => number {
  const cells = cellsPerEdge * edges.length;
  const low = edges[0] ?? 0;
  const perUnit = cells / ((edges.at(-1) ?? 0) - low);
  if (!Number.isFinite(perUnit) || perUnit === 0) return (value) => binOf(edges, value);
  const before = new Int32Array(cells + 2);
  const cellOf = (value: number): number => {
    const cell = (value - low) * perUnit;
    return cell <= 0 ? 0 : cell >= cells ? cells : Math.floor(cell);
  };
  for (const edge of edges) before[cellOf(edge) + 1] = (before[cellOf(edge) + 1] ?? 0) + 1;
  for (let cell = 1; cell < before.length; cell += 1) before[cell] = (before[cell] ?? 0) + (before[cell - 1] ?? 0);
  return (value) => {
    const cell = cellOf(value);
    return binOf(edges, value, before[cell], before[cell + 1]);
  };
}

/** Central moments from sums of powers of the deviations from a pivot. */
function central(
  n: number,
  pivot: number,
  [s1, s2, s3, s4]: readonly [number, number, number, number],
): NumericProfile['moments'] {
  if (n === 0) return { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };
  const shift = s1 / n;
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    n,
    mean: known(pivot + shift),
    m2: known(Math.max(0, s2 - s1 * shift)),
    m3: known(s3 - 3 * shift * s2 + 2 * s1 * shift * shift),
    m4: known(s4 - 4 * shift * s3 + 6 * shift * shift * s2 - 3 * s1 * shift ** 3),
  };
}
