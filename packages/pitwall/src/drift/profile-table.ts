import {
  baselineCategories,
  baselineEdges,
  baselineOfTally,
  type CategoricalProfile,
  type CompositeProfile,
  edgeSample,
  facetsOf,
  type Matrix,
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
import { countCells } from './count-cells.ts';
import type { CategoryFacet } from './facets.ts';
import { sampleRows } from './row-sample.ts';

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
/** So many different values of a column are fetched at most; rarer ones are `other`. */
const mostGroups = 20_000;

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
    const numbers = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) numbers[row] = values[row * columns + column] ?? 0;
    return baselineEdges(numbers.filter(Number.isFinite).sort());
  });
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
    if (all) return profileOfTally(tally, missing, baselineCategories(all, { cap: all.length }));
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
