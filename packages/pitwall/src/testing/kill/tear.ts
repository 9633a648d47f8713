import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  decodeSegmentHeader,
  encodeRecordHead,
  encodeSegmentHeader,
  isRecordAt,
  readRecordHead,
  recordHeadBytes,
  segmentHeaderBytes,
} from '../../events/journal/frame.ts';
import { segmentName } from '../../events/journal/open-segments.ts';
import type { Tear } from './plan.ts';

export interface TearOptions {
  /** The data directory of a process that is gone. */
  readonly folder: string;
  /** Everything up to here was acknowledged, or written where it proves that it was on the disk. */
  readonly durable: number;
  readonly next: () => number;
}

/** Leaves a file as a write leaves it that the power did not let end. False where there was nothing to do it to. */
export function tear(kind: Tear, { folder, durable, next }: TearOptions): boolean {
  const events = join(folder, 'events');
  switch (kind) {
    case 'journal cut':
    case 'journal zeros':
    case 'journal garbled':
    case 'journal half a record':
    case 'journal half a header':
      return tearJournal(kind, join(events, 'journal'), durable, next);
    case 'database log cut':
    case 'database log zeros':
    case 'database log garbled':
      return tearEnd(kind, join(events, 'events.duckdb.wal'), 0, next);
    case 'state log garbage': {
      const log = join(folder, 'state.db-wal');
      if (!existsSync(log)) return false;
      appendFileSync(log, garbage(1 + Math.floor(9_000 * next()), next));
      // the index of the log is in memory only
      if (next() < 0.5) rmSync(join(folder, 'state.db-shm'), { force: true });
      return true;
    }
  }
}

function garbage(length: number, next: () => number): Buffer {
  const zeros = next() < 0.3;
  return Buffer.from(Array.from({ length }, () => (zeros ? 0 : Math.floor(256 * next()))));
}

/** Does it to the bytes from a place on behind `from`. */
function tearEnd(kind: string, file: string, from: number, next: () => number): boolean {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size <= from) return false;
  const at = from + Math.floor((size - from) * (next() < 0.5 ? next() : 1 - 0.05 * next()));
  if (kind.endsWith('cut')) truncateSync(file, at);
  else
    overwrite(
      file,
      at,
      kind.endsWith('zeros') ? Buffer.alloc(size - at) : garbage(Math.min(size - at, 100_000), next),
      size,
    );
  return true;
}

/** The bytes at their place, and nothing of the file behind `size`. */
function overwrite(file: string, at: number, bytes: Buffer, size: number): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, bytes, 0, bytes.length, at);
  } finally {
    closeSync(handle);
  }
  if (at + bytes.length < size) truncateSync(file, at + bytes.length);
}

interface LastSegment {
  readonly file: string;
  readonly number: number;
  /** Of its last whole record. */
  readonly last: number;
  /** Where the records end that must stay. */
  readonly kept: number;
  /** Where the group begins that was written last. */
  readonly group: number;
  readonly size: number;
}

function tearJournal(kind: Tear, folder: string, durable: number, next: () => number): boolean {
  const segment = lastSegment(folder, durable);
  if (!segment) return false;
  const { file, number, last, kept, group, size } = segment;
  switch (kind) {
    case 'journal half a header': {
      const header = encodeSegmentHeader({ number: number + 1, first: last + 1, previous: last });
      const bytes =
        next() < 0.5 ? header.subarray(0, Math.floor(segmentHeaderBytes * next())) : Buffer.alloc(segmentHeaderBytes);
      writeFileSync(join(folder, segmentName(number + 1)), bytes);
      return true;
    }
    case 'journal half a record': {
      const payload = garbage(20 + Math.floor(5_000 * next()), next);
      // else zeros could make it whole again
      payload.writeUInt8(1, payload.length - 1);
      const head = encodeRecordHead({ sequence: last + 1, durable: size, kind: 1 }, payload);
      const record = Buffer.concat([head, payload]);
      const half = record.subarray(0, 1 + Math.floor((record.length - 1) * next()));
      appendFileSync(file, next() < 0.5 ? half : Buffer.concat([half, Buffer.alloc(record.length - half.length)]));
      return true;
    }
    case 'journal garbled': {
      const from = Math.max(kept, group);
      if (from >= size) return false;
      const at = from + Math.floor((size - from) * next());
      // of what was written at once, a part may be missing in the middle
      const bytes = garbage(Math.min(size - at, 1 + Math.floor(4_096 * next())), next);
      overwrite(file, at, bytes, at + bytes.length);
      return true;
    }
    default:
      return tearEnd(kind, file, kept, next);
  }
}

function lastSegment(folder: string, durable: number): LastSegment | undefined {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.journal'))
        .sort()
    : [];
  for (const name of names.reverse()) {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const header = decodeSegmentHeader(bytes.subarray(0, segmentHeaderBytes));
    if (!header) continue;
    let offset = segmentHeaderBytes;
    let last = header.first - 1;
    let kept = offset;
    let group = offset;
    while (offset + recordHeadBytes <= bytes.length) {
      const head = readRecordHead(bytes, offset);
      if (head.sequence !== last + 1 || !isRecordAt(bytes, offset, head)) break;
      last = head.sequence;
      group = head.durable;
      offset += recordHeadBytes + head.length;
      if (last <= durable) kept = offset;
    }
    return { file, number: header.number, last, kept, group, size: bytes.length };
  }
  return undefined;
}
