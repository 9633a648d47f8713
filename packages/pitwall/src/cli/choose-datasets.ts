import { basename, resolve } from 'node:path';
import { unknownDataset, withFiles } from '../check.ts';
import { defaultConfigFile, type LoadedConfig } from '../config/load.ts';
import { type Config, configSchema } from '../config/schema.ts';
import type { CommandContext, Invocation } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { expandGlob, hasGlob } from '../data/glob.ts';
import { readConfiguration } from './configuration.ts';
import { datasetNameOf } from './dataset-name.ts';
import { readReadingOptions } from './reading.ts';

export interface NamedFiles {
  /** As typed. */
  readonly typed: readonly string[];
  /** The same where they can be read: for `-`, the file into which standard input was written. */
  readonly paths: readonly string[];
}

/** What is to be checked: the configuration, with the files and reading options of the command line in it. */
export async function chooseDatasets(
  invocation: Invocation,
  context: CommandContext,
  files: NamedFiles,
): Promise<LoadedConfig & { readonly home: string }> {
  const dataset = invocation.text('dataset');
  const loaded = await readConfiguration(invocation, context);
  const base: LoadedConfig = loaded ?? withoutConfig(files, dataset, context.cwd);
  const chosen = await narrow(base, files, dataset);
  if (Object.keys(chosen.datasets).length === 0) throw nothingToCheck(base.file);
  const options = readReadingOptions(invocation);
  const datasets = Object.entries(chosen.datasets).map(([name, settings]) => [name, { ...settings, ...options }]);
  return {
    ...base,
    config: { ...chosen, datasets: Object.fromEntries(datasets) },
    folder: files.paths.length > 0 ? context.cwd : base.folder,
    home: base.folder,
  };
}

async function narrow(
  { config, folder }: LoadedConfig,
  { typed, paths }: NamedFiles,
  dataset: string | undefined,
): Promise<Config> {
  if (paths.length > 0) {
    if (typed.includes('-') && dataset === undefined) assertOneDataset(config, 'to judge standard input by');
    return withFiles(config, paths, dataset, folder);
  }
  if (dataset === undefined) return config;
  const settings = Object.hasOwn(config.datasets, dataset) ? config.datasets[dataset] : undefined;
  if (!settings) throw unknownDataset(dataset, config);
  return { ...config, datasets: { [dataset]: settings } };
}

/** Files without a configuration are one dataset, judged by what most of its own values look like. */
function withoutConfig({ typed, paths }: NamedFiles, dataset: string | undefined, cwd: string): LoadedConfig {
  const [first] = typed;
  if (first === undefined || dataset !== undefined) {
    throw new PitwallError({
      code: 'config.missing',
      problem: `there is no ${defaultConfigFile} here${first === undefined ? ' and no file was named' : `, so there is no dataset ${dataset}`}`,
      fix: 'Name files, like pitwall check games.csv, or write a configuration with pitwall init games.csv',
    });
  }
  const input = { project: basename(cwd) || 'project', datasets: { [datasetNameOf(first)]: { source: [...paths] } } };
  return { config: configSchema.parse(input), file: defaultConfigFile, folder: cwd };
}

export function assertOneDataset({ datasets }: Config, purpose: string): void {
  const names = Object.keys(datasets);
  if (names.length === 1) return;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected one dataset ${purpose}, found ${names.join(', ') || 'none'}`,
    fix: 'Say which: --dataset NAME',
  });
}

/** Findings or rows written over the data they come from would be the end of the data. */
export async function assertNotSources(
  written: readonly string[],
  { config, folder }: LoadedConfig,
  cwd: string,
): Promise<void> {
  const sources = Object.values(config.datasets).flatMap(({ source }) => source);
  const files = (await Promise.all(sources.map((path) => (hasGlob(path) ? expandGlob(path, folder) : [path])))).flat();
  const absolute = new Set(files.map((file) => resolve(folder, file)));
  const taken = written.find((path) => absolute.has(resolve(cwd, path)));
  if (taken === undefined) return;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected another file to write to than those that are read',
    fix: 'Write elsewhere',
    place: { file: taken },
  });
}

function nothingToCheck(file: string): PitwallError {
  return new PitwallError({
    code: 'config.invalid',
    problem: 'the configuration names no datasets',
    fix: 'Add one under datasets:, or let pitwall init DATA write it',
    place: { file },
  });
}
