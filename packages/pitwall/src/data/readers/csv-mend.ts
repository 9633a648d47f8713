import { isUtf8 } from 'node:buffer';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { decompressed } from '../head.ts';
import type { SourceFile } from '../source.ts';
import type { CsvShape } from './csv-header.ts';
import { lineTooLong, maximumRecordBytes } from './csv-limits.ts';
import { type CsvGrammar, type CsvRecord, lineEnd, linesIn, nextRecord, recordFields } from './csv-records.ts';
import type { RejectedLines } from './rejected-lines.ts';
import { decodedAsUtf8 } from './text.ts';

const lineBreak = Buffer.from('\n');
/** Shown of a record that could not be read. */
const shownBytes = 2_000;

let copies = 0;

/**
 * Takes a file apart by ourselves where DuckDB would stumble: line breaks of both kinds, other encodings, broken
 * records. The good ones go into a copy with line breaks of one kind, which DuckDB reads without complaint; the
 * others go to `rejected` with their line. After a broken record, reading goes on in the next line, so that a quote
 * that is never closed costs one record and not the rest of the file.
 */
export async function mendCsv(
  engine: DuckDBEngine,
  file: SourceFile,
  shape: CsvShape,
  rejected: RejectedLines,
): Promise<string> {
  copies += 1;
  const path = join(engine.scratch, `mended_${copies}.csv`);
  await pipeline(Readable.from(goodRecords(file, shape, rejected)), createWriteStream(path));
  return path;
}

async function* goodRecords(file: SourceFile, shape: CsvShape, rejected: RejectedLines): AsyncGenerator<Buffer> {
  const split = createSplitter(file, shape, rejected);
  for await (const chunk of decodedAsUtf8(decompressed(file), shape.encoding)) {
    const good = split(chunk, false);
    if (good.length > 0) yield good;
  }
  const rest = split(Buffer.alloc(0), true);
  if (rest.length > 0) yield rest;
}

/** Takes the bytes of a file as they come and gives those of its good records. */
function createSplitter(file: SourceFile, shape: CsvShape, rejected: RejectedLines) {
  const grammar: CsvGrammar = { delimiter: Buffer.from(shape.delimiter), carriageReturnEnds: shape.carriageReturnEnds };
  const wanted = shape.columns.length;
  let pending: Buffer = Buffer.alloc(0);
  let line = 1;
  let headerSeen = false;

  const reject = (record: Buffer, problem: string): void =>
    rejected.add(file.path, line, record.subarray(0, shownBytes).toString('utf8').trimEnd(), problem);

  /** Spreadsheets write commas for columns that are not there; DuckDB passes over them too. */
  const hasEmptyRest = (record: Buffer, fields: number): boolean =>
    fields > wanted &&
    recordFields(record.toString('utf8'), shape.delimiter)
      .slice(wanted)
      .every((field) => field === '');

  /** The bytes to keep of a record that ends as it should. */
  const judge = (record: Buffer, { fields, plain }: CsvRecord): Buffer | undefined => {
    // With one column an empty line is a missing value; with more it is nothing.
    if (record.length === 0 && wanted > 1) return undefined;
    if (fields !== wanted && !hasEmptyRest(record, fields))
      reject(record, `expected ${wanted} fields, found ${fields}`);
    else if (!isUtf8(record)) reject(record, 'holds bytes that are not UTF-8');
    else if (plain) return record;
    else return Buffer.from(recordFields(record.toString('utf8'), shape.delimiter).map(quoted).join(shape.delimiter));
    return undefined;
  };

  /** Where to go on behind a record that cannot be read; undefined where more bytes are needed to tell. */
  const skipLine = (at: number, { problem }: CsvRecord, whole: boolean): number | undefined => {
    const end = lineEnd(pending, at, grammar);
    if ((end ?? pending.length) - at > maximumRecordBytes) throw lineTooLong(file, line);
    if (end === undefined && !whole) return undefined;
    const next = end ?? pending.length;
    reject(
      pending.subarray(at, next),
      problem ? problems[problem] : `is longer than ${maximumRecordBytes / 1_000_000} MB`,
    );
    line += 1;
    return next;
  };

  return (chunk: Buffer, whole: boolean): Buffer => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const good: Buffer[] = [];
    let at = 0;
    while (at < pending.length) {
      const tooLong = pending.length - at > maximumRecordBytes;
      const record = nextRecord(pending, at, grammar, whole || tooLong);
      if (!record) break;
      if (record.problem || record.end - at > maximumRecordBytes) {
        const next = skipLine(at, record, whole);
        if (next === undefined) break;
        at = next;
        continue;
      }
      const bytes = pending.subarray(at, record.end);
      if (headerSeen) {
        const kept = judge(bytes, record);
        if (kept) good.push(kept, lineBreak);
      } else headerSeen = bytes.toString('utf8').trim() !== '';
      line += linesIn(pending, at, record.next, grammar);
      at = record.next;
    }
    pending = pending.subarray(at);
    return Buffer.concat(good);
  };
}

const problems = { open: 'opens a quote that is not closed', after: 'has text behind a closing quote' } as const;

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
