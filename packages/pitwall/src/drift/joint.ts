import {
  compareReconstruction,
  domainClassifier,
  fitReconstruction,
  type Matrix,
  type MultivariateComparison,
  type MultivariateReason,
  type Reconstruction,
  readProfile,
  type SeverityThresholds,
} from '@pitwall/stats';
import { z } from 'zod';
import type { ComparedColumn } from './columns.ts';

/** What a baseline keeps of its numeric columns together. */
export interface Joint {
  readonly columns: readonly string[];
  readonly reconstruction: Reconstruction;
}

const numbers = z.array(z.number());

export const jointSchema = z.strictObject({
  columns: z.array(z.string()),
  reconstruction: z
    .looseObject({
      kind: z.literal('reconstruction'),
      version: z.literal(1),
      columns: z.int().min(2),
      scales: z.array(z.looseObject({ deviation: z.number() })),
      components: z.array(numbers),
      shares: numbers,
      errors: z.unknown().refine((value) => typeof readProfile(value) !== 'string', 'expected a profile'),
      residuals: numbers,
    })
    .refine(
      ({ columns, scales, components, residuals }) =>
        scales.length === columns &&
        residuals.length === columns &&
        components.every((component) => component.length === columns),
      'expected a number for each column',
    ),
});

/** Columns together say something from two on, and of very many nobody could tell what. */
const mostColumns = 200;

const numericOf = (columns: readonly ComparedColumn[]): string[] =>
  columns.flatMap(({ name, kind }) => (kind === 'number' ? [name] : []));

/** Null where there are not enough columns or rows to look at them together. */
export function fitJoint(columns: readonly ComparedColumn[], sample: Matrix): Joint | null {
  const names = numericOf(columns);
  if (names.length !== sample.columns || names.length < 2 || names.length > mostColumns) return null;
  const reconstruction = fitReconstruction(sample);
  return 'unknown' in reconstruction ? null : { columns: names, reconstruction };
}

export interface JointDrift {
  readonly measure: 'mean_error_shift' | 'separability';
  readonly thresholds: SeverityThresholds;
  /** Columns by which the rows differ most. */
  readonly drivers: readonly string[];
  readonly outcome: MultivariateComparison | { readonly method: string; readonly unknown: MultivariateReason };
}

/** In standard deviations of the reference's errors. */
const shiftThresholds: SeverityThresholds = [0.2, 0.5, 1];
/** 2 · AUC − 1 of telling new rows from old ones. */
export const separabilityThresholds: SeverityThresholds = [0.15, 0.35, 0.6];
const namedDrivers = 3;

/**
 * Do the numeric columns go together as they did? Where rows of both sides are at hand, by how well new rows can be told
 * from old ones; from a baseline, which has no rows, by how well its components reconstruct new ones.
 */
export function compareJoint(joint: Joint, current: Matrix, reference: Matrix | undefined): JointDrift {
  const named = (drivers: readonly { readonly column: number }[]): string[] =>
    drivers.slice(0, namedDrivers).flatMap(({ column }) => joint.columns[column] ?? []);
  if (reference && reference.columns === current.columns) {
    const outcome = domainClassifier(reference, current);
    const drivers = 'unknown' in outcome ? [] : named(outcome.drivers);
    return { measure: 'separability', thresholds: separabilityThresholds, drivers, outcome };
  }
  const outcome = compareReconstruction(joint.reconstruction, current);
  const drivers = 'unknown' in outcome ? [] : named(outcome.drivers);
  return { measure: 'mean_error_shift', thresholds: shiftThresholds, drivers, outcome };
}
