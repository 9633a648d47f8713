import { join } from 'node:path';
import { PitwallError } from '../../core/errors.ts';
import { type Disk, type DiskFile, nodeDisk } from './disk.ts';
import { encodeRecordHead, encodeSegmentHeader, recordHeadBytes, segmentHeaderBytes } from './frame.ts';
import { openSegments, segmentName, type TornTail } from './open-segments.ts';
import { damaged, type JournalRecord, readSegment, type Segment } from './segment.ts';

export interface JournalOptions {
  readonly folder: string;
  /** What is known to be applied elsewhere: new records come after it, even where the journal itself ends earlier. */
  readonly after?: number;
  /** A segment is left once it is as long as this. */
  readonly segmentBytes?: number;
  readonly maxRecordBytes?: number;
  /** So much may wait for the disk; what comes then is refused at once. */
  readonly maxWaitingBytes?: number;
  readonly disk?: Disk;
}

/**
 * Records that survive `kill -9` and a power cut once `append` has returned. One process may have a journal open; whoever
 * opens it holds a lock on what stands beside it.
 */
export interface Journal {
  /** What was cut off at the start. */
  readonly torn: readonly TornTail[];
  /** The position of the first record that is still kept, or of the next where there is none. */
  first(): number;
  /** The position of the last record that is on disk. */
  last(): number;
  waitingBytes(): number;
  /** Resolves with its position when the record is on the disk. Callers that come while one waits share its sync. */
  append(kind: number, payload: Uint8Array): Promise<number>;
  /** The records after a position that are on disk now. */
  read(after: number): AsyncGenerator<JournalRecord, void>;
  /** Removes segments that hold no record after the position. */
  forget(position: number): Promise<number>;
  /** Begins a new segment; all records up to the position it answers with stand in segments that can be removed. */
  seal(): Promise<number>;
  /** Finishes what was appended. */
  close(): Promise<void>;
}

interface Waiting {
  readonly kind: number;
  readonly payload: Uint8Array;
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

const megabyte = 1 << 20;

export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, after = 0, segmentBytes = 32 * megabyte, disk = nodeDisk } = options;
  const { maxRecordBytes = 16 * megabyte, maxWaitingBytes = 64 * megabyte } = options;
  const opened = await openSegments(folder, after, disk);
  const segments = [...opened.segments];
  let last = opened.end?.last ?? after;
  let offset = opened.end?.offset ?? 0;
  const current = segments.at(-1);
  let file: DiskFile | undefined = current && (await disk.open(current.path));
  /** Whether bytes may stand behind `offset` that somebody was told are not there. */
  let unclean = false;
  let closed = false;
  let queue: Waiting[] = [];
  let waitingBytes = 0;
  let running: Promise<void> | undefined;

  async function startSegment(first: number): Promise<void> {
    const number = (segments.at(-1)?.number ?? 0) + 1;
    const header = { number, first, previous: last };
    const path = join(folder, segmentName(number));
    const created = await disk.create(path);
    try {
      await created.write(encodeSegmentHeader(header), 0);
      await created.sync();
      await disk.syncFolder(folder);
    } catch (error) {
      await created.close();
      await disk.remove(path);
      throw error;
    }
    await file?.close();
    file = created;
    segments.push({ ...header, path });
    last = first - 1;
    offset = segmentHeaderBytes;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    if (unclean) await file?.truncate(offset);
    unclean = false;
    if (!file || offset >= segmentBytes) await startSegment(last + 1);
    const frames = group.flatMap(({ kind, payload }, index) => [
      encodeRecordHead({ sequence: last + 1 + index, durable: offset, kind }, payload),
      payload,
    ]);
    const bytes = Buffer.concat(frames);
    unclean = true;
    await file?.write(bytes, offset);
    await file?.sync();
    unclean = false;
    offset += bytes.length;
    last += group.length;
  }

  async function sealSegment(): Promise<void> {
    if (unclean) await file?.truncate(offset);
    unclean = false;
    await startSegment(last + 1);
  }

  async function run(): Promise<void> {
    // Whoever calls in the same turn joins the first group.
    await null;
    while (queue.length > 0) {
      const group = takeGroup(queue);
      queue = queue.slice(group.length);
      const first = last + 1;
      const error = await writeGroup(group).then(() => undefined, translateDiskError);
      group.forEach(({ payload, resolve, reject }, index) => {
        waitingBytes -= payload.length + recordHeadBytes;
        if (error) reject(error);
        else resolve(first + index);
      });
    }
    // In the same turn in which the queue was seen to be empty: who comes later starts anew.
    running = undefined;
  }

  if (last < after) await startSegment(after + 1);

  return {
    torn: opened.torn,
    first: () => segments[0]?.first ?? last + 1,
    last: () => last,
    waitingBytes: () => waitingBytes,
    append(kind, payload) {
      const bytes = payload.length + recordHeadBytes;
      if (closed) return Promise.reject(closedError());
      if (payload.length > maxRecordBytes) return Promise.reject(tooLarge(payload.length, maxRecordBytes));
      if (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes) return Promise.reject(busy(waitingBytes));
      waitingBytes += bytes;
      const appended = new Promise<number>((resolve, reject) => queue.push({ kind, payload, resolve, reject }));
      running ??= run();
      return appended;
    },
    async *read(after) {
      const upTo = last;
      const offsetNow = offset;
      const kept = [...segments];
      for (const [index, segment] of kept.entries()) {
        const next = kept[index + 1];
        if (next && next.first - 1 <= after) continue;
        yield* readOne(segment, next, after, next ? undefined : offsetNow);
        if (segment.first > upTo) return;
      }
    },
    async forget(position) {
      let removed = 0;
      for (let [segment, next] = segments; segment && next && next.previous <= position; [segment, next] = segments) {
        await disk.remove(segment.path);
        segments.shift();
        removed += 1;
      }
      if (removed > 0) await disk.syncFolder(folder);
      return removed;
    },
    async seal() {
      while (running) await running;
      const sealed = last;
      if (closed || offset <= segmentHeaderBytes) return sealed;
      let failure: Error | undefined;
      // whoever appends meanwhile waits as for a group
      running = sealSegment().catch((error: unknown) => {
        failure = translateDiskError(error);
      });
      await running;
      running = queue.length > 0 ? run() : undefined;
      if (failure) throw failure;
      return sealed;
    },
    async close() {
      closed = true;
      while (running) await running;
      await file?.close();
      file = undefined;
    },
  };
}

