import { basename } from 'node:path';
import { type DatasetReport, type Finding, type ModelReport, type Report, statuses, worstStatus } from '@pitwall/sdk';
import type { Config, DatasetConfig } from './config/schema.ts';
import { PitwallError } from './core/errors.ts';
import type { DatasetResult, SplitCounts, SplitOptions } from './core/slice.ts';
import { closest } from './core/suggest.ts';
import { type DuckDBEngine, openDuckDB } from './data/duckdb/engine.ts';
import type { Progress } from './data/engine.ts';
import { expandGlob } from './data/glob.ts';
import { openPaths } from './data/open.ts';
import type { ReadOptions } from './data/source.ts';
import { slices } from './slices.ts';
import { version } from './version.ts';

export interface Step {
  readonly dataset: string;
  readonly progress: () => Progress;
}

export interface CheckOptions {
  readonly config: Config;
  /** Paths of the data count from here. */
  readonly folder: string;
  /** Where the configuration is, and beside it the baselines; `folder` where not said. */
  readonly home?: string;
  readonly now: Date;
  /** These datasets only. */
  readonly datasets?: readonly string[];
  readonly pictures?: boolean;
  readonly memory?: string;
  readonly onStep?: (step: Step) => void;
  /** Part the good rows from the bad ones on the way. */
  readonly split?: SplitOptions;
  readonly onSplit?: (counts: SplitCounts) => void;
  /** What to call a file in the report, where its path is not what the user named. */
  readonly shownAs?: ReadonlyMap<string, string>;
}

/** One run: every check of every slice on every dataset of the configuration. */
export async function runChecks(options: CheckOptions): Promise<Report> {
  const { config, now } = options;
  const names = options.datasets ?? Object.keys(config.datasets);
  const datasets: DatasetReport[] = [];
  const findings: Finding[] = [];
  for (const name of names) {
    const settings = settingsOf(config, name);
    const engine = await openDuckDB(options.memory === undefined ? {} : { memory: options.memory });
    try {
      options.onStep?.({ dataset: name, progress: () => engine.progress() });
      const { report, found } = await checkDataset(engine, name, settings, options);
      datasets.push(report);
      findings.push(...found);
    } finally {
      engine.close();
    }
  }
  return assembleReport(config.project, now, datasets, findings);
}

export function assembleReport(
  project: string,
  now: Date,
  datasets: readonly DatasetReport[],
  findings: readonly Finding[],
  models: readonly ModelReport[] = [],
): Report {
  const counts = Object.fromEntries(
    statuses.map((status) => [status, findings.filter((finding) => finding.status === status).length]),
  );
  return {
    report: 1,
    project,
    pitwall: version,
    at: now.toISOString(),
    status: worstStatus(findings.map(({ status }) => status)),
    counts: counts as Report['counts'],
    datasets: [...datasets],
    models: [...models],
    findings: [...findings],
  };
}

async function checkDataset(
  engine: DuckDBEngine,
  name: string,
  settings: DatasetConfig,
  { folder, home = folder, now, pictures = false, split, onSplit, shownAs }: CheckOptions,
): Promise<{ report: DatasetReport; found: Finding[] }> {
  const options = readOptions(settings);
  const table = await openPaths(engine, settings.source, folder, options, shownAs);
  const results: DatasetResult[] = [];
  for (const check of slices.flatMap((slice) => slice.checks)) {
    results.push(await check.run({ dataset: name, table, folder: home, settings, pictures }, { now }));
  }
  const splitter = results.find((result) => result.split)?.split;
  if (split && splitter) {
    const counts = await splitter(split);
    onSplit?.(counts);
  }
  const found = results.flatMap((result) => result.findings);
  return {
    found,
    report: {
      name,
      status: worstStatus(found.map(({ status }) => status)),
      sources: table.files.map(({ path, format, bytes }) => ({ path, format, bytes })),
      rows: results.find(({ rows }) => rows !== undefined)?.rows ?? null,
      score: results.find(({ score }) => score !== undefined)?.score ?? null,
      score_parts: [...(results.find(({ scoreParts }) => scoreParts)?.scoreParts ?? [])],
      columns: results.flatMap(({ columns }) => columns ?? []),
      drift: results.find(({ drift }) => drift)?.drift ?? null,
    },
  };
}

export function readOptions({ format, delimiter, encoding, null_values }: DatasetConfig): ReadOptions {
  return { format, delimiter, encoding, null_values };
}

/**
 * The same configuration for files that were named on the command line: they replace the source of the datasets
 * that they belong to. Which ones these are, the names of the files tell, unless it is said.
 */
export async function withFiles(
  config: Config,
  files: readonly string[],
  dataset: string | undefined,
  folder: string,
): Promise<Config> {
  const named = dataset === undefined ? await filesByDataset(config, files, folder) : new Map([[dataset, files]]);
  const datasets = [...named].map(([name, own]) => {
    const settings = settingsOf(config, name);
    return [name, { ...settings, source: [...own] }];
  });
  return { ...config, datasets: Object.fromEntries(datasets) };
}

async function filesByDataset(
  config: Config,
  files: readonly string[],
  folder: string,
): Promise<Map<string, string[]>> {
  const names = Object.keys(config.datasets);
  if (names.length === 1 && names[0] !== undefined) return new Map([[names[0], [...files]]]);
  const known = new Map<string, ReadonlySet<string>>();
  for (const name of names) known.set(name, await fileNames(config.datasets[name]?.source ?? [], folder));
  const found = new Map<string, string[]>();
  const strangers: string[] = [];
  for (const file of files) {
    const name = names.find((candidate) => known.get(candidate)?.has(basename(file)));
    if (name === undefined) strangers.push(file);
    else found.set(name, [...(found.get(name) ?? []), file]);
  }
  if (strangers.length === 0) return found;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `none of the datasets ${names.join(', ')} has a source like ${strangers.join(', ')}`,
    fix: 'Say whose contract is meant: --dataset NAME',
  });
}

/** Those of the sources, and the patterns themselves: a pattern in quotes is handed over as it is. */
async function fileNames(sources: readonly string[], folder: string): Promise<ReadonlySet<string>> {
  const matched = await Promise.all(sources.map((pattern) => expandGlob(pattern, folder)));
  return new Set([...sources, ...matched.flat()].map((path) => basename(path)));
}

export function settingsOf(config: Config, name: string): DatasetConfig {
  const settings = Object.hasOwn(config.datasets, name) ? config.datasets[name] : undefined;
  if (!settings) throw unknownDataset(name, config);
  return settings;
}

export function unknownDataset(name: string, config: Config): PitwallError {
  const names = Object.keys(config.datasets);
  const meant = closest(name, names);
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `there is no dataset ${name} in the configuration`,
    fix: meant ? `Did you mean ${meant}` : `Use one of: ${names.join(', ') || '(none is configured)'}`,
  });
}
