import type { Matrix, Profile } from '@pitwall/stats';
import type { Table } from '../data/table.ts';
import { version } from '../version.ts';
import { columnsIn } from './cells.ts';
import { type ComparedColumn, chooseColumns, type Declared, type InferTypes, type SkippedColumn } from './columns.ts';
import { fitJoint, type Joint } from './joint.ts';
import { profileBaseline, profileWindow } from './profile-table.ts';
import { countSegments, planSegments, type SegmentCounts } from './segments.ts';
import { sampleVectors } from './vectors.ts';

export const baselineVersion = 1;

export interface BaselineColumn extends ComparedColumn {
  /** Values that were not of the column's type. */
  readonly misfits: number;
  readonly profile: Profile;
}

/** What data looked like when it was as it should be: counts of each column, and never a row. */
export interface Baseline {
  readonly baseline: typeof baselineVersion;
  readonly name: string;
  /** The dataset of the configuration that it was made from; null where files were named. */
  readonly dataset: string | null;
  readonly created: string;
  /** Version of Pitwall. */
  readonly pitwall: string;
  readonly rows: number;
  readonly sources: readonly { readonly path: string; readonly bytes: number }[];
  readonly columns: readonly BaselineColumn[];
  readonly skipped: readonly SkippedColumn[];
  readonly joint: Joint | null;
  readonly segments: readonly SegmentCounts[];
}

export interface BaselineOptions {
  readonly name: string;
  readonly dataset: string | null;
  readonly declared: Declared;
  readonly infer: InferTypes;
  readonly now: Date;
  /** Count on the edges of this one, so that the two can be merged. */
  readonly like?: Baseline | undefined;
}

/** What only the data itself can tell, for those who compare it at once; it is not kept. */
export interface Reference {
  /** Some of its rows. */
  readonly sample: Matrix;
  readonly vectorsOf: (column: ComparedColumn, dimensions: number) => Promise<Matrix>;
  /** How columns fall on segments. */
  readonly segmentsOf: (columns: ReadonlySet<string>) => Promise<readonly SegmentCounts[]>;
}

/** A baseline to be stored, with what later explains in which segment a column moved. */
export async function createBaseline(table: Table, options: BaselineOptions): Promise<Baseline> {
  const { baseline } = await measureBaseline(table, options);
  const plan = options.like ? options.like.segments : planSegments(baseline.columns);
  return { ...baseline, segments: await countSegments(table, baseline.columns, plan) };
}

/** A baseline to be compared with while its data is at hand: what it takes long to count is counted where it is asked for. */
export async function measureBaseline(
  table: Table,
  options: BaselineOptions,
): Promise<{ readonly baseline: Baseline; readonly reference: Reference }> {
  const { like } = options;
  const { compared, skipped } = like
    ? { compared: columnsIn(table, like.columns), skipped: like.skipped }
    : await chooseColumns(table, options.declared, options.infer);
  const profiled = like
    ? await profileWindow(table, compared, profilesOf(like))
    : await profileBaseline(table, compared);
  const baseline: Baseline = {
    baseline: baselineVersion,
    name: options.name,
    dataset: options.dataset,
    created: options.now.toISOString(),
    pitwall: version,
    rows: profiled.rows,
    sources: table.files.map(({ path, bytes }) => ({ path, bytes })),
    columns: compared.flatMap(({ name, type, kind }, index) => {
      const found = profiled.columns[index];
      return found ? [{ name, type, kind, misfits: found.misfits, profile: found.profile }] : [];
    }),
    skipped,
    joint: like ? null : fitJoint(compared, profiled.sample),
    segments: [],
  };
  const segmentsOf: Reference['segmentsOf'] = (names) =>
    countSegments(table, baseline.columns, planSegments(baseline.columns), names);
  const vectorsOf: Reference['vectorsOf'] = (column, dimensions) => sampleVectors(table, column, dimensions);
  return { baseline, reference: { sample: profiled.sample, vectorsOf, segmentsOf } };
}

export function profilesOf({ columns }: Pick<Baseline, 'columns'>): ReadonlyMap<string, Profile> {
  return new Map(columns.map(({ name, profile }) => [name, profile]));
}
