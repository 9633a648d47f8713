import type { Categories, Histogram } from '@pitwall/sdk';
import { focusBins, niceEdges, niceTimeEdges } from '@pitwall/stats';
import type { Engine } from './engine.ts';
import { countGroups } from './group-counts.ts';

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
/** Whole numbers this near to each other are read as names, like ratings or goals. */
const widestCategories = 11;
/** Beyond this share of different values, each comes about once, and a list of the most frequent shows nothing. */
const mostlyDifferent = 0.9;
/** Columns counted by one scan. */
const columnsPerScan = 20;

/**
 * Distributions for people to look at. Counted in SQL; where to draw the edges is decided from counts alone, so that
 * one wild value does not squeeze everything else into one bar: what lies outside is counted at the ends.
 */
export async function drawColumns(engine: Engine, source: string, columns: readonly Drawn[]): Promise<Drawing[]> {
  const drawings: Drawing[] = columns.map(emptyDrawing);
  const named = await findNamed(engine, source, columns);
  const numeric = columns
    .map((column, index) => ({ column, index }))
    .filter(({ column, index }) => !named.has(index) && isDrawable(column));
  const fine = numeric.map(({ column }) => evenEdges(column, fineBins));
  const counts = await countBins(
    engine,
    source,
    numeric.map(({ column }, at) => evenBin(engine, column, fine[at] ?? [])),
  );
  const shown = numeric.map(({ column }, at) => {
    const [low, high] = focusBins(fine[at] ?? [], counts[at] ?? new Map());
    const nice = column.kind === 'time' ? niceTimeEdges : niceEdges;
    return nice(Math.max(low, column.minimum ?? low), Math.min(high, column.maximum ?? high), shownBins);
  });
  const final = await countBins(
    engine,
    source,
    numeric.map(({ column }, at) => binOf(engine, column, shown[at] ?? [])),
  );
  numeric.forEach(({ column, index }, at) => {
    drawings[index] = { picture: toHistogram(column, shown[at] ?? [], final[at] ?? new Map()) };
  });
  for (const [index, value] of named)
    drawings[index] = await drawCategories(engine, source, value, columns[index]?.kind === 'number');
  return drawings;
}

/** Columns to be drawn as categories, with the SQL of their values: text, and whole numbers in a narrow range. */
async function findNamed(engine: Engine, source: string, columns: readonly Drawn[]): Promise<Map<number, string>> {
  const named = new Map<number, string>();
  const candidates: { index: number; typed: string }[] = [];
  columns.forEach(({ kind, typed, minimum, maximum }, index) => {
    if (kind === 'category') named.set(index, typed);
    else if (
      kind === 'number' &&
      minimum !== null &&
      maximum !== null &&
      Number.isInteger(minimum) &&
      maximum - minimum <= widestCategories
    )
      candidates.push({ index, typed });
  });
  for (let start = 0; start < candidates.length; start += columnsPerScan) {
    const some = candidates.slice(start, start + columnsPerScan);
    const odd = some.map(
      ({ typed, index }) =>
        `${engine.dialect.countIf(`NOT ${engine.dialect.isFinite(typed)} OR ${typed} <> floor(${typed})`)} AS odd${index}`,
    );
    const [row] = await engine.query(`SELECT ${odd.join(', ')} FROM (${source})`);
    for (const { index, typed } of some)
      if (Number(row?.[`odd${index}`]) === 0) named.set(index, `CAST(${typed} AS BIGINT)`);
  }
  return named;
}

const isDrawable = ({ minimum, maximum }: Drawn): boolean =>
  minimum !== null && maximum !== null && Number.isFinite(maximum - minimum);

function emptyDrawing(column: Drawn): Drawing {
  if (column.minimum === null) return { no_picture: 'there are no values' };
  return { no_picture: 'the values spread too far to be drawn' };
}

