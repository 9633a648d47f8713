import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PitwallError } from '../core/errors.ts';
import { type DuckDBEngine, engineOn } from '../data/duckdb/engine.ts';
import { type Applier, createApplier } from './applier.ts';
import type { Outcome } from './apply.ts';
import type { Batch } from './batch.ts';
import { type MendedLog, openDatabase, rowsOf } from './database.ts';
import { type Deleted, deletePiece, type Held, heldEvents, removedSoFar } from './delete-before.ts';
import { type ErasedEvents, eraseEvents } from './erase.ts';
import type { EventKind } from './event.ts';
import { readHorizon, writeHorizon } from './horizon.ts';
import { type Disk, nodeDisk } from './journal/disk.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import type { TornTail } from './journal/open-segments.ts';
import { joinedSql, type ListOptions, type Page, pageSql, type Selection, toPage } from './list.ts';
import { decodePayload, encodePayload } from './payload.ts';
import type { PersonEvents } from './person.ts';
import { watchDisk } from './watch-disk.ts';

export interface EventsOptions {
  /** Holds `events.duckdb` and `journal/`. */
  readonly folder: string;
  /** What DuckDB may hold in memory. */
  readonly memory?: string;
  readonly threads?: number;
  readonly segmentBytes?: number;
  /** So much may be on its way to the disk and into the database; what comes then is refused with `events.busy`. */
  readonly maxWaitingBytes?: number;
  /** Go on even where what was acknowledged once is neither in the database nor in the journal. */
  readonly acceptLoss?: boolean;
  readonly disk?: Disk;
}

export interface Ingested {
  readonly position: number;
  readonly events: number;
  /** Resolves when they can be read; with nothing where the store was closed before. */
  readonly outcome: Promise<Outcome | undefined>;
}

/** How it went at the start. */
export interface Recovery {
  readonly torn: readonly TornTail[];
  readonly mended: MendedLog | undefined;
  /** Records of the journal that the database did not have yet. */
  readonly replayed: number;
}

export interface EventsState {
  /** On disk up to here. */
  readonly last: number;
  /** In the database up to here. */
  readonly applied: number;
  readonly waitingBytes: number;
  /** Why the database takes nothing at the moment; what is acknowledged is safe in the journal. */
  readonly trouble: unknown;
  /** Why the disk takes nothing at the moment: then all that comes is refused with this, and nothing else is touched. */
  readonly readOnly: PitwallError | undefined;
}

export interface Events {
  /** Where all of it is kept. */
  readonly folder: string;
  readonly recovery: Recovery;
  /** Whether a body of so many bytes is likely to be taken; to be asked before it is parsed, which costs the most. */
  hasRoom(bytes: number): boolean;
  /** Resolves when the events survive a crash; they can be read a little later. */
  ingest(batch: Batch): Promise<Ingested>;
  /** Resolves when everything acknowledged before can be read. */
  settled(): Promise<void>;
  state(): EventsState;
  list(options: ListOptions): Promise<Page>;
  /** Predictions and labels as one relation, for whoever reduces them with SQL through `reader`. */
  relation(selection: Selection): string;
  readonly reader: DuckDBConnection;
  /** On the same data, with temporary tables of its own; to be closed by whoever asked for it. */
  openEngine(): Promise<DuckDBEngine>;
  /** How many ids came again with something else in them. */
  conflicts(): Promise<readonly { readonly kind: EventKind; readonly model: string; readonly count: number }[]>;
  /** Removes what the database file itself holds by now from the journal; returns how many segments. */
  forget(): Promise<number>;
  /** Deletes a piece of what was made before a moment, for good, between two batches; to be called until no more is left. */
  deleteBefore(before: number, most?: number): Promise<Deleted>;
  /**
   * Erases what was acknowledged of these persons by now, from the journal and from the bytes of the database. It takes as
   * long as to write all events twice, while others wait to be applied; may be repeated where it was interrupted.
   */
  erase(persons: readonly PersonEvents[]): Promise<ErasedEvents>;
  /** What there is, and what of it was made before a moment. */
  held(before: number): Promise<{ readonly predictions: Held; readonly labels: Held }>;
  /** How many events were deleted since the database was made. */
  removed(): Promise<number>;
  /** Of the files, in bytes. */
  sizes(): Promise<{ readonly database: number; readonly journal: number }>;
  close(): Promise<void>;
}

const usualWaitingBytes = 64 << 20;
const replayedAtOnce = 4 << 20;
/** So many predictions go in one transaction: others wait for it. */
const deletedAtOnce = 20_000;

