import type { Matrix, Profile } from '@pitwall/stats';
import type { Table } from '../data/table.ts';
import { version } from '../version.ts';
import { columnsIn } from './cells.ts';
import { type ComparedColumn, chooseColumns, type Declared, type InferTypes, type SkippedColumn } from './columns.ts';
import { fitJoint, type Joint } from './joint.ts';
import { profileBaseline, profileWindow } from './profile-table.ts';

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

export interface CreatedBaseline {
  readonly baseline: Baseline;
  /** Some of its rows, for those who compare them at once; they are not kept. */
  readonly sample: Matrix;
}

export async function createBaseline(table: Table, options: BaselineOptions): Promise<CreatedBaseline> {
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
  };
  return { baseline, sample: profiled.sample };
}

export function profilesOf({ columns }: Pick<Baseline, 'columns'>): ReadonlyMap<string, Profile> {
  return new Map(columns.map(({ name, profile }) => [name, profile]));
}