async function* readOne(
  segment: Segment,
  next: Segment | undefined,
  after: number,
  until: number | undefined,
): AsyncGenerator<JournalRecord, void> {
  const records = readSegment(segment, until);
  for (;;) {
    const step = await records.next();
    if (step.done) {
      const { last, offset, torn } = step.value;
      if ((next && last < next.previous) || (!next && torn > 0))
        throw damaged(segment.path, offset, `record ${last + 1} is broken`);
      return;
    }
    if (step.value.position > after && step.value.position <= (next?.previous ?? Number.POSITIVE_INFINITY))
      yield step.value;
  }
}

const groupBytes = 8 * megabyte;

function takeGroup(queue: readonly Waiting[]): Waiting[] {
  let bytes = 0;
  const end = queue.findIndex(({ payload }) => {
    bytes += payload.length;
    return bytes > groupBytes;
  });
  return queue.slice(0, end < 0 ? queue.length : Math.max(1, end));
}

const busy = (waiting: number) =>
  new PitwallError({
    code: 'events.busy',
    problem: `the disk does not keep up: ${waiting} bytes wait to be written`,
    fix: 'Send it again a little later, in larger batches',
  });

const tooLarge = (found: number, most: number) =>
  new PitwallError({
    code: 'events.too_large',
    problem: `expected at most ${most} bytes at once, found ${found}`,
    fix: 'Send it in several batches',
  });

const closedError = () =>
  new PitwallError({
    code: 'events.closed',
    problem: 'events are no longer taken: the server is stopping',
    fix: 'Send it again when it is up',
  });

function translateDiskError(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new PitwallError({
      code: 'events.disk_full',
      problem: 'the disk is full: nothing of this was taken',
      fix: 'Make room; then it is taken again, without a restart',
      cause: error,
    });
  return new PitwallError({
    code: 'events.disk',
    problem: `the journal cannot be written (${error instanceof Error ? error.message : String(error)}): nothing of this was taken`,
    fix: 'Look at the disk and at the rights of the folder',
    cause: error,
  });
}
