import { open } from 'node:fs/promises';
import type { DataType, RecordBatch, RecordBatchReader, Schema, Vector } from 'apache-arrow';
import { PitwallError } from '../../core/errors.ts';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn, type LoadedValue } from '../duckdb/loader.ts';
import { decompressed, truncated } from '../head.ts';
import type { SourceFile } from '../source.ts';
import type { Part } from '../table.ts';
import { decodeLz4Frame } from './lz4.ts';
import { nothingUnreadable, type Reader } from './reader.ts';

/** Arrow files and streams, plain or with LZ4 or ZSTD buffers, a batch at a time. */
export const readArrow: Reader = async (engine, files) => {
  const parts: Part[] = [];
  for (const file of files) parts.push(await loadFile(engine, file));
  return { parts, unreadable: nothingUnreadable };
};

async function loadFile(engine: DuckDBEngine, file: SourceFile): Promise<Part> {
  const arrow = await loadArrow();
  // The file format is read by position, so that memory does not grow with it; a stream goes by once.
  const handle = file.compression === 'none' ? await open(file.absolute) : undefined;
  try {
    const reader: RecordBatchReader = handle
      ? await arrow.RecordBatchReader.from(handle)
      : await arrow.RecordBatchReader.from(decompressed(file) as AsyncIterable<Uint8Array>);
    await reader.open();
    const convert = reader.schema.fields.map((field) => converter(arrow, field.type));
    const loader = await createLoader(engine, describe(reader.schema, convert));
    for await (const batch of reader as AsyncIterable<RecordBatch>) appendBatch(loader, batch, convert);
    loader.close();
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

async function loadArrow() {
  const arrow = await import('apache-arrow');
  const { decompress } = await import('fzstd');
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, { decode: (data) => decompress(data) });
  return arrow;
}

type Arrow = Awaited<ReturnType<typeof loadArrow>>;

interface Conversion {
  readonly storage: LoadedColumn['storage'];
  readonly wide?: boolean;
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
    return { storage: 'decimal', convert: (value) => Number(String(value)) / 10 ** type.scale };
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type))
    return { storage: 'string', convert: asIs };
  if (DataType.isDate(type)) return { storage: 'date', convert: (value) => Math.floor(Number(value) / 86_400_000) };
  if (DataType.isTimestamp(type))
    return { storage: 'timestamp', convert: (value) => BigInt(Math.round(Number(value) * 1_000)) };
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type))
    return { storage: 'binary', convert: asIs };
  if (DataType.isNull(type)) return { storage: 'string', convert: () => null };
  if (DataType.isTime(type) || DataType.isInterval(type) || DataType.isDuration(type))
    return { storage: 'other', convert: String };
  return { storage: 'nested', convert: toJson };
}

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item));

function describe(schema: Schema, conversions: readonly Conversion[]): LoadedColumn[] {
  return schema.fields.map((field, position) => ({
    name: field.name,
    physical: String(field.type),
    storage: conversions[position]?.storage ?? 'other',
    wide: conversions[position]?.wide ?? false,
  }));
}

function appendBatch(
  loader: Awaited<ReturnType<typeof createLoader>>,
  batch: RecordBatch,
  conversions: readonly Conversion[],
): void {
  for (let start = 0; start < batch.numRows; start += chunkRows) {
    const rows = Math.min(chunkRows, batch.numRows - start);
    const columns = conversions.map(({ convert }, position) => {
      const vector = batch.getChildAt(position) as Vector | null;
      return Array.from({ length: rows }, (_, row) => {
        const value = vector?.get(start + row) ?? null;
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
