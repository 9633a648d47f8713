import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { decompressed } from '../head.ts';
import type { SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn } from '../table.ts';
import { nameColumns } from './names.ts';
import { groupByShape, nothingUnreadable, pathSql, pathsSql, type Reader } from './reader.ts';
import { storageOf } from './storage.ts';

interface Shape {
  readonly file: SourceFile;
  readonly readable: string;
  readonly columns: readonly StoredColumn[];
}

export const readParquet: Reader = async (engine, files) => {
  const shapes: Shape[] = [];
  for (const file of files) {
    const readable = await readablePath(engine, file);
    shapes.push({ file, readable, columns: await describe(engine, file, readable) });
  }
  return {
    parts: groupByShape(shapes, ({ columns }) => JSON.stringify(columns)).map((group) => parquetPart(engine, group)),
    unreadable: nothingUnreadable,
  };
};

async function describe(engine: DuckDBEngine, file: SourceFile, readable: string): Promise<StoredColumn[]> {
  const rows = await engine.query(`DESCRIBE SELECT * FROM ${readParquetSql(engine, [readable])}`);
  const names = await topLevelNames(engine, readable);
  // DuckDB renames columns whose names differ in case only.
  const named = names.length === rows.length ? names : rows.map((row) => String(row.column_name));
  return nameColumns(file, named).map((name, position) => {
    const physical = String(rows[position]?.column_type);
    return { name, storage: storageOf(physical), physical, sql: columnSql(position) };
  });
}

/** The schema is a tree in depth-first order, its root first. */
async function topLevelNames(engine: DuckDBEngine, readable: string): Promise<string[]> {
  const [, ...nodes] = await engine.query(
    `SELECT name, num_children AS children FROM parquet_schema(${pathSql(engine, readable)})`,
  );
  const names: string[] = [];
  let inside = 0;
  for (const { name, children } of nodes) {
    if (inside === 0) names.push(String(name));
    else inside -= 1;
    inside += Number(children ?? 0);
  }
  return names;
}

/** Parquet compresses by itself, so a second time is rare, and DuckDB does not read it. */
async function readablePath(engine: DuckDBEngine, file: SourceFile): Promise<string> {
  if (file.compression === 'none') return file.absolute;
  unpacked += 1;
  const path = join(engine.scratch, `unpacked_${unpacked}.parquet`);
  await pipeline(Readable.from(decompressed(file)), createWriteStream(path));
  return path;
}

let unpacked = 0;

const readParquetSql = (engine: DuckDBEngine, paths: readonly string[], more = ''): string =>
  `read_parquet(${pathsSql(engine, paths)}, hive_partitioning = false${more})`;

function parquetPart(engine: DuckDBEngine, shapes: readonly Shape[]): Part {
  const columns = shapes[0]?.columns ?? [];
  const aliases = columns.map((column) => column.sql).join(', ');
  const paths = (file?: SourceFile): string[] =>
    shapes.filter((shape) => !file || shape.file === file).map(({ readable }) => readable);
  return {
    files: shapes.map(({ file }) => file),
    columns,
    scan: `(SELECT * FROM ${readParquetSql(engine, paths())} AS part(${aliases}))`,
    numbered: (file) =>
      `(SELECT _position + 1 AS _row, * EXCLUDE (_position) FROM ${readParquetSql(engine, paths(file), ', file_row_number = true')} AS part(${aliases}, _position))`,
  };
}
