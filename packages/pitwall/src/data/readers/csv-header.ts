import { PitwallError } from '../../core/errors.ts';
import type { ReadOptions, SourceFile } from '../source.ts';
import { lineTooLong } from './csv-limits.ts';
import { type CsvGrammar, nextRecord, recordFields } from './csv-records.ts';
import { nameColumns } from './names.ts';
import { createDecoder, type Encoding } from './text.ts';

export interface CsvShape {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** Lines of old Macs. */
  readonly carriageReturnEnds: boolean;
  /** DuckDB loses rows behind a header with line breaks in it, empty lines above it, or a mark before its quotes. */
  readonly oddHeader: boolean;
}

const delimiters = [',', ';', '\t', '|'];

/** Records that are looked at to find the delimiter. */
const sampleRecords = 20;
/** Text has next to no zero bytes; UTF-16 has one for nearly each letter. */
const binaryShare = 0.1;

/** What a CSV file says of itself in its first record, read from its first bytes. */
export function readCsvShape(file: SourceFile, head: Buffer, options: ReadOptions, whole: boolean): CsvShape {
  const encoding = findEncoding(file, head, options);
  const bytes =
    encoding === 'utf-8'
      ? withoutByteOrderMark(head)
      : Buffer.from(createDecoder(encoding).decode(head, { stream: !whole }));
  const start = firstWord(bytes);
  if (start === undefined) {
    throw new PitwallError({
      code: 'data.empty',
      problem: 'expected a header, found only blanks',
      fix: 'Look at what writes the file; a file without rows still needs its header',
      place: { file: file.path },
    });
  }
  const carriageReturnEnds = !bytes.includes(0x0a) && bytes.includes(0x0d);
  const delimiter =
    options.delimiter ?? (file.format === 'tsv' ? '\t' : findDelimiter(bytes, start, carriageReturnEnds, whole));
  const header = nextRecord(bytes, start, { delimiter: Buffer.from(delimiter), carriageReturnEnds }, whole);
  if (!header) throw lineTooLong(file, 1);
  const text = decodeHeader(file, bytes.subarray(start, header.end));
  if (header.problem) throw brokenHeader(file, text);
  return {
    columns: nameColumns(file, recordFields(text, delimiter)),
    delimiter,
    encoding,
    carriageReturnEnds,
    oddHeader: start > 0 || /[\r\n]/.test(text) || (bytes.length < head.length && text.includes('"')),
  };
}

function findEncoding(file: SourceFile, head: Buffer, options: ReadOptions): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (options.encoding) return options.encoding === 'utf-16' ? 'utf-16le' : options.encoding;
  const beginning = head.subarray(0, 65_536);
  let zeros = 0;
  for (const byte of beginning) if (byte === 0) zeros += 1;
  if (zeros > binaryShare * beginning.length) {
    throw new PitwallError({
      code: 'data.format',
      problem: 'expected text, found the bytes of a binary file',
      fix: 'Give the file the ending of what it holds, or say its format; for UTF-16 text set encoding: utf-16',
      place: { file: file.path },
    });
  }
  return 'utf-8';
}

const withoutByteOrderMark = (head: Buffer): Buffer =>
  head.subarray(0, 3).equals(Buffer.from('\ufeff')) ? head.subarray(3) : head;

/** Where the first line that is not empty begins. */
function firstWord(bytes: Buffer): number | undefined {
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x0a || byte === 0x0d) start = at + 1;
    else if (byte !== 0x20 && byte !== 0x09) return start;
  }
  return undefined;
}

function decodeHeader(file: SourceFile, header: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (cause) {
    throw new PitwallError({
      code: 'data.encoding',
      problem: 'expected UTF-8 text, found a header with bytes that are not',
      fix: 'Set encoding: latin-1 (what spreadsheets on Windows write), or convert the file with iconv',
      place: { file: file.path, line: 1 },
      cause,
    });
  }
}

function brokenHeader(file: SourceFile, text: string): PitwallError {
  return new PitwallError({
    code: 'data.column_names',
    problem: `expected a header, found a quote that is not closed rightly in ${JSON.stringify(text.slice(0, 80))}`,
    fix: 'Close the quote, and double a quote that belongs to a name',
    place: { file: file.path, line: 1 },
  });
}

/** The delimiter that splits the header and the next records alike, and most often. */
function findDelimiter(bytes: Buffer, start: number, carriageReturnEnds: boolean, whole: boolean): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const [header = 1, ...rest] = fieldCounts(
      bytes,
      start,
      { delimiter: Buffer.from(delimiter), carriageReturnEnds },
      whole,
    );
    const alike = rest.filter((count) => count === header).length;
    const score = header > 1 ? (1 + alike / Math.max(1, rest.length)) * 1_000_000 + header : 0;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function fieldCounts(bytes: Buffer, start: number, grammar: CsvGrammar, whole: boolean): number[] {
  const counts: number[] = [];
  let at = start;
  while (at < bytes.length && counts.length <= sampleRecords) {
    const record = nextRecord(bytes, at, grammar, whole);
    if (!record || record.problem) break;
    if (record.end > at) counts.push(record.fields);
    at = record.next;
  }
  return counts;
}
