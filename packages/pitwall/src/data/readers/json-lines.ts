import { isUtf8 } from 'node:buffer';
import { PitwallError } from '../../core/errors.ts';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { chunkRows, createLoader, type LoadedColumn } from '../duckdb/loader.ts';
import { decompressed } from '../head.ts';
import type { SourceFile } from '../source.ts';
import { decodedAsUtf8 } from './text.ts';

/** As long as an object may be where DuckDB reads the file. */
const maximumLineBytes = 16_000_000;

const columns: readonly LoadedColumn[] = [
  { name: 'file', storage: 'integer', physical: 'integer' },
  { name: 'line', storage: 'integer', physical: 'integer' },
  { name: 'text', storage: 'string', physical: 'text' },
  { name: 'utf8', storage: 'boolean', physical: 'boolean' },
];

export interface LoadedLines {
  /** A relation with `file` (its position), `line` and `json`. */
  readonly objects: string;
  /** A relation with `file` (its path), `line`, `text` and `problem`. */
  readonly rejected: string;
}

/**
 * DuckDB's reader does not tell in which line it stumbled, skips a line behind a byte order mark, and counts some
 * broken lines twice. Each line as a text of its own is beyond doubt, and slower.
 */
export async function loadJsonLines(engine: DuckDBEngine, files: readonly SourceFile[]): Promise<LoadedLines> {
  const loader = await createLoader(engine, columns);
  let rows: [number, number, string, boolean][] = [];
  const flush = (): void => {
    if (rows.length > 0)
      loader.append(
        columns.map((_, position) => rows.map((row) => row[position] ?? null)),
        rows.length,
      );
    rows = [];
  };
  for (const [index, file] of files.entries()) {
    for await (const { line, bytes } of linesOf(file)) {
      const text = bytes.toString('utf8');
      if (text.trim() === '') continue;
      rows.push([index, line, text, isUtf8(bytes)]);
      if (rows.length === chunkRows) flush();
    }
  }
  flush();
  loader.close();
  const [judged, objects] = [`${loader.table}_judged`, `${loader.table}_objects`];
  await engine.query(
    `CREATE TABLE ${judged} AS SELECT file, line, text, json, CASE
       WHEN NOT utf8 THEN 'holds bytes that are not UTF-8'
       WHEN json IS NULL THEN 'is not JSON'
       WHEN json_type(json) <> 'OBJECT' THEN 'is not an object'
       WHEN len(json_keys(json)) > list_unique(json_keys(json)) THEN 'has a key twice' END AS problem
     FROM (SELECT c0 AS file, c1 AS line, c2 AS text, c3 AS utf8, TRY_CAST(c2 AS JSON) AS json FROM ${loader.table})`,
  );
  await engine.query(`DROP TABLE ${loader.table}`);
  await engine.query(`CREATE VIEW ${objects} AS SELECT file, line, json FROM ${judged} WHERE problem IS NULL`);
  const paths = files.map(({ path }) => engine.dialect.text(path)).join(', ');
  return {
    objects,
    rejected: `(SELECT [${paths}][file + 1] AS file, line, text, problem FROM ${judged} WHERE problem IS NOT NULL)`,
  };
}

async function* linesOf(file: SourceFile): AsyncGenerator<{ line: number; bytes: Buffer }> {
  let pending: Buffer[] = [];
  let length = 0;
  let line = 1;
  for await (const chunk of decodedAsUtf8(decompressed(file), 'utf-8')) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      yield { line, bytes: Buffer.concat([...pending, chunk.subarray(start, end)]) };
      pending = [];
      length = 0;
      line += 1;
      start = end + 1;
    }
    pending.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > maximumLineBytes) throw lineTooLong(file, line);
  }
  yield { line, bytes: Buffer.concat(pending) };
}

function lineTooLong(file: SourceFile, line: number): PitwallError {
  return new PitwallError({
    code: 'data.line_too_long',
    problem: `expected a line to end within ${maximumLineBytes / 1_000_000} MB, found one that does not`,
    fix: 'Write one object a line; check that its braces and quotes are closed',
    place: { file: file.path, line },
  });
}
