import { type FileHandle, open } from 'node:fs/promises';
import type { Data, DataType, RecordBatch, RecordBatchReader, Schema, Vector } from 'apache-arrow';
import { PitwallError } from '../../core/errors.ts';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn, type LoadedValue } from '../duckdb/loader.ts';
import { decompressed, readHead, readTail, truncated } from '../head.ts';
import type { SourceFile } from '../source.ts';
import type { Part } from '../table.ts';
import { assertBuffers } from './arrow-buffers.ts';
import { decodeLz4Frame } from './lz4.ts';
import { nameColumns } from './names.ts';
import { nothingUnreadable, type Reader } from './reader.ts';

/** Arrow files and streams, plain or with LZ4 or ZSTD buffers, a batch at a time. */
export const readArrow: Reader = async (engine, files) => {
  const parts: Part[] = [];
  for (const file of files) parts.push(await loadFile(engine, file));
  return { parts, unreadable: nothingUnreadable };
};

async function loadFile(engine: DuckDBEngine, file: SourceFile): Promise<Part> {
  await assertEnd(file);
  const arrow = await loadArrow();
  // The file format is read by position, so that memory does not grow with it; a stream goes by once.
  const handle = file.compression === 'none' ? await open(file.absolute) : undefined;
  try {
    const reader: RecordBatchReader = handle
      ? await arrow.RecordBatchReader.from(guardedHandle(handle))
      : await arrow.RecordBatchReader.from(decompressed(file) as AsyncIterable<Uint8Array>);
    await reader.open();
    const convert = reader.schema.fields.map((field) => converter(arrow, field.type));
    const names = nameColumns(
      file,
      reader.schema.fields.map(({ name }) => name),
    );
    const loader = await createLoader(engine, describe(reader.schema, names, convert));
    try {
      const known = new WeakSet<Data>();
      for await (const batch of batchesOf(reader)) {
        assertBuffers(arrow, batch, known);
        appendBatch(loader, batch, convert);
      }
    } finally {
      loader.close();
    }
    return {
      files: [file],
      columns: loader.columns,
      scan: loader.table,
      numbered: () => `(SELECT rowid + 1 AS _row, * FROM ${loader.table})`,
    };
  } catch (error) {
    throw translateArrowError(error, file);
  } finally {
    await handle?.close();
  }
}

/** Where a file is broken, the library reads before its beginning or behind its end, nothing comes, and it tries again. */
function guardedHandle(handle: FileHandle): FileHandle {
  const read = handle.read.bind(handle) as (
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ bytesRead: number; buffer: Uint8Array }>;
  const guarded = async (buffer: Uint8Array, offset: number, length: number, position: number) => {
    const answer = position < 0 ? undefined : await read(buffer, offset, length, position);
    if (length > 0 && !answer?.bytesRead) throw new Error('Unexpected end of the file');
    return answer;
  };
  return Object.assign(handle, { read: guarded }) as FileHandle;
}

/**
 * The library's own iteration of a file turns in a circle where the footer points to something that is no batch of
 * rows, so we ask for each batch by its number.
 */
async function* batchesOf(reader: RecordBatchReader): AsyncGenerator<RecordBatch> {
  if (!reader.isFile() || !reader.isAsync()) {
    yield* reader as AsyncIterable<RecordBatch>;
    return;
  }
  for (let index = 0; index < reader.numRecordBatches; index += 1) {
    const batch = await reader.readRecordBatch(index);
    if (!batch) throw new Error(`batch ${index + 1} is missing`);
    yield batch;
  }
}

/** A stream that is cut between two batches would only seem to be shorter. */
async function assertEnd(file: SourceFile): Promise<void> {
  const head = (await readHead(file, 8)).subarray(0, 8).toString('latin1');
  const tail = (await readTail(file, 16)).toString('latin1');
  const wanted = head.startsWith('ARROW1')
    ? 'ARROW1'
    : head.startsWith('\xff\xff\xff\xff')
      ? '\xff\xff\xff\xff\0\0\0\0'
      : '\0\0\0\0';
  if (!tail.endsWith(wanted)) throw truncated(file);
}

async function loadArrow() {
  const arrow = await import('apache-arrow');
  const { decompress } = await import('fzstd');
  await guardVectors();
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  // A copy, because numbers of eight bytes must begin at a multiple of eight.
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, { decode: (data) => decompress(data).slice() });
  return arrow;
}

let guarded = false;

/**
 * A broken length in the description of a batch would make the library build lists until memory is full, and nobody can
 * catch that. No list has more entries than its buffer has bytes.
 */
