import { mergeProfiles } from '@pitwall/stats';
import { PitwallError } from '../core/errors.ts';
import type { Baseline, BaselineColumn } from './baseline.ts';
import type { SegmentCounts } from './segments.ts';

/** The baseline of the rows of both, exact to the row; what columns do together cannot be merged and is left out. */
export function mergeBaselines(a: Baseline, b: Baseline, name: string, now: Date): Baseline {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const missing =
    a.columns.find((column) => !others.has(column.name)) ??
    b.columns.find((column) => !a.columns.some((own) => own.name === column.name));
  if (missing) throw refused(a, b, `only one of them has the column ${missing.name}`);
  return {
    ...a,
    name,
    dataset: a.dataset === b.dataset ? a.dataset : null,
    created: now.toISOString(),
    rows: a.rows + b.rows,
    sources: [...a.sources, ...b.sources],
    columns: a.columns.map((column) => {
      const other = others.get(column.name);
      if (!other) throw refused(a, b, `only one of them has the column ${column.name}`);
      return mergeColumns(column, other, (problem) => refused(a, b, problem));
    }),
    skipped: a.skipped.filter((skipped) => b.skipped.some((other) => other.name === skipped.name)),
    joint: null,
    segments: mergeSegments(a.segments, b.segments),
  };
}

function mergeColumns(a: BaselineColumn, b: BaselineColumn, refuse: (problem: string) => Error): BaselineColumn {
  if (a.type !== b.type) throw refuse(`${a.name} is of the type ${a.type} in one and ${b.type} in the other`);
  const merged = mergeProfiles(a.profile, b.profile);
  if (!merged.merged) throw refuse(`${a.name}: ${merged.explanation}`);
  return { ...a, misfits: a.misfits + b.misfits, profile: merged.profile };
}

function refused(a: Baseline, b: Baseline, problem: string): PitwallError {
  return new PitwallError({
    code: 'baseline.merge',
    problem: `the baselines ${a.name} and ${b.name} cannot be merged: ${problem}`,
    fix: `Make the second one with the edges of the first: pitwall baseline create FILES --name NAME --like ${a.name}`,
  });
}

/** The counts of both, where both were counted alike; what only one has is left out. */
function mergeSegments(a: readonly SegmentCounts[], b: readonly SegmentCounts[]): SegmentCounts[] {
  return a.flatMap((one) => {
    const other = b.find(({ column, segments }) => column === one.column && isEqual(segments, one.segments));
    const targets = one.targets.flatMap((target) => {
      const same = other?.targets.find(
        ({ column, cuts, categories }) =>
          column === target.column && isEqual(cuts, target.cuts) && isEqual(categories, target.categories),
      );
      const sum = (row: readonly number[], segment: number): number[] =>
        row.map((count, bin) => count + (same?.counts[segment]?.[bin] ?? 0));
      return same ? [{ ...target, counts: target.counts.map(sum) }] : [];
    });
    return targets.length > 0 ? [{ ...one, targets }] : [];
  });
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
