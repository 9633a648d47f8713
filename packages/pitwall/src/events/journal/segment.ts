import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { PitwallError } from '../../core/errors.ts';
import {
  decodeSegmentHeader,
  isRecordAt,
  readRecordHead,
  recordHeadBytes,
  type SegmentHeader,
  segmentHeaderBytes,
} from './frame.ts';

/** A whole record, in the order in which it was appended. */
export interface JournalRecord {
  /** Counted from 1, without a gap as long as nothing is lost. */
  readonly position: number;
  readonly kind: number;
  readonly payload: Buffer;
}

export interface Segment extends SegmentHeader {
  readonly path: string;
}

/** Where the whole records of a segment end, and what follows. */
export interface SegmentEnd {
  readonly offset: number;
  /** The sequence of the last whole record, or of the one before the segment. */
  readonly last: number;
  /** Bytes behind it that are no record. */
  readonly torn: number;
}

const windowBytes = 1 << 20;

/** The header of a segment; undefined for a file that is not longer than one and holds none: it was never used. */
export async function readHeader(path: string): Promise<SegmentHeader | undefined> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(segmentHeaderBytes);
    const { bytesRead } = await file.read(bytes, 0, segmentHeaderBytes, 0);
    const header = decodeSegmentHeader(bytes.subarray(0, bytesRead));
    if (header || (await file.stat()).size <= segmentHeaderBytes) return header;
    throw damaged(path, 0, 'its first bytes are not the header of a segment');
  } finally {
    await file.close();
  }
}

/**
 * Lets the records of a segment go by up to `until`, and returns where they end. Throws where something is broken that
 * was on disk before: only the last that was written may be torn.
 */
export async function* readSegment(segment: Segment, until?: number): AsyncGenerator<JournalRecord, SegmentEnd> {
  const file = await open(segment.path, 'r');
  try {
    const size = until ?? (await file.stat()).size;
    let last = segment.first - 1;
    let offset = segmentHeaderBytes;
    let window: Buffer = Buffer.alloc(0);
    let start = offset;
    while (offset < size) {
      let at = offset - start;
      let head = at + recordHeadBytes <= window.length ? readRecordHead(window, at) : undefined;
      if (!head || at + recordHeadBytes + head.length > window.length) {
        const wanted = Math.max(windowBytes, recordHeadBytes + Math.min(head?.length ?? 0, size - offset));
        window = await readAt(file, offset, Math.min(wanted, size - offset));
        start = offset;
        at = 0;
        if (window.length < recordHeadBytes) break;
        head = readRecordHead(window, 0);
        if (recordHeadBytes + head.length > window.length && recordHeadBytes + head.length <= size - offset)
          window = await readAt(file, offset, recordHeadBytes + head.length);
      }
      if (head.sequence !== last + 1 || !isRecordAt(window, at, head)) break;
      last = head.sequence;
      const payload = window.subarray(at + recordHeadBytes, at + recordHeadBytes + head.length);
      offset += recordHeadBytes + head.length;
      yield { position: head.sequence, kind: head.kind, payload };
    }
    if (offset < size) assertTorn(segment, offset, last, await readAt(file, offset, size - offset));
    return { offset, last, torn: Math.max(0, size - offset) };
  } finally {
    await file.close();
  }
}

/** Where a record behind the broken place knows that the place was on disk, it is no torn tail. */
function assertTorn({ path }: Segment, offset: number, last: number, rest: Buffer): void {
  const mostRecords = rest.length / recordHeadBytes;
  for (let at = 1; at + recordHeadBytes <= rest.length; at += 1) {
    const head = readRecordHead(rest, at);
    if (head.durable <= offset || head.sequence <= last || head.sequence > last + 1 + mostRecords) continue;
    if (isRecordAt(rest, at, head))
      throw damaged(path, offset, `record ${last + 1} is broken, and record ${head.sequence} behind it is not`);
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

export function damaged(path: string, at: number, what: string): PitwallError {
  return new PitwallError({
    code: 'events.damaged',
    problem: `the journal is damaged: segment ${basename(path)}, byte ${at}: ${what}`,
    fix: 'Put the file back from a backup, and check the disk; to go on without what it held, move it and all before it out of the folder',
    place: { file: path },
  });
}
