import type { DatasetCheck } from '../../core/slice.ts';
import type { Table } from '../../data/table.ts';
import type { Baseline, Reference } from '../baseline.ts';
import { baselinePath, readBaseline } from '../baseline-file.ts';
import { type Comparison, compareBaselines, compareTable } from '../compare.ts';
import { type DriftSettings, defaultDriftSettings } from '../config.ts';
import { findingsOf } from '../findings.ts';
import { reportOf } from '../report.ts';

export interface JudgeOptions {
  readonly dataset: string;
  readonly now: Date;
  readonly settings: DriftSettings;
  readonly pictures: boolean;
  /** The data that the baseline was made from, where it is at hand. */
  readonly reference?: Reference | undefined;
}

/** Data against a baseline: findings, and the section of the report. */
export async function judgeDrift(
  table: Table,
  baseline: Baseline,
  { dataset, now, settings, pictures, reference }: JudgeOptions,
) {
  return judgeComparison(await compareTable(table, baseline, settings, reference), {
    dataset,
    now,
    settings,
    pictures,
  });
}

/** One baseline against another. */
export function judgeBaselines(baseline: Baseline, current: Baseline, options: JudgeOptions) {
  return judgeComparison(compareBaselines(baseline, current, options.settings), options);
}

function judgeComparison(comparison: Comparison, { dataset, now, settings, pictures }: JudgeOptions) {
  return {
    findings: findingsOf(comparison, { dataset, now, roles: rolesOf(settings) }),
    drift: reportOf(comparison, settings, pictures),
    rows: comparison.rows,
    comparison,
  };
}

function rolesOf({ target, prediction }: DriftSettings): ReadonlyMap<string, 'target' | 'prediction'> {
  return new Map([
    ...(target === undefined ? [] : [[target, 'target'] as const]),
    ...(prediction === undefined ? [] : [[prediction, 'prediction'] as const]),
  ]);
}

/** Has the world moved? Asked of datasets that name a baseline. */
export const driftCheck: DatasetCheck = {
  name: 'drift',
  async run({ dataset, table, settings, folder, pictures }, { now }) {
    const named = settings.baseline as string | undefined;
    if (named === undefined) return { findings: [] };
    const baseline = await readBaseline(baselinePath(named, folder), named);
    const { findings, drift } = await judgeDrift(table, baseline, {
      dataset,
      now,
      pictures,
      settings: (settings.drift as DriftSettings | undefined) ?? defaultDriftSettings,
    });
    return { findings, drift };
  },
};
