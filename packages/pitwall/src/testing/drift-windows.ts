import { normal } from '../../../stats/src/drift/testing/samples.ts';
import { type DataInput, type DetectorOptions, DriftDetector, type DriftResults } from '../index.ts';
import type { Folder } from './data-files.ts';

export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

export const now = (): Date => new Date('2026-01-12T06:00:00Z');

/** What a detector finds, and what it tells a person. */
export async function compare(before: DataInput, after: DataInput, options: DetectorOptions = {}) {
  const detector = new DriftDetector(before, { now, ...options });
  const results = await detector.detectDrift(after);
  return { ...results, text: detector.getDriftReport(results) };
}

/** Rows of each of the following. */
export const rows = 500;
export const calm = { pace: normal(1, rows), rest: normal(3, rows) };
/** The same world, seen again. */
export const again = { pace: normal(5, rows), rest: normal(7, rows) };
/** Another world, in which the pace is higher. */
export const moved = { ...again, pace: again.pace.map((value) => value + 1) };

export const list = (value: unknown): unknown[] => Array(rows).fill(value);

export const asRows = (columns: Columns): Record<string, unknown>[] =>
  Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
  );

/** As a CSV file; answers with its path. */
export function writeColumns(folder: Folder, name: string, columns: Columns): string {
  const lines = asRows(columns).map((row) => Object.values(row).join(','));
  return folder.write(name, [Object.keys(columns).join(','), ...lines, ''].join('\n'));
}

export const driftedIn = ({ features }: Pick<DriftResults, 'features'>): string[] =>
  Object.entries(features).flatMap(([name, { drift }]) => (drift ? [name] : []));
