import { basename } from 'node:path';
import { type DatasetReport, type Finding, type Report, statuses, worstStatus } from '@pitwall/sdk';
import { type Config, type DatasetConfig } from './config/schema.ts';
import { PitwallError } from './core/errors.ts';
import type { DatasetResult, SplitCounts, SplitOptions } from './core/slice.ts';
import type { Progress } from './data/engine.ts';
import { type DuckDBEngine, openDuckDB } from './data/duckdb/engine.ts';
import { expandGlob } from './data/glob.ts';
import { openTable } from './data/open.ts';
import { type ReadOptions, resolveSources } from './data/source.ts';
import { slices } from './slices.ts';
import { version } from './version.ts';

export interface Step {
  readonly dataset: string;
  readonly progress: () => Progress;
}

export interface CheckOptions {
  readonly config: Config;
  /** Paths in the configuration count from here. */
  readonly folder: string;
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
    const settings = config.datasets[name];
    if (!settings) continue;
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
  const counts = Object.fromEntries(statuses.map((status) => [status, findings.filter((finding) => finding.status === status).length]));
  return {
    report: 1,
    project: config.project,
    pitwall: version,
    at: now.toISOString(),
    status: worstStatus(findings.map(({ status }) => status)),
    counts: counts as Report['counts'],
    datasets,
    findings,
  };
}

async function checkDataset(
  engine: DuckDBEngine,
  name: string,
  settings: DatasetConfig,
  { folder, now, pictures = false, split, onSplit, shownAs }: CheckOptions,
): Promise<{ report: DatasetReport; found: Finding[] }> {
  const options = readOptions(settings);
  const resolved = await resolveSources(settings.source, folder, options);
  const files = resolved.map((file) => ({ ...file, path: shownAs?.get(file.path) ?? file.path }));
  const table = await openTable(engine, files, options);
  const results: DatasetResult[] = [];
  for (const check of slices.flatMap((slice) => slice.checks)) {
    results.push(await check.run({ dataset: name, table, settings, pictures }, { now }));
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
      sources: files.map(({ path, format, bytes }) => ({ path, format, bytes })),
      rows: results.find(({ rows }) => rows !== undefined)?.rows ?? null,
      score: results.find(({ score }) => score !== undefined)?.score ?? null,
      score_parts: [...(results.find(({ scoreParts }) => scoreParts)?.scoreParts ?? [])],
      columns: results.flatMap(({ columns }) => columns ?? []),
    },
  };
}

export function readOptions({ format, delimiter, encoding, null_values }: DatasetConfig): ReadOptions {
  return { format, delimiter, encoding, null_values };
}

/**
 * The same configuration for files that were named on the command line: they replace the source of the dataset
 * that they belong to. Which one that is, the patterns of the datasets tell, unless it is said.
 */
export async function withFiles(config: Config, files: readonly string[], dataset: string | undefined, folder: string): Promise<Config> {
  const name = dataset ?? (await datasetOf(config, files, folder));
  const settings = config.datasets[name];
  if (!settings) throw unknownDataset(name, config);
  return { ...config, datasets: { [name]: { ...settings, source: [...files] } } };
}

async function datasetOf(config: Config, files: readonly string[], folder: string): Promise<string> {
  const names = Object.keys(config.datasets);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  const wanted = new Set(files.map((file) => basename(file)));
  for (const name of names) {
    const patterns = config.datasets[name]?.source ?? [];
    const matched = (await Promise.all(patterns.map((pattern) => expandGlob(pattern, folder)))).flat();
    if (matched.some((file) => wanted.has(basename(file)))) return name;
  }
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected files of one dataset, but none of ${names.join(', ')} has a source that matches ${files.join(', ')}`,
    fix: 'Say whose contract they are to be judged by: --dataset NAME',
  });
}

export function unknownDataset(name: string, config: Config): PitwallError {
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `there is no dataset ${name} in the configuration`,
    fix: `Use one of: ${Object.keys(config.datasets).join(', ') || '(none is configured)'}`,
  });
}
