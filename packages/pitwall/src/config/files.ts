import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { PitwallError, type Place } from '../core/errors.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { validate } from './validate.ts';

/** Nothing where there is no such file. */
export async function readConfigFile(name: string, cwd: string): Promise<ConfigDocument | undefined> {
  const path = resolve(cwd, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw missing(name, `the configuration could not be read: ${message}`, 'Name a file that you may read', error);
  }
  const document = /\.[cm]?js$/.test(name) ? await importConfig(name, path, text) : readDocument(name, text);
  // A file that says nothing is an empty map.
  const value = document.value ?? {};
  validate(mapSchema, value, document.place);
  return { ...document, value };
}

/** Said of each file by itself: a map above would hide that the file below is none. */
const mapSchema = z.record(z.string(), z.unknown());

/** `pitwall.production.yaml` beside `pitwall.yaml`. */
export function overlayOf(file: string, environment: string): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}.${environment}${extension}`;
}

/** A configuration written in JavaScript exports what `defineConfig` returns. */
async function importConfig(file: string, path: string, text: string): Promise<ConfigDocument> {
  const place = (): Place => ({ file });
  try {
    // Node keeps a module for ever; one that was changed has another address.
    const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const module = (await import(`${pathToFileURL(path).href}?version=${version}`)) as { readonly default?: unknown };
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

export function missing(file: string, problem: string, fix: string, cause?: unknown): PitwallError {
  return new PitwallError({ code: 'config.missing', problem, fix, place: { file }, cause });
}
