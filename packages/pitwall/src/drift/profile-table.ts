import {
  baselineCategories,
  baselineEdges,
  baselineOfTally,
  type CategoricalProfile,
  type CompositeProfile,
  countNumbers,
  edgeSample,
  facetsOf,
  type Matrix,
  type NumberCounter,
  type NumericProfile,
  type Profile,
  profileOfTally,
  type SimpleProfile,
} from '@pitwall/stats';
import type { Value } from '../data/engine.ts';
import { countGroups, type GroupCounts } from '../data/group-counts.ts';
import { scanWhole } from '../data/open.ts';
import type { Table } from '../data/table.ts';
import { type Cells, cellsOf, type Dimensions, dimensionsOf } from './cells.ts';
import type { ComparedColumn } from './columns.ts';
import type { CategoryFacet } from './facets.ts';
import { spreadRows } from './spread.ts';

export interface ProfiledColumn {
  readonly profile: Profile;
  /** Values that are not of the column's type; they are in no bin and not among the missing ones. */
  readonly misfits: number;
}

export interface ProfiledTable {
  readonly rows: number;
  /** In the order of the columns that were asked for. */
  readonly columns: readonly ProfiledColumn[];
  /** Some of the rows, of the numeric columns only; missing is NaN. */
  readonly sample: Matrix;
}

/** Columns that are profiled in one go; what is held in memory grows with them. */
const columnsPerScan = 100;
/** The most cells that a sample holds: 32 MB. */
const sampleCells = 4_000_000;
/** So many different values of a column are fetched at most; rarer ones are `other`. */
const mostGroups = 20_000;
/** A bit for each column says whether its value is of another type. */
const bitsPerMask = 50;

/** Profiles of a table that later ones are compared with: two passes, for edges first and counts then. */
export function profileBaseline(table: Table, columns: readonly ComparedColumn[]): Promise<ProfiledTable> {
  return profileInTurns(table, columns, async (some) => {
    const cells = cellsOf(table, some, await dimensionsOf(table, some));
    const edges = await findEdges(cells);
    return profileCells(cells, edges, undefined);
  });
}

/** Profiles of a table counted as a baseline is counted: one pass. */
export function profileWindow(
  table: Table,
  columns: readonly ComparedColumn[],
  baseline: ReadonlyMap<string, Profile>,
): Promise<ProfiledTable> {
  return profileInTurns(table, columns, async (some) => {
    const profiles = some.map(({ name }) => baseline.get(name));
    const dimensions: Dimensions = new Map(some.map(({ name }, index) => [name, dimensionsIn(profiles[index])]));
    const cells = cellsOf(table, some, dimensions);
    const edges = cells.facets.flatMap(({ numbers }, index) =>
      numbers.map(({ name }) => edgesIn(profiles[index], name)),
    );
    return profileCells(cells, edges, profiles);
  });
}

const dimensionsIn = (profile: Profile | undefined): number =>
  profile?.kind === 'vector' ? (profile.dimensions ?? 0) : 0;

function edgesIn(profile: Profile | undefined, facet: string | undefined): readonly number[] {
  const found = profile && facetsOf(profile).find(({ name }) => name === facet)?.profile;
  return found?.kind === 'numeric' ? found.edges : [];
}

async function profileInTurns(
  table: Table,
  columns: readonly ComparedColumn[],
  profile: (some: readonly ComparedColumn[]) => Promise<ProfiledTable>,
): Promise<ProfiledTable> {
  return scanWhole(table, async () => {
    const turns: ProfiledTable[] = [];
    for (let start = 0; start < Math.max(1, columns.length); start += columnsPerScan) {
      turns.push(await profile(columns.slice(start, start + columnsPerScan)));
    }
    const [first] = turns;
    return {
      rows: first?.rows ?? 0,
      columns: turns.flatMap((turn) => turn.columns),
      sample: first?.sample ?? { rows: 0, columns: 0, values: new Float64Array(0) },
    };
  });
}

const numbersIn = ({ facets }: Cells): string[] => facets.flatMap(({ numbers }) => numbers.map(({ sql }) => sql));

/** Edges of every numeric facet, from rows that stand for all. */
async function findEdges(cells: Cells): Promise<number[][]> {
  const { values, rows, columns } = await sampleRows(cells, numbersIn(cells), edgeSample);
  return Array.from({ length: columns }, (_, column) => {
    const numbers = Float64Array.from({ length: rows }, (_unused, row) => values[row * columns + column] ?? 0);
    return baselineEdges(numbers.filter(Number.isFinite).sort());
  });
}

async function sampleRows({ table, source }: Cells, expressions: readonly string[], limit: number): Promise<Matrix> {
  const keeper = keepRows(expressions.length, limit);
  if (expressions.length === 0) return keeper.matrix();
  await table.engine.streamNumbers(`SELECT ${expressions.join(', ')} FROM (${source})`, (columns, rows) => {
    for (let row = 0; row < rows; row += 1)
      keeper.offer(columns.length, (column) => columns[column]?.getItem(row) ?? Number.NaN);
  });
  return keeper.matrix();
}

