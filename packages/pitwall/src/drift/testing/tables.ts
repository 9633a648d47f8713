import type { Finding } from '@pitwall/sdk';
import { inferTypes } from '../../contracts/index.ts';
import type { DuckDBEngine } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { type ReadOptions, resolveSources } from '../../data/source.ts';
import type { Table } from '../../data/table.ts';
import type { Folder } from '../../testing/data-files.ts';
import { type BaselineOptions, measureBaseline } from '../baseline.ts';
import { judgeDrift } from '../checks/drift.ts';
import { nothingDeclared } from '../columns.ts';
import { type DriftSettings, defaultDriftSettings } from '../config.ts';

export const noon = new Date('2026-01-12T12:00:00Z');

export async function openFiles(
  engine: DuckDBEngine,
  { path }: Folder,
  files: readonly string[],
  options: ReadOptions = {},
): Promise<Table> {
  return openTable(engine, await resolveSources(files, path, options), options);
}

/** What a baseline is made with where a test has nothing else to say. */
export const optionsOf = (options: Partial<BaselineOptions> = {}): BaselineOptions => ({
  name: 'then',
  dataset: null,
  declared: nothingDeclared,
  infer: inferTypes,
  now: noon,
  ...options,
});

export function baselineOf(table: Table, options: Partial<BaselineOptions> = {}): ReturnType<typeof measureBaseline> {
  return measureBaseline(table, optionsOf(options));
}

/** What `pitwall drift` finds where each side is one table; `settings` in addition to those that hold where nothing is said. */
export async function judgeTables(before: Table, now: Table, settings: Partial<DriftSettings> = {}) {
  const { baseline, reference } = await baselineOf(before);
  return judgeDrift(now, baseline, {
    dataset: 'now',
    now: noon,
    settings: { ...defaultDriftSettings, ...settings },
    pictures: true,
    reference,
  });
}

/** What does not pass. */
export const moved = (findings: readonly Finding[]): Finding[] => findings.filter(({ status }) => status !== 'pass');

/** `column metric status` of each finding, for tests that look at all of them. */
export function outline(findings: readonly Finding[]): string[] {
  return findings.map(({ subject, metric, status }) =>
    [subject.replace(/^dataset:now\/?(column:)?/, ''), metric.replace('drift.', ''), status].filter(Boolean).join(' '),
  );
}

/** A column of a CSV file; nothing where the value is null. */
export function csvOf(columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>): string {
  const names = Object.keys(columns);
  const cell = (value: string | number | boolean | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]|^$/.test(text) && value !== null ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = Math.max(0, ...Object.values(columns).map(({ length }) => length));
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((name) => cell(columns[name]?.[row] ?? null)).join(','),
  );
  return `${[names.map(cell).join(','), ...lines].join('\n')}\n`;
}