function evenEdges({ minimum, maximum }: Drawn, bins: number): number[] {
  const low = minimum ?? 0;
  const width = ((maximum ?? 0) - low || Math.abs(low) || 1) / bins;
  return Array.from({ length: bins + 1 }, (_, index) => low + index * width);
}

/** What is binned of a column: null where a picture has no place for it. */
function binned(engine: Engine, { typed, kind }: Drawn): { value: string; drawable: string } {
  if (kind !== 'time') return { value: typed, drawable: engine.dialect.isFinite(typed) };
  return { value: `CAST(${engine.dialect.epoch(typed)} AS DOUBLE)`, drawable: `${typed} IS NOT NULL` };
}

/** The number of the bin of equal width that a value falls in. */
function evenBin(engine: Engine, column: Drawn, edges: readonly number[]): string {
  const { value, drawable } = binned(engine, column);
  const [first = 0] = edges;
  const width = ((edges.at(-1) ?? 1) - first) / Math.max(1, edges.length - 1);
  const number = `floor((${value} - ${literal(first)}) / ${literal(width)})`;
  return `CASE WHEN ${drawable} THEN CAST(least(greatest(${number}, 0), ${edges.length - 2}) AS INTEGER) END`;
}

/**
 * The number of the bin that a value falls in, -1 below the first edge, one more than the last bin above. A value on an
 * edge falls in the bin above it, and on the last edge in the last bin.
 */
function binOf(engine: Engine, column: Drawn, edges: readonly number[]): string {
  const { value, drawable } = binned(engine, column);
  const steps = edges.map(
    (edge, index) => `CAST(${value} ${index === edges.length - 1 ? '>' : '>='} ${literal(edge)} AS INTEGER)`,
  );
  return `CASE WHEN ${drawable} THEN ${steps.join(' + ')} - 1 END`;
}

const literal = (number: number): string => `CAST('${number}' AS DOUBLE)`;

/** How many values fall in each bin, by its number. */
async function countBins(engine: Engine, source: string, bins: readonly string[]): Promise<Map<number, number>[]> {
  const groups = await countGroups(engine, source, bins);
  return groups.map(
    ({ counts }) => new Map([...counts].flatMap(([bin, n]) => (bin === null ? [] : [[Number(bin), n]]))),
  );
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

async function drawCategories(engine: Engine, source: string, typed: string, inOrder: boolean): Promise<Drawing> {
  const [about] = await engine.query(
    `SELECT approx_count_distinct(${typed}) AS roughly, count(${typed}) AS present FROM (${source})`,
  );
  const [roughly, present] = [Number(about?.roughly), Number(about?.present)];
  if (present === 0) return { no_picture: 'there are no values' };
  if (roughly > maximumCategories)
    return {
      no_picture:
        roughly >= mostlyDifferent * present
          ? allDifferent(present)
          : `about ${roughly.toLocaleString('en-US')} different values`,
    };
  const rows = await engine.query(
    `SELECT CAST(value AS VARCHAR) AS value, n, different FROM (
       SELECT ${typed} AS value, count(*) AS n, count(*) OVER () AS different FROM (${source})
       WHERE ${typed} IS NOT NULL GROUP BY ${typed} ORDER BY n DESC, value LIMIT ${shownCategories}) ${inOrder ? 'AS top ORDER BY top.value' : 'AS top ORDER BY n DESC, top.value'}`,
  );
  const distinct = Number(rows[0]?.different ?? 0);
  if (distinct > shownCategories && distinct >= mostlyDifferent * present) return { no_picture: allDifferent(present) };
  const top = rows.map(({ value, n }) => ({ value: String(value), count: Number(n) }));
  const shown = top.reduce((sum, { count }) => sum + count, 0);
  return { picture: { kind: 'categories', top, other: present - shown, distinct } };
}

const allDifferent = (present: number): string =>
  `nearly all of the ${present.toLocaleString('en-US')} values are different`;