/** Keeps rows, and fewer of them as more come by. */
function keepRows(columns: number, most: number) {
  const limit = Math.max(1, Math.min(most, Math.floor(sampleCells / Math.max(1, columns))));
  const spread = spreadRows(limit);
  const kept = new Float64Array((limit + 1) * columns);
  let rows = 0;
  return {
    offer(width: number, cell: (column: number) => number): void {
      if (!spread.keeps()) return;
      for (let column = 0; column < width; column += 1) kept[rows * columns + column] = cell(column);
      rows += 1;
      const stays = spread.thin();
      if (!stays) return;
      let next = 0;
      for (let row = 0; row < rows; row += 1) {
        if (!stays(row)) continue;
        kept.copyWithin(next * columns, row * columns, (row + 1) * columns);
        next += 1;
      }
      rows = next;
    },
    matrix: (): Matrix => ({ rows, columns, values: kept.slice(0, rows * columns) }),
  };
}

async function profileCells(
  cells: Cells,
  edges: readonly (readonly number[])[],
  baseline: readonly (Profile | undefined)[] | undefined,
): Promise<ProfiledTable> {
  const counted = await countCells(cells, edges);
  const groups = await countGroups(
    cells.table.engine,
    cells.source,
    cells.facets.flatMap(({ categories }) => categories.map(({ sql }) => sql)),
    { most: mostGroups },
  );
  let [number, group] = [0, 0];
  const columns = cells.columns.map((column, index): ProfiledColumn => {
    const facets = cells.facets[index];
    const misfits = counted.misfits[index] ?? 0;
    const own = baseline?.[index];
    const found: [string | undefined, SimpleProfile][] = [];
    for (const { name } of facets?.numbers ?? []) {
      const profile = counted.numbers[number]?.profile();
      if (profile) found.push([name, withoutMisfits(profile, misfits)]);
      number += 1;
    }
    for (const facet of facets?.categories ?? []) {
      const grouped = groups[group] ?? { counts: new Map<Value, number>(), total: 0 };
      found.push([facet.name, categoriesOf(grouped, misfits, facet, own && facetIn(own, facet.name))]);
      group += 1;
    }
    return { profile: compose(column, found, own, cells.dimensions.get(column.name)), misfits };
  });
  return { rows: counted.rows, columns, sample: counted.sample };
}

interface Counted {
  readonly rows: number;
  readonly numbers: readonly NumberCounter[];
  readonly misfits: readonly number[];
  readonly sample: Matrix;
}

const jointSample = 10_000;

/** The pass in which every number of every row goes by. */
async function countCells(cells: Cells, edges: readonly (readonly number[])[]): Promise<Counted> {
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
      counters.forEach(({ add }, index) => {
        const column = streamed[index];
        for (let row = 0; row < length; row += 1) add(column?.getItem(row) ?? null);
      });
      masks.forEach((places, index) => {
        const column = streamed[counters.length + index];
        for (let row = 0; row < length; row += 1) {
          const bits = column?.getItem(row) ?? 0;
          if (bits > 0)
            places.forEach((place, bit) => {
              misfits[place] = (misfits[place] ?? 0) + (Math.floor(bits / 2 ** bit) % 2);
            });
        }
      });
      for (let row = 0; row < length; row += 1) {
        keeper.offer(plain.length, (index) => streamed[plain[index] ?? 0]?.getItem(row) ?? Number.NaN);
      }
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

const withoutMisfits = (profile: NumericProfile, misfits: number): NumericProfile => ({
  ...profile,
  missing: Math.max(0, profile.missing - misfits),
});

function categoriesOf(
  { counts, total }: GroupCounts,
  misfits: number,
  { minimum, all }: CategoryFacet,
  baseline: SimpleProfile | undefined,
): CategoricalProfile {
  const missing = Math.max(0, (counts.get(null) ?? 0) - misfits);
  const tally = new Map([...counts].flatMap(([value, n]) => (value === null ? [] : [[String(value), n] as const])));
  const beyond = total - [...counts.values()].reduce((sum, n) => sum + n, 0);
  const profile = profileOf();
  return { ...profile, other: profile.other + beyond };

  function profileOf(): CategoricalProfile {
    if (all) return profileOfTally(tally, missing, baselineCategories(all));
    // What the baseline dropped into its `other`, the window drops too.
    if (baseline?.kind === 'categorical' && baseline.other > 0) return profileOfTally(tally, missing, baseline);
    return baselineOfTally(tally, missing, { minimum: baseline ? 1 : minimum });
  }
}

const facetIn = (profile: Profile, facet: string | undefined): SimpleProfile | undefined =>
  facetsOf(profile).find(({ name }) => name === facet)?.profile;

const noHour = '00';

function compose(
  { kind }: ComparedColumn,
  found: readonly (readonly [string | undefined, SimpleProfile])[],
  baseline: Profile | undefined,
  dimensions: number | undefined,
): Profile {
  const [first] = found;
  if (!first) throw new RangeError(`a column of kind ${kind} has no facets`);
  if (kind !== 'time' && kind !== 'text' && kind !== 'vector') return first[1];
  const facets = found.filter(([name, profile]) => name !== 'hour' || hasHours(profile, baseline));
  const composite: CompositeProfile = {
    kind,
    version: 1,
    ...(kind === 'vector' ? { dimensions: dimensions ?? 0 } : {}),
    facets: Object.fromEntries(facets.map(([name, profile]) => [name ?? '', profile])),
  };
  return composite;
}

/** Times that are all at midnight are dates, and dates have no hours. */
function hasHours(profile: SimpleProfile, baseline: Profile | undefined): boolean {
  if (baseline) return facetIn(baseline, 'hour') !== undefined;
  return (
    profile.kind === 'categorical' &&
    profile.categories.some((hour, index) => hour !== noHour && (profile.counts[index] ?? 0) > 0)
  );
}
