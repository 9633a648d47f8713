import { type FileHandle, open, rm } from 'node:fs/promises';
import { PitwallError } from '../core/errors.ts';
import type { Outcome } from './apply.ts';
import type { Batch } from './batch.ts';
import type { EventKind } from './event.ts';
import type { Events } from './store.ts';

export type Counts = Pick<Outcome, 'added' | 'repeated' | 'conflicts' | 'corrected'>;

/** Events of one sender that became several records of the journal. */
export interface TakenEvents {
  readonly events: number;
  /** Of the last record. */
  readonly position: number;
  /** Resolves when all of them can be read; with nothing where the store was closed before. */
  readonly counts: Promise<Counts | undefined>;
}

/** Events that were looked at, on their way to the journal: nothing of them is taken before all of them are fine. */
export interface Stage {
  events(): number;
  add(batch: Batch): Promise<void>;
  /** Forgets what was added. */
  reset(): Promise<void>;
  /** Puts all of it into the journal; when this returns, all of it is durable. */
  ingest(events: Events): Promise<TakenEvents>;
  /** Removes what is on the disk. */
  close(): Promise<void>;
}

interface Piece {
  readonly offset: number;
  readonly bytes: number;
}

/** A record of the journal; long enough that a sync costs little, short enough that single events come in between. */
const pieceBytes = 2 << 20;
/** Of what may wait, single events must find some of it free. */
const politeWaitingBytes = 8 << 20;

export async function openStage(path: string, kind: EventKind, received: Date): Promise<Stage> {
  const file: FileHandle = await open(path, 'w+').catch(refuseFull);
  let pieces: Piece[] = [];
  let length = 0;
  let count = 0;
  let pending: string[] = [];
  let characters = 0;

  async function write(): Promise<void> {
    const bytes = Buffer.from(pending.join('\n'));
    pending = [];
    characters = 0;
    await file.write(bytes, 0, bytes.length, length).catch(refuseFull);
    pieces.push({ offset: length, bytes: bytes.length });
    length += bytes.length;
  }

  return {
    events: () => count,
    async add({ lines }) {
      for (const line of lines) {
        pending.push(line);
        characters += line.length + 1;
        if (characters >= pieceBytes) await write();
      }
      count += lines.length;
    },
    async reset() {
      await file.truncate(0);
      pieces = [];
      pending = [];
      characters = 0;
      length = 0;
      count = 0;
    },
    async ingest(events) {
      const outcomes: Promise<Outcome | undefined>[] = [];
      let position = 0;
      if (pending.length > 0) await write();
      for (const { offset, bytes } of pieces) {
        const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
        const taken = await politely(events, {
          kind,
          lines: buffer.toString('utf8').split('\n'),
          received,
          refused: 0,
          refusals: [],
        });
        position = taken.position;
        outcomes.push(taken.outcome);
      }
      return { events: count, position, counts: Promise.all(outcomes).then(sum) };
    },
    async close() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

async function politely(events: Events, batch: Batch) {
  for (;;) {
    // with trouble in the database this would wait for ever; `ingest` says when there is no more room
    while (events.state().waitingBytes > politeWaitingBytes && events.state().trouble === undefined)
      await events.settled().catch(() => undefined);
    try {
      return await events.ingest(batch);
    } catch (error) {
      const isBusy = error instanceof PitwallError && error.code === 'events.busy';
      if (!isBusy || events.state().trouble !== undefined) throw error;
      await events.settled().catch(() => undefined);
    }
  }
}

function sum(outcomes: readonly (Outcome | undefined)[]): Counts | undefined {
  const total = { added: 0, repeated: 0, conflicts: 0, corrected: 0 };
  for (const outcome of outcomes) {
    if (!outcome) return undefined;
    total.added += outcome.added;
    total.repeated += outcome.repeated;
    total.conflicts += outcome.conflicts;
    total.corrected += outcome.corrected;
  }
  return total;
}

/** A full disk is nobody's mistake, and is over one day. */
export function refuseFull(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
  throw new PitwallError({
    code: 'events.disk_full',
    problem: 'the disk is full: nothing of this was taken',
    fix: 'Make room; then it is taken again, without a restart',
    cause: error,
  });
}
