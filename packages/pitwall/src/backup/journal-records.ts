import type { JournalRecord } from '../events/journal/segment.ts';
import { damaged } from './problems.ts';
import { readBytes } from './read-bytes.ts';

/** Position (6 bytes), kind (1), length (4), then the payload. */
const headBytes = 11;
const longest = 64 << 20;

export async function* packRecords(records: AsyncIterable<JournalRecord>): AsyncGenerator<Uint8Array, void> {
  for await (const { position, kind, payload } of records) {
    const head = Buffer.alloc(headBytes);
    head.writeUIntBE(position, 0, 6);
    head.writeUInt8(kind, 6);
    head.writeUInt32BE(payload.length, 7);
    yield Buffer.concat([head, payload]);
  }
}

export async function* unpackRecords(
  source: AsyncIterable<Uint8Array>,
  place: string,
): AsyncGenerator<JournalRecord, void> {
  const bytes = readBytes(source);
  while (!(await bytes.ended())) {
    const head = await bytes.exactly(headBytes);
    const length = head?.readUInt32BE(7) ?? 0;
    if (!head || length > longest) throw damaged(place, 'no record of the journal');
    const payload = await bytes.exactly(length);
    if (!payload) throw damaged(place, 'a record of the journal that is cut short');
    // a copy, for the next record may lie in the same bytes
    yield { position: head.readUIntBE(0, 6), kind: head.readUInt8(6), payload: Buffer.from(payload) };
  }
}
