import type { Matrix } from '@pitwall/stats';
import type { NumberColumn } from '../data/engine.ts';
import type { Cells } from './cells.ts';
import { spreadRows } from './spread.ts';

/** The most cells that a sample holds: 32 MB. */
const sampleCells = 4_000_000;

/** Some of the rows, which stand for all of them; missing is NaN. */
export async function sampleRows(
  { table, source }: Cells,
  expressions: readonly string[],
  limit: number,
): Promise<Matrix> {
  const keeper = keepRows(expressions.length, limit);
  if (expressions.length === 0) return keeper.matrix();
  await table.engine.streamNumbers(`SELECT ${expressions.join(', ')} FROM (${source})`, keeper.offer);
  return keeper.matrix();
}

/** Keeps rows, and fewer of them as more come by. */
export function keepRows(columns: number, most: number) {
  const limit = Math.max(1, Math.min(most, Math.floor(sampleCells / Math.max(1, columns))));
  const spread = spreadRows(limit);
  const kept = new Float64Array((limit + 1) * columns);
  let rows = 0;

  function keep(from: readonly NumberColumn[], row: number): void {
    for (let column = 0; column < columns; column += 1) {
      const cells = from[column];
      kept[rows * columns + column] =
        !cells || cells.missing?.[row] === 1 ? Number.NaN : (cells.values[row] ?? Number.NaN);
    }
    rows += 1;
    const stays = spread.thin();
    if (!stays) return;
    let next = 0;
    for (let before = 0; before < rows; before += 1) {
      if (!stays(before)) continue;
      kept.copyWithin(next * columns, before * columns, (before + 1) * columns);
      next += 1;
    }
    rows = next;
  }

  return {
    /** The next rows, of all columns. */
    offer(from: readonly NumberColumn[], length: number): void {
      for (let row = 0; row < length; row += 1) if (spread.keeps()) keep(from, row);
    },
    matrix: (): Matrix => ({ rows, columns, values: kept.slice(0, rows * columns) }),
  };
}