/** Everything that was acknowledged can be read when this returns. One process at a time may have it open. */
export async function openEvents(options: EventsOptions): Promise<Events> {
  const { folder, maxWaitingBytes = usualWaitingBytes } = options;
  const scratch = join(folder, 'spill');
  await mkdir(scratch, { recursive: true });
  const database = await openDatabase({ ...options, path: databasePath(folder), scratch });
  try {
    // what a process that was killed had spilled is of no use, and holds rows
    for (const name of await readdir(scratch)) await rm(join(scratch, name), { recursive: true, force: true });
    const { applied } = database;
    const journal = await openJournal({ ...options, folder: join(folder, 'journal'), after: applied });
    const diskWatch = watchDisk(options.disk ?? nodeDisk, join(folder, 'journal'));
    const lost = journal.first() - 1 - applied;
    const applier = createApplier(database.writer, applied);
    const close = async (): Promise<void> => {
      await diskWatch.close();
      await journal.close();
      await applier.close();
    };
    if (lost > 0 && !options.acceptLoss) {
      await close();
      throw gap(folder, lost);
    }
    const replayed = await replay(journal, applier).catch(async (error) => {
      await close();
      throw error;
    });
    // what a new database took from the journal may have been deleted from the old one
    const horizon = applied === 0 && replayed > 0 ? await readHorizon(folder) : undefined;
    while (horizon !== undefined) {
      const { more } = await applier.between(() => deletePiece(database.writer, horizon, deletedAtOnce));
      if (!more) break;
    }
    let closed = false;
    let waitingBytes = 0;
    const hasRoom = (bytes: number): boolean => waitingBytes === 0 || waitingBytes + bytes <= maxWaitingBytes;

    return {
      folder,
      recovery: { torn: journal.torn, mended: database.mended, replayed },
      hasRoom,
      async ingest(batch) {
        const { kind, bytes } = encodePayload(batch);
        if (!hasRoom(bytes.length)) throw busy(waitingBytes);
        waitingBytes += bytes.length;
        const release = (): void => {
          waitingBytes -= bytes.length;
        };
        try {
          const position = await journal.append(kind, bytes);
          diskWatch.fine();
          const outcome = applier.add(decodePayload({ position, kind, payload: bytes }));
          outcome.then(release);
          return { position, events: batch.lines.length, outcome };
        } catch (error) {
          release();
          diskWatch.failed(error);
          throw error;
        }
      },
      settled: () => applier.settled(),
      state: () => ({
        last: journal.last(),
        applied: applier.applied(),
        waitingBytes,
        trouble: applier.trouble(),
        readOnly: diskWatch.trouble(),
      }),
      async list(listing) {
        const { sql, limit } = pageSql(listing);
        return toPage(await rowsOf(database.reader, sql), listing, limit);
      },
      relation: joinedSql,
      reader: database.reader,
      openEngine: async () => engineOn(await database.connect(), scratch, () => undefined),
      async conflicts() {
        const counts = await rowsOf(
          database.reader,
          'SELECT kind, model, CAST(count(*) AS DOUBLE) FROM conflict GROUP BY ALL ORDER BY ALL',
        );
        return counts.map(([kind, model, count]) => ({
          kind: kind === 'label' ? 'label' : 'prediction',
          model: String(model),
          count: Number(count),
        }));
      },
      forget: async () => journal.forget(await applier.checkpoint()),
      async deleteBefore(before, most = deletedAtOnce) {
        if (closed) throw stopped();
        await writeHorizon(folder, before);
        return applier.between(() => deletePiece(database.writer, before, most));
      },
      async erase(persons) {
        if (closed) throw stopped();
        return eraseEvents({ folder, journal, applier, writer: database.writer }, persons);
      },
      held: (before) => heldEvents(database.reader, before),
      removed: () => removedSoFar(database.reader),
      sizes: () => sizesOf(folder),
      async close() {
        closed = true;
        await close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function sizesOf(folder: string): Promise<{ readonly database: number; readonly journal: number }> {
  const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;
  const journal = join(folder, 'journal');
  const segments = await Promise.all((await readdir(journal)).map((name) => sizeOf(join(journal, name))));
  return {
    database: (await sizeOf(databasePath(folder))) + (await sizeOf(`${databasePath(folder)}.wal`)),
    journal: segments.reduce((sum, size) => sum + size, 0),
  };
}

const databasePath = (folder: string): string => join(folder, 'events.duckdb');

/**
 * Puts the database aside and makes a new one of what the journal still holds. `suffix` names the old one. What the
 * journal has forgotten is only in the old one.
 */
export async function rebuildEvents(options: EventsOptions, suffix: string): Promise<Events> {
  for (const ending of ['', '.wal']) {
    const path = `${databasePath(options.folder)}${ending}`;
    await rename(path, `${databasePath(options.folder)}.${suffix}${ending}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return openEvents({ ...options, acceptLoss: true });
}

/** A part at a time, so that a long journal needs no more memory than a short one. */
async function replay(journal: Journal, applier: Applier): Promise<number> {
  let records = 0;
  let bytes = 0;
  for await (const record of journal.read(applier.applied())) {
    applier.add(decodePayload(record));
    records += 1;
    bytes += record.payload.length;
    if (bytes < replayedAtOnce) continue;
    await applier.settled();
    bytes = 0;
  }
  await applier.settled();
  return records;
}

const busy = (waiting: number): PitwallError =>
  new PitwallError({
    code: 'events.busy',
    problem: `more events come in than can be kept: ${waiting} bytes wait`,
    fix: 'Send it again a little later, in larger batches',
  });

const stopped = (): PitwallError =>
  new PitwallError({
    code: 'events.closed',
    problem: 'events are no longer deleted: the server is stopping',
    fix: 'It goes on when it is up',
  });

const gap = (folder: string, lost: number): PitwallError =>
  new PitwallError({
    code: 'events.damaged',
    problem: `${lost} batches that were acknowledged are neither in the database nor in the journal`,
    fix: 'Put events.duckdb back from a backup; to go on without them, say that the loss is accepted',
    place: { file: databasePath(folder) },
  });
