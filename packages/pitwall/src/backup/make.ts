import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventsSnapshot } from '../events/snapshot.ts';
import type { Workplace } from '../server/context.ts';
import { openStateSnapshot, type StateSnapshot } from '../state/snapshot.ts';
import type { MigrationRow } from '../state/tables.ts';
import { version } from '../version.ts';
import { filesOf, packFiles } from './files-part.ts';
import { clearUnfinished, dataFolderOf, describeWriter, makeFolder, writingFile } from './folder.ts';
import { packRecords } from './journal-records.ts';
import {
  digestOf,
  formatVersion,
  type Manifest,
  type Part,
  syncFolder,
  type Unsealed,
  writeManifest,
} from './manifest.ts';
import { type PartOptions, writePart } from './part.ts';
import { writeFailed } from './problems.ts';
import type { Sealing } from './sealing.ts';
import { linesOfState } from './state-lines.ts';

export interface MakeOptions {
  /** The folder that backups are put in. */
  readonly to: string;
  readonly sealing: Sealing;
  readonly pause: () => Promise<void>;
  readonly create?: NonNullable<PartOptions['create']>;
}

/** The keys of persons are a part of their own, so that a person can be forgotten in backups that are kept. */
export const subjectKeyTable = 'subject_key';

const auditStart = '0'.repeat(64);

/**
 * The state is taken first, the events after it. Events are in the journal before the state knows of them (an audit entry, the
 * answer that is kept for a key, the mark up to which a profile has counted), so every position that the state names is at
 * or before that of the events. The other way round it would name events that are not there. What was taken in between
 * is in the events alone, as after a crash between the two: sent again, it counts once.
 */
export async function makeBackup(workplace: Workplace, { to, ...making }: MakeOptions): Promise<Manifest> {
  const { world } = workplace;
  const { sealing } = making;
  const begun = world.now();
  const id = newId(begun, world.random(5));
  const folder = join(to, id);
  const options = { ...making, folder, backup: id };
  try {
    await makeFolder(to);
    await clearUnfinished(to);
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw writeFailed(error, to);
  }
  try {
    await writeFile(join(folder, writingFile), describeWriter(), { mode: 0o600 });
    const state = await writeState(workplace, options);
    const events = await writeEvents(workplace, options);
    const kept = await filesOf(workplace);
    const files = await writePart('files', 'files.part', packFiles(kept), options);
    const manifest: Unsealed = {
      format: formatVersion,
      id,
      pitwall: version,
      project: workplace.config.project,
      made: new Date(begun).toISOString(),
      milliseconds: Math.max(0, world.now() - begun),
      engine: workplace.state.engine,
      state: state.counts,
      events: events.counts,
      files: kept.length,
      compression: 'gzip',
      key: sealing.key,
      parts: [...state.parts, ...events.parts, files],
    };
    await rm(join(folder, writingFile), { force: true });
    const whole = seal(manifest, sealing);
    await writeManifest(folder, whole);
    await syncFolder(to);
    return whole;
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailed(error, folder);
  }
}

export function seal(manifest: Unsealed, sealing: Sealing): Manifest {
  const digest = digestOf(manifest);
  return { ...manifest, digest, seal: sealing.sign(digest, manifest.id) };
}

interface Written<Counts> {
  readonly parts: readonly Part[];
  readonly counts: Counts;
}

async function writeState(workplace: Workplace, options: PartOptions): Promise<Written<Manifest['state']>> {
  const snapshot = await openStateSnapshot(workplace.state, join(dataFolderOf(workplace), 'state.db'));
  try {
    const schema = await schemaOf(snapshot);
    const main = linesOfState(
      snapshot,
      snapshot.tables.filter((table) => table !== subjectKeyTable),
      ['audit', 'audit_checkpoint'],
    );
    const keys = linesOfState(
      snapshot,
      snapshot.tables.filter((table) => table === subjectKeyTable),
    );
    const parts = [
      await writePart('state', 'state.part', main.lines(), options),
      await writePart('subject-keys', 'subject-keys.part', keys.lines(), options),
    ];
    const head = main.last('audit');
    const checkpoint = main.last('audit_checkpoint') as Manifest['state']['checkpoint'];
    return {
      parts,
      counts: {
        schema,
        tables: { ...main.counts(), ...keys.counts() },
        audit: head ? { seq: Number(head.seq), hash: String(head.hash) } : { seq: 0, hash: auditStart },
        checkpoint,
      },
    };
  } finally {
    await snapshot.close();
  }
}

async function schemaOf(snapshot: StateSnapshot): Promise<Manifest['state']['schema']> {
  const columns = await snapshot.columns('migration');
  const rows: MigrationRow[] = [];
  for await (const piece of snapshot.rows('migration')) {
    for (const cells of piece) {
      const row = new Map(columns.map((name, at) => [name, cells[at]]));
      const [number, at] = [Number(row.get('number')), Number(row.get('at'))];
      rows.push({ number, name: String(row.get('name')), checksum: String(row.get('checksum')), at });
    }
  }
  return rows.sort((a, b) => a.number - b.number);
}

async function writeEvents({ events }: Workplace, options: PartOptions): Promise<Written<Manifest['events']>> {
  const snapshot = await openEventsSnapshot(events);
  try {
    const { position, after, deletedBefore, models } = snapshot;
    const parts = [
      await writePart('database', 'database.part', snapshot.database(), options),
      await writePart('journal', 'journal.part', packRecords(snapshot.journal()), options),
    ];
    return { parts, counts: { position, after, deletedBefore, models: [...models] } };
  } finally {
    await snapshot.close();
  }
}

/** `backup-2026-01-05t12-00-00z-k3f9a2c4`: in the order of time, and a name on every file system. */
function newId(now: number, random: Buffer): string {
  const moment = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-').toLowerCase();
  return `backup-${moment}z-${random.toString('hex')}`;
}
