import { fstatSync, openSync, readSync, read as readWithCallback, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PitwallError } from '../core/errors.ts';
import { rowsOf } from './database.ts';
import { removedSoFar } from './delete-before.ts';
import { readHorizon } from './horizon.ts';
import { type JournalRecord, readHeader, readSegment } from './journal/segment.ts';
import type { Events } from './store.ts';

/** What there is of a model, so that two stores can be held against each other. */
export interface ModelEvents {
  readonly model: string;
  readonly predictions: number;
  readonly labels: number;
  /** Over all of it, in whatever order it stands. */
  readonly digest: string;
}

/** All events up to a position, while more come in. */
export interface EventsSnapshot {
  /** All that was acknowledged before the snapshot was asked for is at or before it. */
  readonly position: number;
  /** What the journal gives begins after it. */
  readonly after: number;
  readonly models: readonly ModelEvents[];
  readonly deletedBefore: number | null;
  /** The file of the database as it was at its last checkpoint, which is after `after`. */
  database(): AsyncGenerator<Uint8Array, void>;
  /** What follows, up to the position. */
  journal(): AsyncGenerator<JournalRecord, void>;
  close(): Promise<void>;
}

/** Stores of which a copy is being made: until then their database is at rest, and the journal keeps what it has. */
const held = new WeakSet<Events>();

export const isBeingCopied = (events: Events): boolean => held.has(events);

const read = promisify(readWithCallback);
const tries = 5;
const pieceBytes = 1 << 20;
/** Of a file of DuckDB: which of its blocks are in use is said here, anew at each checkpoint. */
const headBytes = 3 * 4096;

/**
 * The file of the database changes only at a checkpoint: what is committed in between goes to its log. As long as a
 * transaction that has written is open, DuckDB makes none, and others write on. So the file can be read as it is, and
 * what its log holds is read from the journal instead, which forgets nothing before a checkpoint.
 */
export async function openEventsSnapshot(events: Events): Promise<EventsSnapshot> {
  for (let attempt = 1; ; attempt += 1) {
    const removed = await events.removed();
    await events.settled();
    const after = events.state().applied;
    // what was deleted is gone from the file by this, too
    await events.forget();
    const engine = await events.openEngine();
    try {
      const { connection } = engine;
      await connection.run('BEGIN; CREATE TABLE pitwall_hold (held INTEGER)');
      const deleted = await removedSoFar(connection);
      if (deleted === removed) {
        held.add(events);
        const release = (): void => {
          held.delete(events);
          engine.close();
        };
        return await snapshotOn(events.folder, connection, after, release);
      }
      // deleted after the checkpoint: the file still has it
      if (attempt === tries) throw restless();
    } catch (error) {
      held.delete(events);
      engine.close();
      throw error;
    }
    engine.close();
    await nextTurn();
  }
}

async function snapshotOn(
  folder: string,
  connection: DuckDBConnection,
  after: number,
  close: () => void,
): Promise<EventsSnapshot> {
  const file = keptOpen(join(folder, 'events.duckdb'));
  const head = readHead(file);
  const [[applied] = []] = await rowsOf(connection, 'SELECT CAST(applied AS DOUBLE) FROM pitwall_events');
  const position = Number(applied);
  const models = await countModels(connection);
  let open = true;
  return {
    position,
    after,
    models,
    deletedBefore: (await readHorizon(folder)) ?? null,
    async *database() {
      const { size } = fstatSync(file);
      for (let at = 0; at < size; ) {
        const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at));
        const { bytesRead } = await read(file, piece, 0, piece.length, at);
        if (bytesRead === 0) throw restless();
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
      if (!readHead(file).equals(head)) throw restless();
    },
    journal: () => readJournal(join(folder, 'journal'), after, position),
    async close() {
      if (!open) return;
      open = false;
      await connection.run('ROLLBACK').catch(() => undefined);
      close();
    },
  };
}

/** How much there is of each model. Keys go in as they are: DuckDB takes a tenth of a millisecond to write one as text. */
export async function countModels(connection: DuckDBConnection): Promise<readonly ModelEvents[]> {
  const side = (table: string, more: string): string => `SELECT model, '${table}' AS kind, count(*) AS events,
    bit_xor(key) AS keys, bit_xor(digest) AS digests,
    bit_xor(md5_number(concat_ws('|', '${table}', id, position, nr, epoch_us(received), epoch_us(time), ${more}))) AS rows
    FROM ${table} GROUP BY model`;
  const rows = await rowsOf(
    connection,
    `SELECT model, CAST(coalesce(sum(events) FILTER (kind = 'prediction'), 0) AS DOUBLE),
      CAST(coalesce(sum(events) FILTER (kind = 'label'), 0) AS DOUBLE),
      concat_ws('-', string_agg(CAST(keys AS VARCHAR), '-' ORDER BY kind), string_agg(CAST(digests AS VARCHAR), '-' ORDER BY kind),
        string_agg(CAST(rows AS VARCHAR), '-' ORDER BY kind))
    FROM (${side('prediction', 'prediction, md5(features)')} UNION ALL ${side('label', 'label, corrections')})
    GROUP BY model ORDER BY model`,
  );
  return rows.map(([model, predictions, labels, digest]) => ({
    model: String(model),
    predictions: Number(predictions),
    labels: Number(labels),
    digest: String(digest),
  }));
}

/** Segments are never changed but at their end, and none is removed while there is no checkpoint. */
async function* readJournal(folder: string, after: number, last: number): AsyncGenerator<JournalRecord, void> {
  if (last <= after) return;
  const names = (await readdir(folder)).filter((name) => /^\d{10}\.journal$/.test(name)).sort();
  const found = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), header: await readHeader(join(folder, name)) })),
  );
  const segments = found.flatMap(({ path, header }) => (header ? [{ ...header, path }] : []));
  let next = after + 1;
  for (const [index, segment] of segments.entries()) {
    const following = segments[index + 1];
    if (following && following.previous < next) continue;
    for await (const record of readSegment(segment)) {
      // what stands behind the record that the next segment counts on was told to nobody
      if (following && record.position > following.previous) break;
      if (record.position < next) continue;
      if (record.position !== next) throw incomplete(next);
      next += 1;
      yield record;
      if (next > last) return;
    }
  }
  throw incomplete(next);
}

/**
 * A POSIX lock goes when its process closes any handle of the file, and DuckDB holds one on it. So what was opened once
 * stays open, one handle a database.
 */
const handles = new Map<string, number>();

function keptOpen(path: string): number {
  const { dev, ino } = statSync(path);
  const key = `${dev}:${ino}`;
  const known = handles.get(key);
  if (known !== undefined) return known;
  const handle = openSync(path, 'r');
  handles.set(key, handle);
  return handle;
}

function readHead(file: number): Buffer {
  const bytes = Buffer.alloc(headBytes);
  readSync(file, bytes, 0, headBytes, 0);
  return bytes;
}

const restless = (): PitwallError =>
  new PitwallError({
    code: 'events.busy',
    problem: 'the database of events was written anew while it was copied',
    fix: 'Try it again, when nothing else copies or deletes',
  });

const incomplete = (position: number): PitwallError =>
  new PitwallError({
    code: 'events.damaged',
    problem: `expected batch ${position} in the journal, found that it is not whole there`,
    fix: 'Restart the server: it says what is wrong with the journal',
  });
