import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { PitwallError, type Place } from '../core/errors.ts';
import { type ConfigDocument, type Path, readDocument } from './document.ts';
import { type Config, configSchema } from './schema.ts';
import { applyOverride, fillVariables, isMap, merge, type Override, readOverrides } from './variables.ts';
import { validate } from './validate.ts';

export const defaultConfigFile = 'pitwall.yaml';

export interface LoadedConfig {
  readonly config: Config;
  /** As the user named it. */
  readonly file: string;
  /** Paths in the configuration count from here. */
  readonly folder: string;
}

export interface LoadOptions {
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * `pitwall.yaml`, then `pitwall.<environment>.yaml` over it where PITWALL_ENV names one, then PITWALL__… variables.
 * Undefined where no file was asked for and none is there.
 */
export async function loadConfig({ file, cwd, env }: LoadOptions): Promise<LoadedConfig | undefined> {
  const name = file ?? defaultConfigFile;
  const base = await readConfigFile(name, cwd, file === undefined);
  if (!base) return undefined;
  const over = env.PITWALL_ENV ? await readConfigFile(environmentFile(name, env.PITWALL_ENV), cwd, false) : undefined;
  const documents = [over, base].filter((document) => document !== undefined);
  const filled = documents.map((document) => fillVariables(document, document.value ?? {}, env));
  const merged = filled.reduceRight((below, above) => merge(below, above));
  const overrides = readOverrides(env);
  const { value, variables } = applyOverrides(merged, overrides);
  const config = validate(configSchema, value, (path, key) => placeOf(documents, variables, path, key));
  return { config, file: name, folder: dirname(resolve(cwd, name)) };
}

function environmentFile(name: string, environment: string): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}.${environment}${extension}`;
}

async function readConfigFile(name: string, cwd: string, optional: boolean): Promise<ConfigDocument | undefined> {
  const path = resolve(cwd, name);
  if (/\.m?js$/.test(name)) return importConfig(name, path);
  try {
    return readDocument(name, await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || error instanceof PitwallError) throw error;
    if (optional && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw missing(name, error);
  }
}

/** A configuration written in JavaScript exports what `defineConfig` returns. */
async function importConfig(name: string, path: string): Promise<ConfigDocument> {
  const module = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw missing(name, error);
  })) as { readonly default?: unknown };
  return { file: name, value: module.default, place: () => ({ file: name }) };
}

function missing(name: string, cause: unknown): PitwallError {
  return new PitwallError({
    code: 'config.missing',
    problem: `the configuration could not be read: ${(cause as Error).message.split('\n')[0]}`,
    fix: 'Name another with --config, or write one with pitwall init DATA',
    place: { file: name },
    cause,
  });
}

/** Variables hold text. What the schema wants decides what it means: a number where a number is due, else text. */
function applyOverrides(value: unknown, overrides: readonly Override[]): { value: unknown; variables: Map<string, string> } {
  const variables = new Map<string, string>();
  let current = value;
  for (const override of overrides) {
    const applied = applyOverride(current, override);
    variables.set(JSON.stringify(applied.path), override.variable);
    const asText = configSchema.safeParse(applied.value);
    const wantsOther = !asText.success && asText.error.issues.some((issue) => samePath(issue.path, applied.path));
    current = wantsOther ? replaceAt(applied.value, applied.path, readScalar(override.value)) : applied.value;
  }
  return { value: current, variables };
}

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => String(step) === String(b[index]));

function replaceAt(target: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const map = isMap(target) ? target : {};
  return { ...map, [step]: replaceAt(map[step], rest, value) };
}

function readScalar(text: string): unknown {
  const scalar = z.union([z.stringbool({ truthy: ['true'], falsy: ['false'] }), z.coerce.number()]).safeParse(text.trim());
  return scalar.success && text.trim() !== '' ? scalar.data : text;
}

function placeOf(documents: readonly ConfigDocument[], variables: ReadonlyMap<string, string>, path: Path, key?: string): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const variable = variables.get(JSON.stringify([...path.slice(0, length), ...(length === path.length && key !== undefined ? [key] : [])].map(String)));
    if (variable) return { file: variable };
  }
  const places = documents.map((document) => ({ document, value: valueAt(document.value, path) }));
  const holder = places.find(({ value }) => (key === undefined ? value !== undefined : isMap(value) && key in value)) ?? places.at(-1);
  return holder?.document.place(path, key) ?? {};
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => (current as Record<PropertyKey, unknown> | null | undefined)?.[step], value);
}
