import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, type Json } from '../state/canonical-json.ts';
import { damaged, fromNewer, missingBackup } from './problems.ts';

export const formatVersion = 1;
export const manifestFile = 'manifest.json';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const partNames = ['state', 'subject-keys', 'database', 'journal', 'files'] as const;
export type PartName = (typeof partNames)[number];

const partSchema = z.strictObject({
  name: z.enum(partNames),
  file: z.string().regex(/^[a-z0-9.-]{1,80}$/),
  /** On the disk. */
  bytes: count,
  /** Of the bytes on the disk. */
  sha256,
  /** Before they were packed. */
  plain: count,
});

export type Part = z.output<typeof partSchema>;

const tableSchema = z.strictObject({ rows: count, sha256 });

/** What a backup holds. It is written last: what has none is no backup. */
const manifestSchema = z.strictObject({
  format: z.literal(formatVersion),
  id: z.string().regex(/^[a-z0-9-]{1,80}$/),
  pitwall: z.string(),
  project: z.string(),
  /** Everything that was acknowledged before this moment is in it. */
  made: z.iso.datetime(),
  milliseconds: count,
  engine: z.enum(['sqlite', 'postgres']),
  state: z.strictObject({
    schema: z
      .array(z.strictObject({ number: z.int().min(1), name: z.string(), checksum: z.string(), at: z.int() }))
      .min(1),
    tables: z.record(z.string(), tableSchema),
    audit: z.strictObject({ seq: count, hash: sha256 }),
    /** The last checkpoint of the audit, as its table has it. */
    checkpoint: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
  }),
  events: z.strictObject({
    position: count,
    after: count,
    deletedBefore: z.number().nullable(),
    models: z.array(z.strictObject({ model: z.string(), predictions: count, labels: count, digest: z.string() })),
  }),
  files: count,
  compression: z.literal('gzip'),
  /** Id of the key that it is encrypted with. */
  key: z.string().nullable(),
  parts: z.array(partSchema),
  /** Of everything else. */
  digest: sha256,
  /** The digest, sealed with the key: nobody without it can make another. */
  seal: z.string().nullable(),
});

export type Manifest = z.output<typeof manifestSchema>;
export type Unsealed = Omit<Manifest, 'digest' | 'seal'>;

export function digestOf(manifest: Unsealed | Manifest): string {
  const { digest: _digest, seal: _seal, ...rest } = manifest as Manifest;
  return createHash('sha256')
    .update(canonicalJson(rest as unknown as Json))
    .digest('hex');
}

/** Whole or not there; durable when this resolves. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, manifestFile);
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

export async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** One of a hundred thousand models takes a quarter of this. */
const longest = 64 << 20;

async function readWhole(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size > longest) throw damaged(path, 'a manifest of more than 64 MiB');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The manifest of a folder, which is no proof yet that its parts are what it says. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestFile);
  const text = await readWhole(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw missingBackup(folder, 'nothing with a manifest: a backup that was not finished is none');
    throw error;
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(path, 'a manifest that is cut short or no JSON', error);
  }
  const format = (json as { readonly format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > formatVersion) throw fromNewer(path, format, formatVersion);
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw damaged(path, `a manifest of another shape (${parsed.error.issues[0]?.path.join('.')})`);
  if (digestOf(parsed.data) !== parsed.data.digest) throw damaged(path, 'a manifest that was changed');
  return parsed.data;
}
