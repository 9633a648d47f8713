import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { expandGlob, hasGlob } from './glob.ts';

export const formats = ['csv', 'tsv', 'parquet', 'json', 'ndjson', 'arrow'] as const;
export type Format = (typeof formats)[number];
export type Compression = 'none' | 'gzip' | 'zstd';

export const readOptionsSchema = z.strictObject({
  format: z.enum(formats).optional().describe('Where the name of the file does not tell'),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/u, 'expected one character that is not a quote or a line break')
    .optional()
    .describe('Between the fields of a CSV file, where it is not found out'),
  encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).optional().describe('Of a CSV file; utf-8 where not said'),
  null_values: z
    .array(z.string())
    .optional()
    .describe('Texts in a CSV file that mean a missing value, beside nothing at all'),
});

export type ReadOptions = z.infer<typeof readOptionsSchema>;

export interface SourceFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly absolute: string;
  readonly format: Format;
  readonly compression: Compression;
  readonly bytes: number;
  readonly modified: Date;
}

const extensions: Readonly<Record<string, Format>> = {
  csv: 'csv',
  txt: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  parquet: 'parquet',
  pq: 'parquet',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

const saveAsCsv = 'Save the sheet as CSV';
const unpack = 'Unpack it, or compress it with gzip or zstd';
const unsupported: Readonly<Record<string, string>> = {
  xlsx: saveAsCsv,
  xls: saveAsCsv,
  ods: saveAsCsv,
  zip: unpack,
  bz2: unpack,
  xz: unpack,
  '7z': unpack,
};

const compressions: Readonly<Record<string, Compression>> = { gz: 'gzip', gzip: 'gzip', zst: 'zstd', zstd: 'zstd' };

/** The files that a list of paths and globs names, each once, in order. */
export async function resolveSources(
  paths: readonly string[],
  cwd: string,
  options: ReadOptions = {},
): Promise<SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const path of paths) {
    for (const file of await matchPath(path, cwd)) {
      const absolute = isAbsolute(file) ? file : resolve(cwd, file);
      if (!found.has(absolute)) found.set(absolute, await describeFile(file, absolute, options));
    }
  }
  return [...found.values()];
}

/** A path that exists is meant literally, even where it holds characters of a glob. */
async function matchPath(path: string, cwd: string): Promise<string[]> {
  if (!hasGlob(path) || (await exists(resolve(cwd, path)))) return [path];
  const matches = await expandGlob(path, cwd);
  if (matches.length === 0) {
    throw new PitwallError({
      code: 'data.missing',
      problem: `no file matches ${path}`,
      fix: `Check the pattern; it is looked up from ${cwd}`,
    });
  }
  return matches;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export async function describeFile(path: string, absolute: string, options: ReadOptions): Promise<SourceFile> {
  const stats = await readStats(path, absolute);
  if (stats.isDirectory()) {
    throw new PitwallError({
      code: 'data.directory',
      problem: 'expected a data file, found a directory',
      fix: `Name the files in it, like ${path.replace(/\/$/, '')}/*.csv`,
      place: { file: path },
    });
  }
  if (!stats.isFile()) {
    throw new PitwallError({
      code: 'data.unreadable',
      problem: 'expected a regular file, found a device, pipe or socket',
      fix: 'Copy the data into a file, or pipe it in and name it -',
      place: { file: path },
    });
  }
  if (stats.size === 0) {
    throw new PitwallError({
      code: 'data.empty',
      problem: 'the file is empty (0 bytes)',
      fix: 'Look at what writes it; a file without rows still needs its header',
      place: { file: path },
    });
  }
  const parts = path.toLowerCase().split('.').slice(1);
  const compression = compressions[parts.at(-1) ?? ''] ?? 'none';
  if (compression !== 'none') parts.pop();
  const format = options.format ?? extensions[parts.at(-1) ?? ''];
  if (!format) {
    throw new PitwallError({
      code: 'data.format',
      problem: 'the name of the file does not tell its format',
      fix:
        unsupported[parts.at(-1) ?? ''] ??
        `Give it one of the endings .csv .tsv .parquet .json .ndjson .arrow (and .gz or .zst), or say what it is: --input-format, or format: in the configuration, with one of ${formats.join(', ')}`,
      place: { file: path },
    });
  }
  return { path, absolute, format, compression, bytes: stats.size, modified: stats.mtime };
}

async function readStats(path: string, absolute: string): Promise<Stats> {
  try {
    return await stat(absolute);
  } catch (error) {
    throw translateFileError(error, path);
  }
}

/** Answers of the operating system about a file, as sentences. */
export function translateFileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new PitwallError({
      code: 'data.missing',
      problem: 'there is no such file',
      fix: 'Check the name and the folder that you are in',
      place: { file: path },
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new PitwallError({
      code: 'data.unreadable',
      problem: 'the file may not be read by this user',
      fix: 'Give read permission, or run as a user who has it',
      place: { file: path },
      cause: error,
    });
  }
  return error;
}

/** A verdict about a file that was written to meanwhile would be about neither the old nor the new one. */
export async function assertUnchanged(files: readonly SourceFile[]): Promise<void> {
  for (const file of files) {
    const now = await readStats(file.path, file.absolute);
    if (now.size !== file.bytes || now.mtime.getTime() !== file.modified.getTime()) {
      throw new PitwallError({
        code: 'data.changed',
        problem: 'the file changed while it was read',
        fix: 'Write data under another name and rename it when it is complete, then check again',
        place: { file: file.path },
      });
    }
  }
}
