import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { decompressed } from '../head.ts';
import type { SourceFile } from '../source.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';

/** What spreadsheets on Windows call latin-1 has curly quotes and a euro sign where latin-1 has nothing. */
const decoders: Readonly<Record<Exclude<Encoding, 'utf-8'>, string>> = {
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'windows-1252',
};

export function createDecoder(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding === 'utf-8' ? 'utf-8' : decoders[encoding]);
}

/** The same text as UTF-8 and without a byte order mark. Bytes that are not UTF-8 stay, to be found in their record. */
export async function* decodedAsUtf8(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') return yield* withoutByteOrderMark(chunks);
  const decoder = createDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

const byteOrderMark = Buffer.from('\ufeff');

async function* withoutByteOrderMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    // A first chunk of fewer bytes than the mark has would be a file of two bytes.
    yield first && chunk.subarray(0, 3).equals(byteOrderMark) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

export interface TextInspection {
  readonly utf8: boolean;
  /** A record that seems longer than it may be, because of a quote that may never be closed. */
  readonly longRecord: boolean;
  /** Byte where a line begins that does not end within the limit. */
  readonly longLine: number | undefined;
}

/** What a scan by DuckDB would not tell: it looks only at the columns asked for, and drops some lines without a word. */
export async function inspectText(file: SourceFile, limit: number): Promise<TextInspection> {
  const watch = createWatch();
  let utf8 = true;
  let cut: Buffer = Buffer.alloc(0);
  for await (const chunk of decompressed(file)) {
    if (utf8) {
      const bytes = cut.length > 0 ? Buffer.concat([cut, chunk]) : chunk;
      const whole = wholeCharacters(bytes);
      utf8 = isUtf8(bytes.subarray(0, whole));
      cut = bytes.subarray(whole);
    }
    watch.look(chunk);
    const longLine = watch.lineWithout(limit);
    if (longLine !== undefined) return { utf8, longRecord: true, longLine };
  }
  return { utf8: utf8 && cut.length === 0, longRecord: watch.longest() > limit / 2, longLine: undefined };
}

/** The number of the line at a byte, for messages. */
export async function lineAt(file: SourceFile, byte: number): Promise<number> {
  let line = 1;
  let position = 0;
  for await (const chunk of decompressed(file)) {
    for (let at = chunk.indexOf(0x0a); at >= 0 && position + at < byte; at = chunk.indexOf(0x0a, at + 1)) line += 1;
    position += chunk.length;
    if (position >= byte) break;
  }
  return line;
}

/** How far the last line break is behind us: the last of all, and the last outside quotes. */
function createWatch() {
  let position = 0;
  let lineStart = 0;
  let recordStart = 0;
  let longest = 0;
  let open = false;
  return {
    look(chunk: Buffer): void {
      const last = Math.max(chunk.lastIndexOf(0x0a), chunk.lastIndexOf(0x0d));
      const outside = breaksOutsideQuotes(chunk, open, last);
      if (outside.first >= 0) {
        longest = Math.max(longest, position + outside.first - recordStart);
        recordStart = position + outside.last + 1;
      }
      open = outside.open;
      position += chunk.length;
      if (last >= 0) lineStart = position - chunk.length + last + 1;
      longest = Math.max(longest, position - recordStart);
    },
    lineWithout: (limit: number): number | undefined => (position - lineStart > limit ? lineStart : undefined),
    longest: () => longest,
  };
}

interface Breaks {
  readonly first: number;
  readonly last: number;
  /** Whether a quote is open at the end. */
  readonly open: boolean;
}

function breaksOutsideQuotes(chunk: Buffer, startsOpen: boolean, lastBreak: number): Breaks {
  if (!chunk.includes(0x22)) {
    return startsOpen
      ? { first: -1, last: -1, open: true }
      : { first: chunk.indexOf(0x0a) < 0 ? lastBreak : chunk.indexOf(0x0a), last: lastBreak, open: false };
  }
  let open = startsOpen;
  let first = -1;
  let last = -1;
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte === 0x22) open = !open;
    else if (!open && (byte === 0x0a || byte === 0x0d)) {
      if (first < 0) first = at;
      last = at;
    }
  }
  return { first, last, open };
}

/** The length without a character that is cut off at the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
