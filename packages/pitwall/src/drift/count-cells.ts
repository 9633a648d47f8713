import { countNumbers, type Matrix, type NumberCounter } from '@pitwall/stats';
import type { Cells } from './cells.ts';
import { keepRows } from './row-sample.ts';

/** A bit for each column says whether its value is of another type. */
const bitsPerMask = 50;

export interface CountedCells {
  readonly rows: number;
  readonly numbers: readonly NumberCounter[];
  readonly misfits: readonly number[];
  readonly sample: Matrix;
}

const jointSample = 10_000;

/** The pass in which every number of every row goes by. */
export async function countCells(cells: Cells, edges: readonly (readonly number[])[]): Promise<CountedCells> {
  const { table, source, facets, columns } = cells;
  const counters = edges.map((list) => countNumbers(list));
  const misfits = columns.map(() => 0);
  const masks = misfitMasks(cells);
  const plain = placesOfNumbers(cells);
  const keeper = keepRows(plain.length, jointSample);
  const expressions = [
    ...facets.flatMap(({ numbers }) => numbers.map(({ sql }) => sql)),
    ...masks.map(({ sql }) => sql),
  ];
  let rows = 0;
  await table.engine.streamNumbers(
    `SELECT ${(expressions.length > 0 ? expressions : ['CAST(1 AS DOUBLE)']).join(', ')} FROM (${source})`,
    (streamed, length) => {
      rows += length;
      counters.forEach(({ addAll }, index) => {
        const column = streamed[index];
        if (column) addAll(column.values, column.missing);
      });
      masks.forEach(({ count }, index) => {
        const column = streamed[counters.length + index];
        if (column) count(misfits, column.values);
      });
      keeper.offer(
        plain.flatMap((place) => streamed[place] ?? []),
        length,
      );
    },
  );
  return { rows, numbers: counters, misfits, sample: keeper.matrix() };
}

/** Where the numeric columns stand among all numeric facets. */
function placesOfNumbers({ facets, columns }: Cells): number[] {
  let place = 0;
  return columns.flatMap(({ kind }, index) => {
    const own = kind === 'number' ? [place] : [];
    place += facets[index]?.numbers.length ?? 0;
    return own;
  });
}

export interface MisfitMask {
  /** An expression of doubles. */
  readonly sql: string;
  /** Adds what the values say to the counts, which stand in the order of the columns. */
  readonly count: (misfits: number[], values: Float64Array) => void;
}

/** Which values are of another type than their column, many columns in one number. */
export function misfitMasks({ doubtful }: Cells): readonly MisfitMask[] {
  const masks: MisfitMask[] = [];
  for (let start = 0; start < doubtful.length; start += bitsPerMask) {
    const places = doubtful.slice(start, start + bitsPerMask);
    const bits = places.map(
      (place, bit) => `CASE WHEN p${place} AND v${place} IS NULL THEN ${2 ** bit}.0 ELSE 0.0 END`,
    );
    masks.push({
      sql: `CAST(${bits.join(' + ')} AS DOUBLE)`,
      count(misfits, values) {
        for (const mask of values) {
          if (mask > 0)
            places.forEach((place, bit) => {
              misfits[place] = (misfits[place] ?? 0) + (Math.floor(mask / 2 ** bit) % 2);
            });
        }
      },
    });
  }
  return masks;
}