async function guardVectors(): Promise<void> {
  if (guarded) return;
  guarded = true;
  const { ByteBuffer } = await import('flatbuffers');
  const lengthOf = ByteBuffer.prototype.__vector_len;
  ByteBuffer.prototype.__vector_len = function guardedLength(offset) {
    const length = lengthOf.call(this, offset);
    if (length < 0 || length > this.capacity()) throw new Error('a list is longer than the description that holds it');
    return length;
  };
}

type Arrow = Awaited<ReturnType<typeof loadArrow>>;

interface Conversion {
  readonly storage: LoadedColumn['storage'];
  readonly wide?: boolean;
  readonly decimal?: LoadedColumn['decimal'];
  /** Converts what the vector holds, where its own getter would lose digits. */
  readonly raw?: boolean;
  convert(value: unknown): LoadedValue;
}

const asIs = (value: unknown): LoadedValue => value as LoadedValue;

function converter(arrow: Arrow, type: DataType): Conversion {
  const { DataType } = arrow;
  if (DataType.isDictionary(type)) return converter(arrow, type.dictionary);
  if (DataType.isBool(type)) return { storage: 'boolean', convert: asIs };
  if (DataType.isInt(type)) return { storage: 'integer', wide: type.bitWidth === 64 && !type.isSigned, convert: asIs };
  if (DataType.isFloat(type)) return { storage: 'float', convert: asIs };
  if (DataType.isDecimal(type)) {
    if (type.precision > 38) return { storage: 'float', convert: (value) => Number(String(value)) / 10 ** type.scale };
    return {
      storage: 'decimal',
      decimal: { width: type.precision, scale: type.scale },
      convert: (value) => BigInt(String(value)),
    };
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type))
    return { storage: 'string', convert: asIs };
  if (DataType.isDate(type)) return { storage: 'date', convert: (value) => Math.floor(Number(value) / 86_400_000) };
  if (DataType.isTimestamp(type))
    return { storage: 'timestamp', raw: true, convert: (value) => toMicroseconds(BigInt(value as bigint), type.unit) };
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type))
    return { storage: 'binary', convert: asIs };
  if (DataType.isNull(type)) return { storage: 'string', convert: () => null };
  if (DataType.isTime(type) || DataType.isInterval(type) || DataType.isDuration(type))
    return { storage: 'other', convert: String };
  return { storage: 'nested', convert: toJson };
}

/** By unit, in Arrow's order: seconds, milliseconds, microseconds, nanoseconds. */
function toMicroseconds(value: bigint, unit: number): bigint {
  if (unit < 2) return value * (unit === 0 ? 1_000_000n : 1_000n);
  if (unit === 2) return value;
  return (value - (((value % 1_000n) + 1_000n) % 1_000n)) / 1_000n;
}

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    typeof item === 'bigint' ? (Number.isSafeInteger(Number(item)) ? Number(item) : item.toString()) : item,
  );

function describe(schema: Schema, names: readonly string[], conversions: readonly Conversion[]): LoadedColumn[] {
  return schema.fields.map((field, position) => ({
    name: names[position] ?? field.name,
    physical: String(field.type),
    storage: conversions[position]?.storage ?? 'other',
    wide: conversions[position]?.wide ?? false,
    decimal: conversions[position]?.decimal,
  }));
}

function appendBatch(
  loader: Awaited<ReturnType<typeof createLoader>>,
  batch: RecordBatch,
  conversions: readonly Conversion[],
): void {
  for (let start = 0; start < batch.numRows; start += chunkRows) {
    const rows = Math.min(chunkRows, batch.numRows - start);
    const columns = conversions.map(({ convert, raw }, position) => {
      const vector = batch.getChildAt(position) as Vector | null;
      const values = raw ? (vector?.data[0]?.values as ArrayLike<bigint> | undefined) : undefined;
      return Array.from({ length: rows }, (_, row) => {
        const value =
          (vector?.isValid(start + row) ? (values ? values[start + row] : vector.get(start + row)) : null) ?? null;
        return value === null ? null : convert(value);
      });
    });
    loader.append(columns, rows);
  }
}

function translateArrowError(error: unknown, file: SourceFile): unknown {
  if (error instanceof PitwallError) return error;
  const message = (error as Error).message ?? '';
  if (/Expected to read|Invalid flatbuffer|out of (bounds|range)|Unexpected end|offset/i.test(message))
    return truncated(file, error);
  return new PitwallError({
    code: 'data.unreadable',
    problem: `expected an Arrow file or stream, found something else (${message})`,
    fix: 'Write it again with pyarrow.feather.write_feather or pyarrow.ipc, or give the file the ending of what it holds',
    place: { file: file.path },
    cause: error,
  });
}
