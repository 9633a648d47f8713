import { domainClassifier, type Matrix } from '@pitwall/stats';
import type { Table } from '../data/table.ts';
import { cellsOf, columnsIn } from './cells.ts';
import type { ComparedColumn } from './columns.ts';
import { type JointDrift, separabilityThresholds } from './joint.ts';
import { sampleRows } from './row-sample.ts';

/** More vectors do not tell more, and take longer than they are worth. */
const mostVectors = 2_500;

/** Some of a column's vectors, a row each; those of another length and with gaps are left out. */
export async function sampleVectors(table: Table, column: ComparedColumn, dimensions: number): Promise<Matrix> {
  const cells = cellsOf(table, [column], new Map([[column.name, dimensions]]));
  const numbers = Array.from({ length: dimensions }, (_, index) => `v0[${index + 1}]`);
  const { values, rows, columns } = await sampleRows(cells, numbers, mostVectors);
  const whole = Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns)).filter(
    (vector) => vector.every(Number.isFinite),
  );
  const kept = new Float64Array(whole.length * columns);
  for (const [row, vector] of whole.entries()) kept.set(vector, row * columns);
  return { rows: whole.length, columns, values: kept };
}

/**
 * Can new vectors be told from old ones? Where the vectors of both sides are at hand; from a baseline there are the norm
 * and sixteen projections, which see large changes only.
 */
export async function compareVectors(
  table: Table,
  columns: readonly (ComparedColumn & { readonly dimensions: number })[],
  referenceOf: (column: ComparedColumn, dimensions: number) => Promise<Matrix>,
): Promise<ReadonlyMap<string, JointDrift>> {
  const found = new Map<string, JointDrift>();
  for (const column of columnsIn(table, columns)) {
    const dimensions = columns.find(({ name }) => name === column.name)?.dimensions ?? 0;
    if (dimensions === 0) continue;
    const before = await referenceOf(column, dimensions);
    const now = await sampleVectors(table, column, dimensions);
    found.set(column.name, {
      measure: 'separability',
      thresholds: separabilityThresholds,
      drivers: [],
      outcome: domainClassifier(before, now),
    });
  }
  return found;
}
