import { dirname, resolve } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import { castInto } from './cast.ts';
import { missing, overlayOf, readConfigFile } from './files.ts';
import { merge, valueAt } from './maps.ts';
import { conceal, type Origin, placeOf, writtenIn } from './origin.ts';
import { readFlags, readVariables, withOverrides } from './overrides.ts';
import { type Config, configSchema } from './schema.ts';
import { validate } from './validate.ts';
import { type Environment, fillVariables } from './variables.ts';

export const defaultConfigFile = 'pitwall.yaml';

export interface LoadedConfig {
  readonly config: Config;
  /** As the user named it. */
  readonly file: string;
  /** Paths in the configuration count from here. */
  readonly folder: string;
}

/** A configuration that remembers where each of its values came from. */
export interface LayeredConfig extends LoadedConfig {
  readonly environment: string | undefined;
  /** All layers as one, before the schema fills in its defaults. */
  readonly merged: unknown;
  readonly origin: Origin;
}

export interface LoadOptions {
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly env: Environment;
  /** Which `pitwall.<environment>.yaml` lies over the file; PITWALL_ENVIRONMENT where not said. */
  readonly environment?: string | undefined;
  /** KEY=VALUE, above everything else. */
  readonly set?: readonly string[];
}

/**
 * `pitwall.yaml`, then `pitwall.<environment>.yaml` over it, then PITWALL__… variables, then what was typed.
 * Undefined where nothing was asked for and no file is there.
 */
export async function loadConfig(options: LoadOptions): Promise<LayeredConfig | undefined> {
  const { file = defaultConfigFile, cwd, env, set = [] } = options;
  const base = await readConfigFile(file, cwd);
  if (!base) {
    const asked = whatAsks(options);
    if (asked === undefined) return undefined;
    throw missing(file, asked, 'Name another with --config, or write one with pitwall init DATA');
  }
  const overlay = await readOverlay(file, options);
  const documents = [...(overlay ? [overlay.document] : []), base];
  const folder = dirname(resolve(cwd, file));
  const filled = await Promise.all(documents.map((document) => fillVariables(document, env, folder)));
  const below = filled.reduceRight<unknown>((lower, upper) => merge(lower, upper.value), {});
  const variables = readVariables(env, below);
  const overrides = [...variables, ...readFlags(set, withOverrides(below, variables))];
  const texts = filled.flatMap((one) => one.texts);
  const toCast = [...texts.filter(({ path, text }) => valueAt(below, path) === text), ...overrides];
  // Twice, since what one means can depend on another: `in: 1,2` are texts until the type of the column is known.
  const merged = [...toCast, ...toCast].reduce<unknown>(
    (current, { path, text }) => castInto(configSchema, current, path, text),
    below,
  );
  const origin = { documents, overrides, texts };
  const config = validate(configSchema, merged, (path, key) => placeOf(origin, path, key), {
    written: (path) => writtenIn(origin, path),
    conceal: (path, message) => conceal(origin, path, message),
  });
  return { config, file, folder, environment: overlay?.environment, merged, origin };
}

/** What cannot be done without a file. The variables of a shell alone ask for nothing. */
function whatAsks({ file, environment, set = [] }: LoadOptions): string | undefined {
  if (file !== undefined) return 'there is no such file';
  if (environment !== undefined) return `there is no such file that --environment ${environment} could lie over`;
  return set.length > 0 ? 'there is no such file in which --set could change something' : undefined;
}

async function readOverlay(file: string, { cwd, env, environment }: LoadOptions) {
  const name = environment ?? env.PITWALL_ENVIRONMENT ?? '';
  if (name === '' && environment === undefined) return undefined;
  const says = environment === undefined ? 'PITWALL_ENVIRONMENT' : '--environment';
  // It becomes part of a file's name.
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected the name of an environment as ${says}, found ${JSON.stringify(name)}`,
      fix: 'Use letters, digits, _, - and dots, like production',
    });
  }
  const overlay = overlayOf(file, name);
  const document = await readConfigFile(overlay, cwd);
  if (document) return { environment: name, document };
  throw missing(
    overlay,
    `there is no such file, but ${says} is ${name}`,
    `Write it, or name another environment in ${says}`,
  );
}
