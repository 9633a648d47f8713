import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { PitwallError, type Place } from '../../core/errors.ts';
import { parseHistoryLines } from './file.ts';
import { hasMetrics, isJsonObject, type Json } from './foreign-metrics.ts';
import { type ImportOptions, toRecord } from './foreign-record.ts';
import { readJson } from './json-place.ts';
import type { HistoryRecord } from './record.ts';

export interface Imported {
  readonly records: readonly HistoryRecord[];
  /** Files of which the last line was cut off. */
  readonly torn: readonly string[];
}

const metadataFile = /^(.+)_metadata\.json$/;

/**
 * What teams have: `models/manifest.json`, `models/v*_metadata.json`, a history that another program wrote, or a folder with
 * them. `shown` paths are from `cwd`.
 */
export async function importHistory(
  paths: readonly string[],
  cwd: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const files = (await Promise.all(paths.map((path) => filesOf(path, cwd)))).flat();
  const read: Imported[] = [];
  // One after the other, so that of several mistakes the first is told.
  for (const file of files) read.push(await importFile(file, cwd, options));
  return { records: read.flatMap(({ records }) => records), torn: read.flatMap(({ torn }) => torn) };
}

/** In a folder, the manifest is asked only where no metadata say the same in full. */
async function filesOf(path: string, cwd: string): Promise<string[]> {
  const found = await stat(resolve(cwd, path)).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const names = (await readdir(resolve(cwd, path))).toSorted();
  const metadata = names.filter((name) => metadataFile.test(name));
  const rest = names.filter((name) => name.endsWith('history.jsonl'));
  const chosen = [...(metadata.length > 0 ? metadata : names.filter((name) => name === 'manifest.json')), ...rest];
  if (chosen.length > 0) return chosen.map((name) => join(path, name));
  throw new PitwallError({
    code: 'data.missing',
    problem: 'expected manifest.json, *_metadata.json or *history.jsonl in the folder, found none of them',
    fix: 'Name the files that hold metrics',
    place: { file: path },
  });
}

async function importFile(shown: string, cwd: string, options: ImportOptions): Promise<Imported> {
  const bytes = await readFile(resolve(cwd, shown)).catch((error: NodeJS.ErrnoException) => {
    throw new PitwallError({
      code: error.code === 'ENOENT' ? 'data.missing' : 'data.unreadable',
      problem: error.code === 'ENOENT' ? 'there is no such file' : `the file cannot be read: ${error.message}`,
      fix: 'Name a file that is there and that you may read',
      place: { file: shown },
      cause: error,
    });
  });
  if (['.jsonl', '.ndjson'].includes(extname(shown))) return importLines(bytes, shown, options);
  const read = readJson(bytes.toString('utf8').replace(/^\ufeff/, ''), shown);
  if (read.fault) throw new PitwallError({ code: 'data.format', ...read.fault });
  const object = asObject(read.value, { file: shown });
  const version = metadataFile.exec(basename(shown))?.[1] ?? options.version;
  if (!isManifest(object))
    return { records: [toRecord(object, { ...options, version }, { file: shown }, shown)], torn: [] };
  return { records: await importManifest(object, shown, cwd, options), torn: [] };
}

function importLines(bytes: Uint8Array, shown: string, options: ImportOptions): Imported {
  const { values, torn, bad } = parseHistoryLines(bytes, shown);
  const [first, ...more] = bad;
  if (first) throw first.and(more.slice(0, 9));
  const records = values.map(({ value, line }) => {
    const place = { file: shown, line };
    return toRecord(asObject(value, place), options, place, `${shown}:${line}`);
  });
  return { records, torn: torn.some(({ mended }) => !mended) ? [shown] : [] };
}

function asObject(value: unknown, place: Place): Json {
  if (isJsonObject(value)) return value;
  throw new PitwallError({
    code: 'data.format',
    problem: `expected an object with metrics, found ${Array.isArray(value) ? 'a list' : JSON.stringify(value).slice(0, 40)}`,
    fix: 'Write {"timestamp": "2026-01-12T06:00:00Z", "accuracy": 0.61}',
    place,
  });
}

const listKeys = ['models', 'versions'] as const;
const latestKeys = ['latest', 'latest_version', 'current', 'current_version'] as const;
const pointerKeys = ['metadata', 'metadata_file', 'metadata_path'] as const;

const isManifest = (object: Json): boolean =>
  !hasMetrics(object) && [...listKeys, ...latestKeys].some((key) => object[key] !== undefined);

/** A manifest lists versions with their metrics, or says in which file they are. */
async function importManifest(
  manifest: Json,
  shown: string,
  cwd: string,
  options: ImportOptions,
): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  for (const { field, name, version, entry } of entriesOf(manifest, shown)) {
    const inherited = { ...options, model: name ?? options.model, version: version ?? options.version };
    if (isJsonObject(entry) && hasMetrics(entry)) {
      records.push(toRecord(entry, inherited, { file: shown, field }, shown));
      continue;
    }
    const file = pointerOf(entry, version);
    if (file === undefined) throw lost(shown, field, 'expected metrics, or a version or metadata that lead to them');
    const path = join(dirname(shown), file);
    const isThere = await stat(resolve(cwd, path)).catch(() => undefined);
    if (!isThere) throw lost(shown, field, `expected ${path}, which holds its metrics, found no such file`);
    records.push(...(await importFile(path, cwd, inherited)).records);
  }
  return records;
}

interface Entry {
  readonly field: string;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly entry: unknown;
}

function entriesOf(manifest: Json, shown: string): Entry[] {
  const entries = [
    ...listKeys.flatMap((key): Entry[] => {
      const group = manifest[key];
      if (Array.isArray(group))
        return group.map((entry: unknown, index) => ({ field: `${key}.${index}`, entry, version: versionOf(entry) }));
      if (!isJsonObject(group)) return [];
      return Object.entries(group).map(([inner, entry]) => ({
        field: `${key}.${inner}`,
        entry,
        ...(key === 'models' ? { name: inner, version: versionOf(entry) } : { version: inner }),
      }));
    }),
  ];
  if (entries.length > 0) return entries;
  const latest = latestKeys.find((key) => manifest[key] !== undefined && manifest[key] !== null);
  if (latest !== undefined) return [{ field: latest, entry: manifest[latest], version: versionOf(manifest[latest]) }];
  throw lost(shown, listKeys[0], 'expected at least one model or version, found none');
}

const versionOf = (entry: unknown): string | undefined =>
  typeof entry === 'string'
    ? entry
    : isJsonObject(entry) && typeof entry.version === 'string'
      ? entry.version
      : undefined;

/** A manifest names files from its own folder, or from the one above: only the name counts. */
function pointerOf(entry: unknown, version: string | undefined): string | undefined {
  const pointer = isJsonObject(entry)
    ? pointerKeys.map((key) => entry[key]).find((value) => typeof value === 'string')
    : undefined;
  if (typeof pointer === 'string') return basename(pointer);
  return version === undefined ? undefined : `${basename(version)}_metadata.json`;
}

function lost(file: string, field: string, problem: string): PitwallError {
  return new PitwallError({
    code: 'data.format',
    problem,
    fix: 'Write the metrics into the manifest, or name the metadata files themselves',
    place: { file, field },
  });
}
