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
  const masks: number[][] = [];
  for (let start = 0; start < cells.doubtful.length; start += bitsPerMask)
    masks.push(cells.doubtful.slice(start, start + bitsPerMask));
  const mask = (places: readonly number[]): string =>
    places.map((place, bit) => `CASE WHEN p${place} AND v${place} IS NULL THEN ${2 ** bit}.0 ELSE 0.0 END`).join(' + ');
  const plain = placesOfNumbers(cells);
  const keeper = keepRows(plain.length, jointSample);
  const expressions = [
    ...facets.flatMap(({ numbers }) => numbers.map(({ sql }) => sql)),
    ...masks.map((places) => `CAST(${mask(places)} AS DOUBLE)`),
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
      masks.forEach((places, index) => {
        const { values } = streamed[counters.length + index] ?? { values: [] };
        for (const bits of values) {
          if (bits > 0)
            places.forEach((place, bit) => {
              misfits[place] = (misfits[place] ?? 0) + (Math.floor(bits / 2 ** bit) % 2);
            });
        }
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
