import type { DuckDBEngine } from '../duckdb/engine.ts';
import type { SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn } from '../table.ts';
import { groupByShape, literalPaths, nothingUnreadable, type Reader } from './reader.ts';
import { storageOf } from './storage.ts';

export const readParquet: Reader = async (engine, files) => {
  const shapes = [];
  for (const file of files) shapes.push({ file, columns: await describe(engine, file) });
  const groups = groupByShape(shapes, ({ columns }) => JSON.stringify(columns));
  return {
    parts: groups.map((group) =>
      parquetPart(
        engine,
        group.map(({ file }) => file),
        group[0]?.columns ?? [],
      ),
    ),
    unreadable: nothingUnreadable,
  };
};

async function describe(engine: DuckDBEngine, file: SourceFile): Promise<StoredColumn[]> {
  const rows = await engine.query(`DESCRIBE SELECT * FROM read_parquet(${literalPaths(engine, [file])})`);
  return rows.map((row, position) => {
    const physical = String(row.column_type);
    return { name: String(row.column_name), storage: storageOf(physical), physical, sql: columnSql(position) };
  });
}

function parquetPart(engine: DuckDBEngine, files: readonly SourceFile[], columns: readonly StoredColumn[]): Part {
  const aliases = columns.map((column) => column.sql).join(', ');
  return {
    files,
    columns,
    scan: `(SELECT * FROM read_parquet(${literalPaths(engine, files)}) AS part(${aliases}))`,
    numbered: (file) =>
      `(SELECT _position + 1 AS _row, * EXCLUDE (_position) FROM read_parquet(${literalPaths(engine, file ? [file] : files)}, file_row_number = true) AS part(${aliases}, _position))`,
  };
}
