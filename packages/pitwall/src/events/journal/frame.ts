import { crc32 } from 'node:zlib';

/**
 * The bytes of a journal. A segment begins with a header and goes on with records, each of which is a head of 24 bytes
 * and a payload. Numbers are big-endian; a checksum is CRC-32 and covers all other bytes of what it stands in.
 *
 * - header: `PWEVENT1`, number of the segment (6), sequence of its first record (6), sequence of the last record before
 *   it (6), zero (2), checksum (4)
 * - record: length of the payload (4), checksum (4), sequence (6), how many bytes of the segment were on disk when it was
 *   written (6), kind (1), zero (3), payload
 */
export interface SegmentHeader {
  readonly number: number;
  readonly first: number;
  /** What the segment before must end with. Beyond it that one may only hold what nobody was told of. */
  readonly previous: number;
}

export interface RecordHead {
  readonly length: number;
  readonly checksum: number;
  readonly sequence: number;
  /**
   * A record that follows damage and says that the damaged place was on disk proves that something acknowledged is
   * broken; without such a record it is what a power cut leaves behind.
   */
  readonly durable: number;
  readonly kind: number;
}

export const segmentHeaderBytes = 32;
export const recordHeadBytes = 24;
const magic = Buffer.from('PWEVENT1', 'latin1');

export function encodeSegmentHeader({ number, first, previous }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  magic.copy(bytes);
  bytes.writeUIntBE(number, 8, 6);
  bytes.writeUIntBE(first, 14, 6);
  bytes.writeUIntBE(previous, 20, 6);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < segmentHeaderBytes || !bytes.subarray(0, 8).equals(magic)) return undefined;
  if (bytes.readUInt32BE(28) !== crc32(bytes.subarray(0, 28))) return undefined;
  return { number: bytes.readUIntBE(8, 6), first: bytes.readUIntBE(14, 6), previous: bytes.readUIntBE(20, 6) };
}

export function encodeRecordHead(record: Omit<RecordHead, 'length' | 'checksum'>, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(recordHeadBytes);
  head.writeUInt32BE(payload.length, 0);
  head.writeUIntBE(record.sequence, 8, 6);
  head.writeUIntBE(record.durable, 14, 6);
  head.writeUInt8(record.kind, 20);
  head.writeUInt32BE(checksumOf(head, payload), 4);
  return head;
}

/** What stands at a place; whether it is a record at all, only its checksum tells. */
export function readRecordHead(bytes: Buffer, at: number): RecordHead {
  return {
    length: bytes.readUInt32BE(at),
    checksum: bytes.readUInt32BE(at + 4),
    sequence: bytes.readUIntBE(at + 8, 6),
    durable: bytes.readUIntBE(at + 14, 6),
    kind: bytes.readUInt8(at + 20),
  };
}

/** Whether a whole record stands at a place, with its payload. */
export function isRecordAt(bytes: Buffer, at: number, { length, checksum }: RecordHead): boolean {
  const start = at + recordHeadBytes;
  if (start + length > bytes.length) return false;
  return checksum === checksumOf(bytes.subarray(at, start), bytes.subarray(start, start + length));
}

const checksumOf = (head: Buffer, payload: Uint8Array): number =>
  crc32(payload, crc32(head.subarray(8), crc32(head.subarray(0, 4))));
