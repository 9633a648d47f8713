import { mkdir, open, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { formatSubject } from '@pitwall/sdk';
import { sql } from 'kysely';
import { writeHorizon } from '../events/horizon.ts';
import { openJournal } from '../events/journal/journal.ts';
import { countModels, type ModelEvents } from '../events/snapshot.ts';
import { openEvents } from '../events/store.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { appendAudit } from '../state/audit-table.ts';
import { missingOf } from '../state/migrate.ts';
import {
  lastRestoreIn,
  requireEmptyPostgres,
  restorePostgres,
  restoreSqlite,
  type StoredRows,
} from '../state/restore.ts';
import type { Tx } from '../state/state.ts';
import { unfinishedRestoreFile } from '../state/unfinished-restore.ts';
import { unpackFiles } from './files-part.ts';
import { unpackRecords } from './journal-records.ts';
import { type Manifest, type Part, type PartName, readManifest, syncFolder } from './manifest.ts';
import { readPart, requireLength, writeAll } from './part.ts';
import { damaged, writeFailed } from './problems.ts';
import { clearDrafts, notEmpty, requireEmptyFolder } from './restore-target.ts';
import type { Sealing } from './sealing.ts';
import { rowsOfLines } from './state-lines.ts';

export interface RestoreOptions {
  /** The folder of the backup. */
  readonly backup: string;
  /** The data directory that is to be made: not there, or empty. */
  readonly data: string;
  /** A Postgres for the state; the data directory where not said. */
  readonly stateUrl?: string | undefined;
  readonly sealingOf: (manifest: Manifest) => Promise<Sealing>;
  readonly world: { now(): number; random(bytes: number): Buffer };
  /** Only to see whether it could be done: nothing is written into the audit, and nobody is signed out. */
  readonly trial?: boolean;
  readonly pause?: () => Promise<void>;
  /** What DuckDB may hold in memory. */
  readonly memory?: string;
  /** Told of what is done now. */
  readonly told?: (step: string) => void;
  /** A file of keys that the restored server needs; asked when the backup was opened. */
  readonly keyFile?: () => string | undefined;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly milliseconds: number;
  /** Where the files of the configuration are, if there are any. */
  readonly configuration: string | null;
}

/**
 * Everything is made in a folder beside and verified there; then it gets its name. At whatever moment it is cut off, there
 * is a data directory that is whole, or none.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { world, told = () => undefined } = options;
  const begun = world.now();
  const backup = resolve(options.backup);
  const target = resolve(options.data);
  const manifest = await readManifest(backup);
  // refuses what this version cannot read, before anything is written
  missingOf(manifest.state.schema, backup);
  const sealing = await options.sealingOf(manifest);
  for (const part of manifest.parts) await requireLength(part, join(backup, part.file));
  if (await finishedBefore(target, options)) return { manifest, milliseconds: 0, configuration: null };
  await requireEmptyFolder(target, world);
  if (options.stateUrl !== undefined) await requireEmptyPostgres(options.stateUrl);
  const id = world.random(6).toString('hex');
  const draft = `${target}.restore-${process.pid}-${id}`;
  const work: Work = { options, manifest, sealing, backup, draft, id };
  try {
    await mkdir(dirname(target), { recursive: true });
    await clearDrafts(target);
    await mkdir(draft, { mode: 0o700 });
    told('events');
    await restoreEvents(work);
    told('configuration');
    const configuration = await restoreFiles(work);
    told('state');
    await restoreState(work, target);
    return {
      manifest,
      milliseconds: Math.max(0, world.now() - begun),
      configuration: configuration ? join(target, configurationFolder) : null,
    };
  } catch (error) {
    throw writeFailed(error, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

interface Work {
  readonly options: RestoreOptions;
  readonly manifest: Manifest;
  readonly sealing: Sealing;
  readonly backup: string;
  readonly draft: string;
  readonly id: string;
}

const configurationFolder = 'configuration';

function partOf({ manifest, backup }: Work, name: PartName): Part {
  const part = manifest.parts.find((one) => one.name === name);
  if (!part) throw damaged(backup, `a manifest without the part ${name}`);
  return part;
}

async function* bytesOf(work: Work, name: PartName): AsyncGenerator<Uint8Array, void> {
  const { manifest, sealing, backup, options } = work;
  for await (const piece of readPart(partOf(work, name), { folder: backup, backup: manifest.id, sealing })) {
    yield piece;
    await options.pause?.();
  }
}

const placeOf = (work: Work, name: PartName): string => join(work.backup, partOf(work, name).file);

async function restoreEvents(work: Work): Promise<void> {
  const { draft, manifest, options } = work;
  const { after, position, deletedBefore, models } = manifest.events;
  const folder = join(draft, 'events');
  await mkdir(folder, { mode: 0o700 });
  await writeWhole(join(folder, 'events.duckdb'), bytesOf(work, 'database'));
  if (deletedBefore !== null) await writeHorizon(folder, deletedBefore);
  const journal = await openJournal({ folder: join(folder, 'journal'), after });
  try {
    const place = placeOf(work, 'journal');
    let waiting: Promise<unknown>[] = [];
    let bytes = 0;
    let last = after;
    for await (const record of unpackRecords(bytesOf(work, 'journal'), place)) {
      last += 1;
      if (record.position !== last) throw damaged(place, `batch ${record.position} where ${last} belongs`);
      // what waits for the disk together shares its sync
      waiting.push(journal.append(record.kind, record.payload));
      bytes += record.payload.length;
      if (bytes < appendedAtOnce) continue;
      await Promise.all(waiting);
      waiting = [];
      bytes = 0;
    }
    await Promise.all(waiting);
    if (last !== position) throw damaged(place, `events up to batch ${last} where ${position} belong`);
  } finally {
    await journal.close();
  }
  const opened = await openEvents({ folder, memory: options.memory ?? '512MB' });
  try {
    const applied = opened.state().applied;
    const difference = compareModels(models, await countModels(opened.reader));
    if (applied !== position) throw damaged(work.backup, `events up to batch ${applied} where ${position} belong`);
    if (difference !== undefined) throw damaged(work.backup, difference);
  } finally {
    await opened.close();
  }
  await rm(join(folder, 'spill'), { recursive: true, force: true });
  await syncFolder(folder);
}

const appendedAtOnce = 8 << 20;

/** What is different between the events that were and those that are there; undefined where nothing is. */
export function compareModels(expected: readonly ModelEvents[], found: readonly ModelEvents[]): string | undefined {
  const there = new Map(found.map((one) => [one.model, one]));
  for (const { model, predictions, labels, digest } of expected) {
    const one = there.get(model);
    const shown = JSON.stringify(model);
    if (one?.predictions !== predictions)
      return `${one?.predictions ?? 0} predictions of ${shown} where ${predictions} were written`;
    if (one.labels !== labels) return `${one.labels} labels of ${shown} where ${labels} were written`;
    if (one.digest !== digest) return `other events of ${shown} than were written`;
  }
  const more = found.length - expected.length;
  return more > 0 ? `${more} models more than were written` : undefined;
}

async function restoreFiles(work: Work): Promise<boolean> {
  const { draft, manifest, options } = work;
  const keyFile = options.keyFile?.();
  if (keyFile !== undefined)
    await writeFile(join(draft, 'keys.json'), await readFile(keyFile), { mode: 0o600, flag: 'wx', flush: true });
  const files = await unpackFiles(bytesOf(work, 'files'), join(draft, configurationFolder), placeOf(work, 'files'));
  if (files !== manifest.files) throw damaged(work.backup, `${files} files where ${manifest.files} belong`);
  return files > 0;
}

async function restoreState(work: Work, target: string): Promise<void> {
  const { draft, manifest, options, id } = work;
  const { stateUrl, world } = options;
  const schema = manifest.state.schema.at(-1)?.number ?? 0;
  const restoring = { schema, now: () => world.now(), pieces: piecesOf(work), finish: (tx: Tx) => finish(tx, work) };
  if (stateUrl === undefined) {
    await restoreSqlite(draft, restoring);
    await giveName(draft, target);
    return;
  }
  // between the name of the folder and the commit of the state, the folder says of itself that it is not to be used
  const marker = join(draft, unfinishedRestoreFile);
  await writeFile(marker, `${JSON.stringify({ restore: id, backup: manifest.id })}\n`, { mode: 0o600, flush: true });
  await restorePostgres(stateUrl, { ...restoring, before: () => giveName(draft, target) });
  await rm(join(target, unfinishedRestoreFile));
  await syncFolder(target);
}

async function* piecesOf(work: Work): AsyncGenerator<StoredRows, void> {
  const { tables } = work.manifest.state;
  const isKeys = (table: string): boolean => table === 'subject_key';
  const pick = (keys: boolean) =>
    Object.fromEntries(Object.entries(tables).filter(([table]) => isKeys(table) === keys));
  yield* rowsOfLines(bytesOf(work, 'state'), pick(false), placeOf(work, 'state'));
  yield* rowsOfLines(bytesOf(work, 'subject-keys'), pick(true), placeOf(work, 'subject-keys'));
}

/** In the transaction that writes the state: what is not sound is undone as a whole. */
async function finish(tx: Tx, { manifest, options, backup, id }: Work): Promise<void> {
  const { audit, schema } = manifest.state;
  const verdict = await verifyChain(tx, { head: audit });
  if (!verdict.sound)
    throw damaged(backup, `an audit chain that is broken at entry ${verdict.seq}: ${verdict.problem}`);
  if (options.trial) return;
  // whoever was signed in then need not be now; keys of programs stay
  await sql`delete from credential where kind in ('session', 'link', 'refresh')`.execute(tx);
  await appendAudit(tx, {
    at: options.world.now(),
    actor: 'owner',
    verb: 'backup.restore',
    subject: formatSubject({ kind: 'backup', name: manifest.id }),
    outcome: 'done',
    input: {
      restore: id,
      made: manifest.made,
      digest: manifest.digest,
      position: manifest.events.position,
      schema: schema.length,
    },
  });
}

async function giveName(draft: string, target: string): Promise<void> {
  await syncFolder(draft);
  // an empty one; where something came into it meanwhile, this fails
  await rmdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw notEmpty(target);
  });
  await rename(draft, target);
  await syncFolder(dirname(target));
}

async function writeWhole(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of source) await writeAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Whether an attempt before was cut off when all was done but the last step; then that step is made. Where the database
 * holds something else it is the wrong one, and the folder stays: it may belong to what is whole in another.
 */
async function finishedBefore(target: string, { stateUrl }: RestoreOptions): Promise<boolean> {
  const marker = join(target, unfinishedRestoreFile);
  const text = await readFile(marker, 'utf8').catch(() => undefined);
  if (text === undefined || stateUrl === undefined) return false;
  const { restore } = JSON.parse(text) as { readonly restore?: unknown };
  const isDone = await requireEmptyPostgres(stateUrl).then(
    () => false,
    async (error: unknown) => {
      const found = await lastRestoreIn(stateUrl);
      if (found === undefined || (JSON.parse(found) as { restore?: unknown }).restore !== restore) throw error;
      return true;
    },
  );
  if (isDone) await rm(marker);
  // nothing of it is to be seen in the state: it is begun anew
  else await rm(target, { recursive: true, force: true });
  return isDone;
}
