import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DuckDBEngine } from '../data/duckdb/engine.ts';
import type { Row, Value } from '../data/engine.ts';
import { openTable, scanWhole } from '../data/open.ts';
import { type ReadOptions, resolveSources } from '../data/source.ts';
import { columnNames, findColumn, type Table, type Unreadable } from '../data/table.ts';

/** A folder of its own for each test, gone with it. */
export interface Folder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'pitwall-test-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A zstd frame that holds bytes as they are: enough to test a reader, and needs no compressor. */
export function zstd(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const blocks: Buffer[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += blockBytes) {
    const block = bytes.subarray(start, start + blockBytes);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | Number(start + blockBytes >= bytes.length), 0, 3);
    blocks.push(header, block);
  }
  const frame = Buffer.alloc(13);
  frame.writeUInt32LE(0xfd2fb528, 0);
  // One segment, whose size takes eight bytes.
  frame.writeUInt8(0xe0, 4);
  frame.writeBigUInt64LE(BigInt(bytes.length), 5);
  return Buffer.concat([frame, ...blocks]);
}

const blockBytes = 100_000;

/** One content as a plain, a gzip and a zstd file. */
export function compressions(
  content: string | Uint8Array,
): readonly (readonly [ending: string, content: Uint8Array])[] {
  return [
    ['', Buffer.from(content)],
    ['.gz', gzipSync(content)],
    ['.zst', zstd(content)],
  ];
}

export interface ReadTable {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly storages: readonly string[];
  /** Every cell as a person would write it, by name of column; undefined where a file lacks it. */
  readonly rows: readonly Readonly<Record<string, string | null | undefined>>[];
  readonly unreadable: Unreadable;
}

/** Everything that a table holds, read the way a check reads it. */
export async function readAll(
  engine: DuckDBEngine,
  folder: string,
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<ReadTable> {
  const table = await openTable(engine, await resolveSources(paths, folder, options), options);
  const columns = columnNames(table);
  const cells = await scanWhole(table, async () => {
    const all: Row[] = [];
    for (const part of table.parts) {
      const shown = columns.flatMap((name, index) => {
        const stored = findColumn(part, name);
        return stored ? [`${engine.dialect.display(stored.sql, stored.storage)} AS x${index}`] : [];
      });
      for (const file of part.files) {
        const rows = await engine.query(
          `SELECT _row, ${[...shown, '1 AS one'].join(', ')} FROM ${part.numbered(file)} ORDER BY _row`,
        );
        for (const row of rows) all.push(row);
      }
    }
    return all;
  });
  return {
    table,
    columns,
    storages: table.parts[0]?.columns.map(({ storage }) => storage) ?? [],
    rows: cells.map((row) => Object.fromEntries(columns.map((name, index) => [name, toText(row[`x${index}`])]))),
    unreadable: await table.unreadable(),
  };
}

const toText = (value: Value | undefined): string | null | undefined =>
  value === undefined || value === null ? value : String(value);

/** The rows of the scan that counts, without looking at one. */
export async function countRows(table: Table): Promise<number> {
  return scanWhole(table, async () => {
    let rows = 0;
    for (const part of table.parts) {
      const [counted] = await table.engine.query(`SELECT count(*) AS n FROM ${part.scan}`);
      rows += Number(counted?.n);
    }
    return rows;
  });
}
