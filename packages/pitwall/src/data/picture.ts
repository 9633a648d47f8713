import type { Categories, Histogram } from '@pitwall/sdk';
import { focusBins, niceEdges } from '@pitwall/stats';
import type { Engine, Row } from './engine.ts';

/** A column to be drawn: where its typed values stand in `source`. */
export interface Drawn {
  readonly typed: string;
  readonly kind: 'number' | 'time' | 'category';
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export type Drawing = { readonly picture: Histogram | Categories } | { readonly no_picture: string };

/** Bins of the first, coarse look, which finds where the values really are. */
const fineBins = 400;
const shownBins = 20;
const shownCategories = 12;
/** Beyond it a picture of categories would say nothing. */
const maximumCategories = 10_000;
/** Columns counted by one scan. */
const columnsPerScan = 20;

/**
 * Distributions for people to look at. Counted in SQL; where to draw the edges is decided from counts alone, so that
 * one wild value does not squeeze everything else into one bar: what lies outside is counted at the ends.
 */
export async function drawColumns(engine: Engine, source: string, columns: readonly Drawn[]): Promise<Drawing[]> {
  const drawings: Drawing[] = columns.map(emptyDrawing);
  const numeric = columns.map((column, index) => ({ column, index })).filter(({ column }) => column.kind !== 'category' && isDrawable(column));
  const fine = numeric.map(({ column }) => evenEdges(column, fineBins));
  const counts = await countBins(engine, source, numeric.map(({ column }, at) => binOf(engine, column, fine[at] ?? [])));
  const shown = numeric.map(({ column }, at) => {
    const [low, high] = focusBins(fine[at] ?? [], counts[at] ?? new Map());
    return niceEdges(Math.max(low, column.minimum ?? low), Math.min(high, column.maximum ?? high), shownBins);
  });
  const final = await countBins(engine, source, numeric.map(({ column }, at) => binOf(engine, column, shown[at] ?? [])));
  numeric.forEach(({ column, index }, at) => {
    drawings[index] = { picture: toHistogram(column, shown[at] ?? [], final[at] ?? new Map()) };
  });
  for (const [index, column] of columns.entries()) {
    if (column.kind === 'category') drawings[index] = await drawCategories(engine, source, column.typed);
  }
  return drawings;
}

const isDrawable = ({ minimum, maximum }: Drawn): boolean => minimum !== null && maximum !== null && Number.isFinite(maximum - minimum);

function emptyDrawing(column: Drawn): Drawing {
  if (column.minimum === null) return { no_picture: 'there are no values' };
  return { no_picture: 'the values spread too far to be drawn' };
}

function evenEdges({ minimum, maximum }: Drawn, bins: number): number[] {
  const low = minimum ?? 0;
  const width = ((maximum ?? 0) - low || Math.abs(low) || 1) / bins;
  return Array.from({ length: bins + 1 }, (_, index) => low + index * width);
}

/** The number of the bin that a value falls in, -1 below the first edge, one more than the last bin above. */
function binOf(engine: Engine, { typed, kind }: Drawn, edges: readonly number[]): string {
  const value = kind === 'time' ? `CAST(${engine.dialect.epoch(typed)} AS DOUBLE)` : typed;
  const [first = 0] = edges;
  const last = edges.at(-1) ?? 1;
  const width = (last - first) / Math.max(1, edges.length - 1);
  const number = `CAST(least(greatest(floor((${value} - ${literal(first)}) / ${literal(width)}), -1), ${edges.length - 1}) AS INTEGER)`;
  const finite = kind === 'time' ? `${value} IS NOT NULL` : engine.dialect.isFinite(typed);
  return `CASE WHEN ${finite} THEN CASE WHEN ${value} = ${literal(last)} THEN ${edges.length - 2} ELSE ${number} END END`;
}

const literal = (number: number): string => `CAST('${number}' AS DOUBLE)`;

async function countBins(engine: Engine, source: string, bins: readonly string[]): Promise<Map<number, number>[]> {
  const counts = bins.map(() => new Map<number, number>());
  for (let start = 0; start < bins.length; start += columnsPerScan) {
    const some = bins.slice(start, start + columnsPerScan);
    const names = some.map((_, index) => `bin${index}`);
    const rows = await engine.query(
      `SELECT ${names.join(', ')}, grouping(${names.join(', ')}) AS level, count(*) AS n
       FROM (SELECT ${some.map((bin, index) => `${bin} AS bin${index}`).join(', ')} FROM (${source}))
       GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')})`,
    );
    for (const row of rows) addCount(counts, start, names, row);
  }
  return counts;
}

function addCount(counts: readonly Map<number, number>[], start: number, names: readonly string[], row: Row): void {
  // grouping() has a bit for each name, and a 0 where the row is grouped by it
  const index = names.findIndex((_, at) => Math.floor(Number(row.level) / 2 ** (names.length - 1 - at)) % 2 === 0);
  const bin = row[names[index] ?? ''];
  if (bin !== null && bin !== undefined) counts[start + index]?.set(Number(bin), Number(row.n));
}

function toHistogram({ kind }: Drawn, edges: readonly number[], counts: ReadonlyMap<number, number>): Histogram {
  return {
    kind: 'histogram',
    scale: kind === 'time' ? 'time' : 'number',
    edges: [...edges],
    counts: edges.slice(1).map((_, bin) => counts.get(bin) ?? 0),
    below: counts.get(-1) ?? 0,
    above: counts.get(edges.length - 1) ?? 0,
  };
}

async function drawCategories(engine: Engine, source: string, typed: string): Promise<Drawing> {
  const [about] = await engine.query(`SELECT approx_count_distinct(${typed}) AS roughly, count(${typed}) AS present FROM (${source})`);
  if (Number(about?.present) === 0) return { no_picture: 'there are no values' };
  if (Number(about?.roughly) > maximumCategories) return { no_picture: `about ${Number(about?.roughly).toLocaleString('en-US')} different values` };
  const rows = await engine.query(
    `SELECT CAST(${typed} AS VARCHAR) AS value, count(*) AS n, count(*) OVER () AS different FROM (${source})
     WHERE ${typed} IS NOT NULL GROUP BY ${typed} ORDER BY n DESC, value LIMIT ${shownCategories}`,
  );
  const top = rows.map(({ value, n }) => ({ value: String(value), count: Number(n) }));
  const shown = top.reduce((sum, { count }) => sum + count, 0);
  return { picture: { kind: 'categories', top, other: Number(about?.present) - shown, distinct: Number(rows[0]?.different ?? 0) } };
}
