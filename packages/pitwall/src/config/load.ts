import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PitwallError, type Place } from '../core/errors.ts';
import { castInto } from './cast.ts';
import { type ConfigDocument, type Path, readDocument } from './document.ts';
import { depthOf, merge, startsWith, valueAt, writtenAt } from './maps.ts';
import { type Override, readOverrides } from './overrides.ts';
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
  /** What came out of variables, and how it is written: nobody wants to see a secret shown. */
  readonly hidden: readonly { readonly path: Path; readonly written: string }[];
}

export interface LoadOptions {
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly env: Environment;
}

/**
 * `pitwall.yaml`, then `pitwall.<environment>.yaml` over it where PITWALL_ENV names one, then PITWALL__… variables.
 * Undefined where no file was asked for and none is there.
 */
export async function loadConfig({ file, cwd, env }: LoadOptions): Promise<LoadedConfig | undefined> {
  const name = file ?? defaultConfigFile;
  const base = await readConfigFile(name, cwd);
  if (!base) {
    if (file === undefined) return undefined;
    throw missing(name, 'there is no such file', 'Name another with --config, or write one with pitwall init DATA');
  }
  const documents = [...(await environmentDocument(name, cwd, env)), base];
  const filled = documents.map((document) => fillVariables(document, env));
  const merged = filled.reduceRight<unknown>((below, above) => merge(below, above.value ?? {}), {});
  const overrides = readOverrides(env, merged);
  const texts = [
    ...filled.flatMap((one) => one.texts).filter(({ path, text }) => valueAt(merged, path) === text),
    ...overrides,
  ];
  // Twice, since what one means can depend on another: `in: 1,2` are texts until the type of the column is known.
  const value = [...texts, ...texts].reduce<unknown>(
    (current, { path, text }) => castInto(configSchema, current, path, text),
    merged,
  );
  const origin = { documents, overrides };
  const config = validate(
    configSchema,
    value,
    (path, key) => placeOf(origin, path, key),
    (path) => writtenIn(origin, path),
  );
  const hidden = [
    ...filled.flatMap((one) => one.texts),
    ...overrides.map(({ path, variable }) => ({ path, written: `\${env:${variable}}` })),
  ];
  return { config, file: name, folder: dirname(resolve(cwd, name)), hidden };
}

async function environmentDocument(name: string, cwd: string, env: Environment): Promise<ConfigDocument[]> {
  if (!env.PITWALL_ENV) return [];
  const extension = extname(name);
  const file = `${name.slice(0, name.length - extension.length)}.${env.PITWALL_ENV}${extension}`;
  const document = await readConfigFile(file, cwd);
  if (document) return [document];
  throw missing(
    file,
    `there is no such file, but PITWALL_ENV is ${env.PITWALL_ENV}`,
    'Write it, or name another environment in PITWALL_ENV',
  );
}

/** Nothing where there is no such file. */
async function readConfigFile(name: string, cwd: string): Promise<ConfigDocument | undefined> {
  const path = resolve(cwd, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw missing(name, `the configuration could not be read: ${message}`, 'Name a file that you may read', error);
  }
  return /\.[cm]?js$/.test(name) ? importConfig(name, path) : readDocument(name, text);
}

/** A configuration written in JavaScript exports what `defineConfig` returns. */
async function importConfig(file: string, path: string): Promise<ConfigDocument> {
  const place = (): Place => ({ file });
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    if (module.default !== undefined) return { file, value: module.default, place };
  } catch (error) {
    if (error instanceof PitwallError) throw error;
    throw new PitwallError({
      code: 'config.syntax',
      problem: `the module fails: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      fix: `Run it alone to see where: node ${file}`,
      place: place(),
      cause: error,
    });
  }
  throw new PitwallError({
    code: 'config.invalid',
    problem: 'expected a default export, found none',
    fix: 'Write export default defineConfig({ … })',
    place: place(),
  });
}

function missing(file: string, problem: string, fix: string, cause?: unknown): PitwallError {
  return new PitwallError({ code: 'config.missing', problem, fix, place: { file }, cause });
}

/** Where a configuration comes from. */
interface Origin {
  /** The one that lies above comes first. */
  readonly documents: readonly ConfigDocument[];
  readonly overrides: readonly Override[];
}

function placeOf(origin: Origin, path: Path, key?: string): Place {
  const target = key === undefined ? path : [...path, key];
  const variable = variableOf(origin, target);
  return variable ? { file: variable } : (nearest(origin, target)?.place(path, key) ?? {});
}

/** What stands in a variable is not shown: it may be a secret. */
function writtenIn(origin: Origin, path: Path): unknown {
  const variable = variableOf(origin, path);
  return variable ? `\${env:${variable}}` : writtenAt(nearest(origin, path)?.value, path);
}

/** The variable that set the value, or of which it is a part that no file has. */
function variableOf(origin: Origin, target: Path): string | undefined {
  const setting = origin.overrides.findLast(({ path }) => startsWith(target, path));
  if (setting) return setting.variable;
  const isWritten = origin.documents.some(({ value }) => depthOf(value, target) === target.length);
  return isWritten ? undefined : origin.overrides.find(({ path }) => startsWith(path, target))?.variable;
}

/** The file that says most of what leads to the path; of two, the one that lies above. */
function nearest({ documents }: Origin, path: Path): ConfigDocument | undefined {
  const deepest = Math.max(...documents.map(({ value }) => depthOf(value, path)));
  return documents.find(({ value }) => depthOf(value, path) === deepest);
}
