import { readOptions, settingsOf } from '../check.ts';
import type { Config, DatasetConfig } from '../config/schema.ts';
import { type Contract, inferTypes } from '../contracts/index.ts';
import type { CommandContext, Invocation } from '../core/command.ts';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths } from '../data/open.ts';
import type { ReadOptions } from '../data/source.ts';
import type { Table } from '../data/table.ts';
import { type Declared, type DriftSettings, defaultDriftSettings, nothingDeclared } from '../drift/index.ts';
import { readConfiguration } from './configuration.ts';
import type { ProgressLine } from './progress.ts';

/** What types text columns have, which their contract or most of their values tell. */
export { inferTypes };

export interface Home {
  readonly config: Config | undefined;
  /** Where baselines are: beside the configuration, or here. */
  readonly folder: string;
}

export async function findHome(invocation: Invocation, context: CommandContext): Promise<Home> {
  const loaded = await readConfiguration(invocation, context);
  return { config: loaded?.config, folder: loaded?.folder ?? context.cwd };
}

/** The dataset that was named, else the one whose baseline this is. */
export function datasetFor({ config }: Home, named: string | undefined, baseline: string): string | undefined {
  if (named !== undefined) return named;
  return Object.entries(config?.datasets ?? {}).find(([, settings]) => settings.baseline === baseline)?.[0];
}

/** What the configuration says of a dataset's columns: their types, which of them name rows, which to leave out. */
export function declaredBy(settings: DatasetConfig | undefined): Declared {
  const contract = settings?.contract as Contract | undefined;
  const drift = settings?.drift as DriftSettings | undefined;
  if (!settings) return nothingDeclared;
  const columns = Object.entries(contract?.columns ?? {});
  return {
    types: new Map(columns.map(([name, { type }]) => [name, type])),
    names: new Set([
      ...(contract?.key?.length === 1 ? contract.key : []),
      ...columns.flatMap(([name, { unique }]) => (unique ? [name] : [])),
    ]),
    ignore: (drift ?? defaultDriftSettings).ignore,
  };
}

export const settingsIn = ({ config }: Home, dataset: string | undefined): DatasetConfig | undefined =>
  config && dataset !== undefined ? settingsOf(config, dataset) : undefined;

export interface OpenedFiles {
  readonly paths: readonly string[];
  readonly folder: string;
  readonly options: ReadOptions;
  readonly memory?: string | undefined;
  /** Shown while it takes long. */
  readonly progress?: ProgressLine;
  /** What to call a file, where its path is not what the user named. */
  readonly shownAs?: ReadonlyMap<string, string>;
}

/** Files as one table, for as long as `use` takes. */
export async function withTable<Result>(
  { paths, folder, options, memory, progress, shownAs }: OpenedFiles,
  use: (table: Table) => Promise<Result>,
): Promise<Result> {
  const engine = await openDuckDB(memory === undefined ? {} : { memory });
  try {
    progress?.step({
      dataset: paths.map((path) => shownAs?.get(path) ?? path).join(', '),
      progress: () => engine.progress(),
    });
    return await use(await openPaths(engine, paths, folder, options, shownAs));
  } finally {
    engine.close();
  }
}

export const readOptionsOf = (settings: DatasetConfig | undefined): ReadOptions =>
  settings ? readOptions(settings) : {};
