import { createHash, type Hash } from 'node:crypto';
import type { StoredRows } from '../state/restore.ts';
import type { StateSnapshot, StoredCell } from '../state/snapshot.ts';
import type { Manifest } from './manifest.ts';
import { damaged } from './problems.ts';

export type TableCounts = Manifest['state']['tables'];

/** Rows of the state as text, alike for every engine: a line that names a table and its columns, then a line for each row. */
export interface StateLines {
  lines(): AsyncGenerator<Uint8Array, void>;
  /** Of the tables that were read so far. */
  counts(): TableCounts;
  /** The last row of a table that was watched. */
  last(table: string): Readonly<Record<string, StoredCell>> | null;
}

export function linesOfState(
  snapshot: StateSnapshot,
  tables: readonly string[],
  watched: readonly string[] = [],
): StateLines {
  const counted = countTables();
  const last = new Map<string, Readonly<Record<string, StoredCell>>>();
  return {
    async *lines() {
      for (const table of tables) {
        const columns = await snapshot.columns(table);
        yield counted.begin(table, columns);
        for await (const rows of snapshot.rows(table)) {
          const row = rows.at(-1);
          if (row && watched.includes(table))
            last.set(table, Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
          yield counted.add(table, rows);
        }
      }
    },
    counts: counted.counts,
    last: (table) => last.get(table) ?? null,
  };
}

/** The same rows again. What they were is known when it ends, and is held against `expected`. */
export async function* rowsOfLines(
  source: AsyncIterable<Uint8Array>,
  expected: TableCounts,
  place: string,
): AsyncGenerator<StoredRows, void> {
  const counted = countTables();
  let table = '';
  let columns: readonly string[] = [];
  let rows: (readonly StoredCell[])[] = [];
  let characters = 0;
  const flush = function* (): Generator<StoredRows, void> {
    if (rows.length === 0) return;
    counted.add(table, rows);
    yield { table, columns, rows };
    rows = [];
    characters = 0;
  };
  for await (const line of linesOf(source)) {
    const value = parse(line, place);
    if (Array.isArray(value)) {
      if (value.length !== columns.length)
        throw damaged(place, `a row of ${value.length} cells where ${columns.length} belong`);
      rows.push(value.map((cell) => decodeCell(cell, place)));
      characters += line.length;
      if (characters >= charactersAtOnce || rows.length >= rowsAtOnce) yield* flush();
      continue;
    }
    yield* flush();
    const head = value as { readonly table?: unknown; readonly columns?: unknown };
    if (typeof head.table !== 'string' || !Array.isArray(head.columns) || expected[head.table] === undefined)
      throw damaged(place, 'a table that its manifest does not name');
    table = head.table;
    columns = head.columns.map(String);
    counted.begin(table, columns);
    yield { table, columns, rows: [] };
  }
  yield* flush();
  const problem = differenceOf(expected, counted.counts());
  if (problem !== undefined) throw damaged(place, problem);
}

/** What is different between what was written and what is there, in words; undefined where nothing is. */
export function differenceOf(expected: TableCounts, found: TableCounts): string | undefined {
  for (const [table, { rows, sha256 }] of Object.entries(expected)) {
    const there = found[table];
    if (there === undefined) return `no table ${table}`;
    if (there.rows !== rows) return `${there.rows} rows of ${table} where ${rows} were written`;
    if (there.sha256 !== sha256) return `other rows of ${table} than were written`;
  }
  return undefined;
}

const rowsAtOnce = 500;
const charactersAtOnce = 1 << 20;

function countTables() {
  const tables = new Map<string, { rows: number; hash: Hash }>();
  return {
    begin(table: string, columns: readonly string[]): Buffer {
      const line = Buffer.from(`${JSON.stringify({ table, columns })}\n`);
      tables.set(table, { rows: 0, hash: createHash('sha256').update(line) });
      return line;
    },
    add(table: string, rows: readonly (readonly StoredCell[])[]): Buffer {
      const text = Buffer.from(rows.map((cells) => `[${cells.map(encodeCell).join(',')}]\n`).join(''));
      const known = tables.get(table);
      known?.hash.update(text);
      if (known) known.rows += rows.length;
      return text;
    },
    counts: (): TableCounts =>
      Object.fromEntries(
        [...tables].map(([table, { rows, hash }]) => [table, { rows, sha256: hash.copy().digest('hex') }]),
      ),
  };
}

/** JSON has no numbers without end, and no bytes. */
function encodeCell(cell: StoredCell): string {
  if (cell instanceof Uint8Array) return JSON.stringify({ bytes: Buffer.from(cell).toString('base64') });
  if (typeof cell === 'number' && !Number.isFinite(cell)) return JSON.stringify({ number: String(cell) });
  return JSON.stringify(cell);
}

function decodeCell(cell: unknown, place: string): StoredCell {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell;
  const { bytes, number } = cell as { readonly bytes?: unknown; readonly number?: unknown };
  if (typeof bytes === 'string') return Buffer.from(bytes, 'base64');
  if (typeof number === 'string') return Number(number);
  throw damaged(place, 'a cell of another kind');
}

function parse(line: string, place: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw damaged(place, 'a line that is no row');
}

const newline = 0x0a;

async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let begun: Buffer[] = [];
  for await (const piece of source) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      begun.push(bytes.subarray(start, end));
      yield Buffer.concat(begun).toString('utf8');
      begun = [];
      start = end + 1;
    }
    // a copy: the piece may be used again by whoever gave it
    if (start < bytes.length) begun.push(Buffer.from(bytes.subarray(start)));
  }
  if (begun.length > 0) yield Buffer.concat(begun).toString('utf8');
}
