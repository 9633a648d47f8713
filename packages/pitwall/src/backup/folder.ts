import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { durationMilliseconds } from '../core/duration.ts';
import { PitwallError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';
import { isGone } from '../core/process-alive.ts';
import type { Workplace } from '../server/context.ts';
import type { BackupConfig } from './config.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { requireLength } from './part.ts';

/** The data directory. */
export const dataFolderOf = ({ events }: Pick<Workplace, 'events'>): string => dirname(events.folder);

/** Where backups are put. Where nothing is said, beside the data directory: what is in it is lost with it. */
export function backupFolderOf(workplace: Pick<Workplace, 'events' | 'home' | 'config'>): string {
  const { to } = workplace.config.backup;
  const data = dataFolderOf(workplace);
  const folder = to === undefined ? join(dirname(data), 'pitwall-backups') : resolve(workplace.home, to);
  if (folder === data || folder.startsWith(`${data}/`)) {
    throw new PitwallError({
      code: 'backup.place',
      problem: 'expected a folder outside of the data directory for backups, found one inside of it',
      fix: 'Set backup.to to a folder on another disk: what is lost with the data is no backup',
      place: { field: 'backup.to' },
    });
  }
  return folder;
}

export const backupName = /^backup-[a-z0-9-]{1,70}$/;

/** Tells for whom a backup is being written that has no manifest yet. */
export const writingFile = 'writing.json';

const writerSchema = z.object({ pid: z.int().positive(), host: z.string() });

export const describeWriter = (): string => `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`;

/** A backup that has a manifest. Whether its parts are as they were written, only reading all of them tells. */
export interface KeptBackup {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  /** A part that is missing or has another length; null where there is none. */
  readonly problem: string | null;
}

/** Those of a folder, the newest first; none where there is no such folder. What is no backup is passed over. */
export async function listBackups(to: string): Promise<readonly KeptBackup[]> {
  const names = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const found = await Promise.all(names.filter((name) => backupName.test(name)).map((name) => look(join(to, name))));
  return found
    .filter((backup) => backup !== undefined)
    .sort((a, b) => Date.parse(b.manifest.made) - Date.parse(a.manifest.made) || (a.id < b.id ? 1 : -1));
}

async function look(folder: string): Promise<KeptBackup | undefined> {
  try {
    const manifest = await readManifest(folder);
    const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
    const problem = await Promise.all(manifest.parts.map((part) => requireLength(part, join(folder, part.file)))).then(
      () => null,
      (error: unknown) => (error instanceof PitwallError ? error.problem : String(error)),
    );
    return { id: basename(folder), folder, manifest, bytes, problem };
  } catch {
    return undefined;
  }
}

/** Of these, the newest that looks whole. */
export const lastGood = (backups: readonly KeptBackup[], project: string): KeptBackup | undefined =>
  backups.find(({ problem, manifest }) => problem === null && manifest.project === project);

/** Takes away what a process left that was killed while it wrote a backup. */
export async function clearUnfinished(to: string): Promise<void> {
  for (const name of await readdir(to).catch(() => [])) {
    const folder = join(to, name);
    if (!backupName.test(name) || (await exists(join(folder, 'manifest.json')))) continue;
    const text = await readFile(join(folder, writingFile), 'utf8').catch(() => '');
    const writer = writerSchema.safeParse(parseJson(text));
    if (writer.success && isGone(writer.data)) await rm(folder, { recursive: true, force: true });
  }
}

/** Takes away those that are too many or too old, never the last good one, and none of other projects. */
export async function prune(
  to: string,
  project: string,
  keep: BackupConfig['keep'],
  now: number,
): Promise<readonly string[]> {
  const ours = (await listBackups(to)).filter(({ manifest }) => manifest.project === project);
  const newest = lastGood(ours, project);
  // without a good one, nothing is known to be superfluous
  if (!newest) return [];
  const good = ours.filter(({ problem }) => problem === null);
  const oldest = typeof keep === 'number' ? undefined : now - durationMilliseconds(keep);
  const stays = new Set(
    oldest === undefined
      ? good.slice(0, Number(keep)).map(({ id }) => id)
      : good.filter(({ id, manifest }) => id === newest.id || Date.parse(manifest.made) >= oldest).map(({ id }) => id),
  );
  const last = good.findLast(({ id }) => stays.has(id));
  const from = last === undefined ? Number.POSITIVE_INFINITY : Date.parse(last.manifest.made);
  // one that is damaged stays as long as a good one of its age would
  const gone = ours.filter(({ id, manifest }) => !stays.has(id) && Date.parse(manifest.made) < from);
  for (const { folder } of gone) {
    // without its manifest it is no backup any more, at whatever moment this is cut off
    await rm(join(folder, 'manifest.json'), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return gone.map(({ id }) => id);
}

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
