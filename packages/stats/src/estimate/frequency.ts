import { generator } from '../multivariate/matrix.ts';
import { orderNumbers } from '../score/binary/order-numbers.ts';
import { boost, boostedAt } from './boosted-trees.ts';
import { cellAt, cutCells, raise } from './cells.ts';
import { chooseRows } from './choose-rows.ts';

/** Columns of bins, one value a row. */
export interface BinnedRows {
  readonly bins: readonly Uint8Array[];
  readonly rows: number;
}

const foldCount = 5;
/** More rows of either kind teach the trees little. */
const mostTaught = 5000;
const mostStrata = 32;
/** Fewer rows would say little of how often such rows have come. */
const fewestOfStratum = 20;

/**
 * For each reference row, how many times as frequent rows like it are now: 1 where nothing shifted. Their mean is 1.
 *
 * Trees learn to tell current rows from those of the reference. Reference rows are cut into strata of how current they
 * look to trees that have not seen them, and the current rows of each stratum are counted (stratification by the
 * propensity score: Rosenbaum and Rubin, 1984); what comes of it never falls with how current a row looks.
 * Cost: trees five times on 8,000 rows at the most, and 120 look-ups for each row.
 */
export function timesAsFrequent(reference: BinnedRows, current: BinnedRows, seed: number): Float64Array {
  const known = Math.min(reference.rows, mostTaught);
  const chosen = chooseRows(current.rows, known, generator(seed));
  const taught = known + chosen.length;
  const bins = reference.bins.map((own, column) => {
    const both = new Uint8Array(taught);
    both.set(own.subarray(0, known));
    for (let at = 0; at < chosen.length; at += 1) both[known + at] = current.bins[column]?.[chosen[at] ?? 0] ?? 0;
    return both;
  });
  const isCurrent = new Float64Array(taught).fill(1, known);
  const [likeOf, likeNow] = [new Float64Array(reference.rows), new Float64Array(current.rows)];
  for (let fold = 0; fold < foldCount; fold += 1) {
    const others = Uint32Array.from({ length: taught }, (_, at) => at).filter(
      (at) => (at < known ? at : (chosen[at - known] ?? 0)) % foldCount !== fold,
    );
    const trees = boost(bins, isCurrent, others);
    for (let row = fold; row < reference.rows; row += foldCount) likeOf[row] = boostedAt(trees, reference.bins, row);
    for (let row = fold; row < current.rows; row += foldCount) likeNow[row] = boostedAt(trees, current.bins, row);
  }
  return countStrata(likeOf, likeNow);
}

function countStrata(reference: Float64Array, current: Float64Array): Float64Array {
  const order = orderNumbers(reference);
  const ascending = Float64Array.from(order, (row) => reference[row] ?? 0);
  const ends = cutCells(ascending, mostStrata, fewestOfStratum);
  const upper = Float64Array.from(ends, (end) => ascending[end - 1] ?? 0);
  const rows = Float64Array.from(ends, (end, stratum) => end - (ends[stratum - 1] ?? 0));
  const times = new Float64Array(ends.length);
  for (const value of current) {
    const stratum = cellAt(upper, value);
    times[stratum] = (times[stratum] ?? 0) + 1;
  }
  for (let stratum = 0; stratum < times.length; stratum += 1)
    times[stratum] = ((times[stratum] ?? 0) / current.length) * (reference.length / (rows[stratum] ?? 1));
  raise(times, rows);
  return reference.map((value) => times[cellAt(upper, value)] ?? 0);
}
