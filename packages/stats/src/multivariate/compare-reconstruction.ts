import { andersonDarlingOfCounts } from '../compare/anderson-darling.ts';
import { isUnknown } from '../compare/outcome.ts';
import { finiteOf, profileNumbers } from '../profile/numeric.ts';
import { assertColumns, assertMatrix, generator, infiniteCells, type Matrix, shuffledRows } from './matrix.ts';
import { leastRows, type MultivariateComparison, type MultivariateUnknown } from './outcome.ts';
import {
  reconstructionMethod as method,
  negligibleError,
  type Reconstruction,
  type ReconstructionMethod,
  reconstruct,
  spreadOfErrors,
} from './reconstruction.ts';

export interface ReconstructionComparison extends MultivariateComparison<ReconstructionMethod> {
  /** Anderson–Darling's A² of the errors. */
  readonly statistic: number;
  /** By how many standard deviations of the reference's errors the mean error moved: below 0 where rows fit better now. */
  readonly effect: number;
  /** The columns whose residuals grew most: how many times the mean squared residual is what it was. */
  readonly drivers: readonly { readonly column: number; readonly times: number }[];
}

/** How many columns are named, at most. */
const mostDrivers = 10;

/**
 * Do the columns still go together as they did? Rows are reconstructed from the components of the reference, and their
 * errors compared with those of reference rows that the components were not made from, by Anderson–Darling on the
 * baseline's edges. Given the components, both are exchangeable without drift, so p is valid for any kind of data.
 *
 * It sees what leaves the space of the components. A change within it goes unseen, however large: with few columns, of
 * which the components leave one direction or two, even the shift of a whole column may. `domainClassifier` sees these,
 * and needs the reference's rows.
 *
 * Columns that did not vary in the reference are left out. Infinite cells are taken for missing, and counted. A
 * RangeError for a different number of columns. Cost: components × columns × up to 10,000 rows and 2,000,000 cells.
 */
export function compareReconstruction(
  fitted: Reconstruction,
  current: Matrix,
): ReconstructionComparison | MultivariateUnknown<ReconstructionMethod> {
  assertMatrix('current', current);
  assertColumns(fitted.columns, current);
  const rows = shuffledRows(current, generator(0));
  if (rows.length < leastRows) return { method, unknown: 'fewer than ten rows' };
  const { errors, residuals } = reconstruct(current, rows, fitted.scales, fitted.components);
  const now = profileNumbers(errors, fitted.errors.edges);
  const outcome = andersonDarlingOfCounts({ reference: fitted.errors.counts, current: now.counts });
  if (isUnknown(outcome)) return { method, unknown: 'nothing varies' };
  const { statistic, p } = outcome;
  const then = spreadOfErrors(fitted.errors);
  const effect = (spreadOfErrors(now).mean - then.mean) / Math.max(negligibleError, then.deviation);
  const infinite = { reference: fitted.infinite, current: infiniteCells(current) };
  const n = finiteOf(fitted.errors);
  return { method, statistic, effect, p, n, m: rows.length, infinite, drivers: driversOf(fitted.residuals, residuals) };
}

/** Columns whose residuals grew, most first. */
function driversOf(then: readonly number[], now: readonly number[]): { column: number; times: number }[] {
  const least = negligibleError ** 2;
  return now
    .map((residual, column) => ({ column, times: Math.max(residual, least) / Math.max(then[column] ?? 0, least) }))
    .filter(({ times }) => times > 1)
    .sort((a, b) => b.times - a.times || a.column - b.column)
    .slice(0, mostDrivers);
}
