import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredRows } from '../state/restore.ts';
import { openStateSnapshot, type StateSnapshot, type StoredCell } from '../state/snapshot.ts';
import type { State } from '../state/state.ts';
import type { KeptBackup } from './folder.ts';
import { seal, subjectKeyTable } from './make.ts';
import { type Manifest, type Part, syncFolder, writeManifest } from './manifest.ts';
import { readPart, writePart } from './part.ts';
import type { Sealing } from './sealing.ts';
import { linesOfState, rowsOfLines } from './state-lines.ts';

export interface ForgetOptions {
  readonly state: Pick<State, 'engine' | 'db'>;
  /** That of the state where it is SQLite. */
  readonly file: string;
  readonly backups: readonly KeptBackup[];
  readonly sealingOf: (manifest: Manifest) => Promise<Sealing>;
  readonly pause: () => Promise<void>;
}

interface Forgotten {
  /** Backups in which somebody is forgotten now. */
  readonly changed: readonly string[];
  /** Backups that could not be read or written: whoever was forgotten since may still be in them. */
  readonly failed: readonly string[];
}

type Rows = ReadonlyMap<string, readonly StoredCell[]>;

/**
 * Forgets in backups that are kept whoever was forgotten since: the keys of persons become those that are still there,
 * and what only a key that is gone opens can be read no more. Nothing else in a backup is touched, and one that cannot be
 * read keeps none of the others from it.
 */
export async function forgetInBackups(options: ForgetOptions): Promise<Forgotten> {
  const live = await liveKeys(options);
  const changed: string[] = [];
  const failed: string[] = [];
  for (const backup of live ? options.backups : []) {
    try {
      if (live && (await forgetIn(backup, live, options))) changed.push(backup.id);
    } catch {
      failed.push(backup.id);
    }
  }
  return { changed, failed };
}

async function forgetIn(backup: KeptBackup, live: Rows, options: ForgetOptions): Promise<boolean> {
  const part = backup.manifest.parts.find(({ name }) => name === 'subject-keys');
  if (!part || (backup.manifest.state.tables[subjectKeyTable]?.rows ?? 0) === 0) return false;
  const sealing = await options.sealingOf(backup.manifest);
  const { columns, rows } = await keptKeys(backup, part, sealing);
  let gone = false;
  const left = [...rows].flatMap(([key, cells]) => {
    const now = live.get(key);
    // one that is still there stays as it was: by now it may be wrapped with a key that nobody kept with this backup
    if (!isForgotten(cells, now)) return [cells];
    gone = true;
    return now ? [now.slice(0, columns.length)] : [];
  });
  if (gone) await replaceKeys(backup, part, { sealing, columns, rows: left, pause: options.pause });
  return gone;
}

/** A row that is gone, or of which something is empty that was not. */
const isForgotten = (kept: readonly StoredCell[], live: readonly StoredCell[] | undefined): boolean =>
  live === undefined || kept.some((cell, at) => cell !== null && cell !== '' && (live[at] ?? '') === '');

async function liveKeys({ state, file }: ForgetOptions): Promise<Rows | undefined> {
  const snapshot = await openStateSnapshot(state, file);
  try {
    if (!snapshot.tables.includes(subjectKeyTable)) return undefined;
    const live = new Map<string, readonly StoredCell[]>();
    for await (const rows of snapshot.rows(subjectKeyTable))
      for (const cells of rows) live.set(String(cells[0]), cells);
    return live;
  } finally {
    await snapshot.close();
  }
}

async function keptKeys(
  { folder, manifest }: KeptBackup,
  part: Part,
  sealing: Sealing,
): Promise<{ readonly columns: readonly string[]; readonly rows: Rows }> {
  const rows = new Map<string, readonly StoredCell[]>();
  let columns: readonly string[] = [];
  const expected = Object.fromEntries(
    Object.entries(manifest.state.tables).filter(([table]) => table === subjectKeyTable),
  );
  const bytes = readPart(part, { folder, backup: manifest.id, sealing });
  for await (const piece of rowsOfLines(bytes, expected, join(folder, part.file))) {
    columns = piece.columns;
    for (const cells of piece.rows) rows.set(String(cells[0]), cells);
  }
  return { columns, rows };
}

/** The new part stands beside the old one until the manifest names it, so that the backup is whole at any moment. */
async function replaceKeys(
  { folder, manifest }: KeptBackup,
  part: Part,
  {
    sealing,
    columns,
    rows,
    pause,
  }: Pick<StoredRows, 'columns' | 'rows'> & Pick<ForgetOptions, 'pause'> & { readonly sealing: Sealing },
): Promise<void> {
  const lines = linesOfState(snapshotOf(columns, rows), [subjectKeyTable]);
  const number = Number(/-(\d+)\.part$/.exec(part.file)?.[1] ?? 0) + 1;
  const file = `subject-keys-${number}.part`;
  await rm(join(folder, file), { force: true });
  const written = await writePart('subject-keys', file, lines.lines(), { folder, backup: manifest.id, sealing, pause });
  const { digest: _digest, seal: _seal, ...rest } = manifest;
  const next = {
    ...rest,
    key: sealing.key === null ? null : manifest.key,
    state: { ...manifest.state, tables: { ...manifest.state.tables, ...lines.counts() } },
    parts: manifest.parts.map((one) => (one.name === 'subject-keys' ? written : one)),
  };
  await writeManifest(folder, seal(next, sealing));
  await rm(join(folder, part.file), { force: true });
  await syncFolder(folder);
}

const snapshotOf = (columns: readonly string[], rows: StoredRows['rows']): StateSnapshot => ({
  tables: [subjectKeyTable],
  columns: async () => columns,
  async *rows() {
    if (rows.length > 0) yield rows;
  },
  close: async () => undefined,
});
