import type { Report } from '@pitwall/sdk';
import type { z } from 'zod';
import { runChecks, withFiles } from './check.ts';
import { loadConfig } from './config/load.ts';
import { configSchema } from './config/schema.ts';
import { validate } from './config/validate.ts';
import { PitwallError } from './core/errors.ts';

export type ConfigInput = z.input<typeof configSchema>;

export interface CheckInput {
  /** A file, or the configuration itself; pitwall.yaml where not said. */
  readonly config?: string | ConfigInput;
  /** These files instead of the source of their dataset. */
  readonly files?: string | readonly string[];
  readonly dataset?: string;
  /** Distributions of the columns, as the HTML report shows them; they cost a second scan. */
  readonly pictures?: boolean;
  readonly memory?: string;
  /** When to judge as of. */
  readonly now?: Date;
  readonly cwd?: string;
}

/** Every check on every dataset, or on the files that are named. */
export async function check({
  config,
  files,
  dataset,
  pictures = false,
  memory,
  now = new Date(),
  cwd = process.cwd(),
}: CheckInput = {}): Promise<Report> {
  const { config: whole, folder } = await readConfig(config, cwd);
  const named = typeof files === 'string' ? [files] : files;
  const chosen = named ? await withFiles(whole, named, dataset, folder) : whole;
  return runChecks({
    config: chosen,
    folder: named ? cwd : folder,
    now,
    pictures,
    ...(memory === undefined ? {} : { memory }),
    ...(dataset === undefined ? {} : { datasets: [dataset] }),
  });
}

async function readConfig(config: string | ConfigInput | undefined, cwd: string) {
  if (config !== undefined && typeof config !== 'string') return { config: defineConfig(config), folder: cwd };
  const loaded = await loadConfig({ file: config, cwd, env: process.env });
  if (loaded) return loaded;
  throw new PitwallError({
    code: 'config.missing',
    problem: 'there is no pitwall.yaml here',
    fix: 'Pass a configuration, or write one with pitwall init DATA',
  });
}

/** A configuration in code: checked now, typed for the editor. */
export function defineConfig(config: ConfigInput): z.infer<typeof configSchema> {
  return validate(configSchema, config, () => ({}));
}
