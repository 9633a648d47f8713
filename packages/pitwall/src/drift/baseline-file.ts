import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readProfile } from '@pitwall/stats';
import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { columnTypes } from '../data/types.ts';
import { type Baseline, baselineVersion } from './baseline.ts';
import { columnKinds } from './columns.ts';
import { jointSchema } from './joint.ts';
import { segmentsSchema } from './segments.ts';

/** Where the baselines of a configuration are, from its folder. */
export const baselineFolder = 'baselines';
export const baselineEnding = '.json.gz';
/** A profile of 5,000 columns has some 100 MB before it is packed. */
const largest = 512 * 1024 * 1024;

const columnSchema = z.strictObject({
  name: z.string(),
  type: z.enum([...columnTypes, 'vector']),
  kind: z.enum(columnKinds),
  misfits: z.int().min(0),
  profile: z.unknown(),
});

const fileSchema = z.strictObject({
  baseline: z.literal(baselineVersion),
  name: z.string(),
  dataset: z.string().nullable(),
  created: z.iso.datetime(),
  pitwall: z.string(),
  rows: z.int().min(0),
  sources: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0) })),
  columns: z.array(columnSchema),
  skipped: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  joint: jointSchema.nullable(),
  segments: segmentsSchema,
});

/** A name is no path, so that it cannot lead out of the folder of the baselines. */
export function assertBaselineName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u.test(name)) return;
  throw new PitwallError({
    code: 'baseline.invalid',
    problem: `expected a name of letters, digits and . _ @ + - as the name of a baseline, found ${JSON.stringify(name)}`,
    fix: 'Name it like season-2025',
  });
}

/** A name under baselines/, or a path where it looks like one. */
export function baselinePath(named: string, folder: string): string {
  if (named.endsWith(baselineEnding) || named.includes('/') || named.includes('\\'))
    return isAbsolute(named) ? named : resolve(folder, named);
  assertBaselineName(named);
  return join(folder, baselineFolder, `${named}${baselineEnding}`);
}

/** What a baseline is written as: packed, since its edges have many digits. */
export function baselineBytes(baseline: Baseline): Uint8Array {
  return gzipSync(`${JSON.stringify(baseline)}\n`, { level: 9 });
}

/** Written beside and moved into place, so that nobody ever reads half of one. */
export async function writeBaseline(path: string, baseline: Baseline, shown: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(baselineBytes(baseline));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new PitwallError({
      code: 'output.unwritable',
      problem: `the baseline cannot be written: ${(error as Error).message}`,
      fix: 'Choose a folder in which you may write',
      place: { file: shown },
      cause: error,
    });
  }
}

export async function readBaseline(path: string, shown: string): Promise<Baseline> {
  const bytes = await readFile(path).catch(async (error: NodeJS.ErrnoException) => {
    const meant = closest(basename(path, baselineEnding), await namesBeside(path));
    throw new PitwallError({
      code: 'baseline.missing',
      problem: error.code === 'ENOENT' ? 'there is no such baseline' : `the baseline cannot be read: ${error.message}`,
      fix: meant
        ? `Did you mean ${meant}`
        : 'Make one from data that is as it should be: pitwall baseline create FILES --name NAME',
      place: { file: shown },
      cause: error,
    });
  });
  return parseBaseline(unpack(bytes, shown), shown);
}

async function namesBeside(path: string): Promise<string[]> {
  const files = await readdir(dirname(path)).catch(() => []);
  return files.flatMap((file) => (file.endsWith(baselineEnding) ? [basename(file, baselineEnding)] : []));
}

function unpack(bytes: Uint8Array, shown: string): unknown {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isPacked ? gunzipSync(bytes, { maxOutputLength: largest }) : Buffer.from(bytes);
    return JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw invalid(
      `expected a baseline that pitwall baseline create has written, found something else (${(error as Error).message})`,
      shown,
      error,
    );
  }
}

function parseBaseline(value: unknown, shown: string): Baseline {
  const stated = (value as { baseline?: unknown } | null)?.baseline;
  if (typeof stated === 'number' && stated !== baselineVersion) {
    throw new PitwallError({
      code: 'baseline.version',
      problem: `expected a baseline of version ${baselineVersion}, found version ${stated}`,
      fix:
        stated > baselineVersion
          ? 'Use the version of Pitwall that wrote it, or a newer one'
          : 'Make it again from its data',
      place: { file: shown },
    });
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(
      `expected a baseline, found ${issue?.message ?? 'something else'} at ${issue?.path.join('.') || 'its beginning'}`,
      shown,
    );
  }
  const columns = parsed.data.columns.map((column) => {
    const profile = readProfile(column.profile, `columns.${column.name}`);
    if (typeof profile === 'string') throw invalid(profile, shown);
    return { ...column, profile };
  });
  return { ...parsed.data, columns } as Baseline;
}

function invalid(problem: string, shown: string, cause?: unknown): PitwallError {
  return new PitwallError({
    code: 'baseline.invalid',
    problem,
    fix: 'It may have been changed or cut off; make it again from its data',
    place: { file: shown },
    ...(cause === undefined ? {} : { cause }),
  });
}
